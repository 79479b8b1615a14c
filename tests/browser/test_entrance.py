"""Signing in with a second factor, and joining with an invitation card."""

import time

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from playwright.sync_api import Page, expect

from hub.organisations.actions.invitations import invite
from hub.organisations.models import Member
from tests.browser.conftest import OpenPage
from tests.browser.journeys import connected
from tests.chat.factories import City

PASSWORD = "aoba-tsunagu-2026"


def give_password(member: Member) -> str:
    member.user.set_password(PASSWORD)
    member.user.save(update_fields=["password"])
    return member.user.username


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def sign_in_by_hand(page: Page, username: str) -> None:
    page.fill("#id_login", username)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")


def test_sign_in_with_an_authenticator_app(city: City, open_page: OpenPage) -> None:
    username = give_password(city.bob)
    page = open_page(None, "/rooms/")
    sign_in_by_hand(page, username)
    connected(page)
    origin = page.url.split("/rooms")[0]
    page.goto(f"{origin}/accounts/2fa/totp/activate/")
    if page.locator("#id_password").count():
        page.fill("#id_password", PASSWORD)
        page.press("#id_password", "Enter")
    secret = page.locator("form code").inner_text()
    expect(page.locator(".qr svg")).to_be_visible()
    page.fill("#id_code", code_for(secret))
    page.press("#id_code", "Enter")
    page.wait_for_url("**/recovery-codes/**")
    page.context.clear_cookies()
    page.goto(f"{origin}/rooms/")
    sign_in_by_hand(page, username)
    expect(page.locator("#id_code")).to_be_visible()
    page.fill("#id_code", "000000")
    page.press("#id_code", "Enter")
    expect(page.locator(".field__error")).to_be_visible()
    time.sleep(31)  # a code is good once; the next one comes within 30 s
    page.fill("#id_code", code_for(secret))
    page.press("#id_code", "Enter")
    connected(page)


def test_an_invited_nurse_joins_with_the_card(city: City, open_page: OpenPage) -> None:
    city.bob.role = Member.Role.ORGANISATION_ADMINISTRATOR
    city.bob.save(update_fields=["role"])
    _invitation, token = invite(
        by=city.bob,
        organisation_id=city.bob.organisation_id,
        role=Member.Role.MEMBER,
        section=None,
        name="新田 看護",
    )
    page = open_page(None, f"/people/join/{token}/")
    expect(page.locator("h1")).to_contain_text("みどり診療所")
    page.fill("#id_username", "nitta.kango")
    page.fill("#id_password", "short")
    page.click("form button[type=submit] >> text=参加する")
    expect(page.locator(".field__error").first).to_be_visible()
    page.fill("#id_password", PASSWORD)
    page.click("form button[type=submit] >> text=参加する")
    connected(page)
    expect(page.locator(".rooms__list")).to_contain_text("みどり診療所")
    stranger = open_page(None, f"/people/join/{token}/")
    expect(stranger.locator("h1")).to_contain_text("使えません")
