"""A passkey: registered in the account, then enough to sign in alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.journeys import connected
from tests.browser.test_entrance import PASSWORD, give_password, sign_in_by_hand
from tests.chat.factories import City
from tests.realtime.server import Server, database_url


@pytest.fixture
def server(city: City, tmp_path: Path) -> Iterator[Server]:
    """On a name, because a passkey belongs to a name and never to an address."""
    started = Server(database_url(), tmp_path)
    named = started.origin.replace("127.0.0.1", "localhost")
    started.environment["TSUNAGU_ORIGINS"] = f"{started.origin},{named}"
    started.start()
    started.origin = named
    yield started
    started.stop()


def give_authenticator(page: Page) -> None:
    """A device that holds passkeys and whose owner always agrees."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def register(page: Page, origin: str) -> None:
    page.goto(f"{origin}/accounts/2fa/webauthn/add/")
    if page.locator("#id_password").count():
        page.fill("#id_password", PASSWORD)
        page.press("#id_password", "Enter")
    page.fill("#id_name", "ナースステーションの端末")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)


def test_a_passkey_is_registered_and_signs_in(city: City, open_page: OpenPage) -> None:
    username = give_password(city.bob)
    page = open_page(None, "/rooms/")
    give_authenticator(page)
    sign_in_by_hand(page, username)
    connected(page)
    origin = page.url.split("/rooms")[0]
    register(page, origin)
    assert Authenticator.objects.filter(user=city.bob.user, type="webauthn").exists()
    page.goto(f"{origin}/accounts/2fa/webauthn/")
    expect(page.locator("table")).to_contain_text("ナースステーションの端末")
    page.context.clear_cookies()
    page.goto(f"{origin}/rooms/")
    page.click("#passkey_login")
    connected(page)
    expect(page.locator(".rooms__list")).to_contain_text("夜間当番")


def test_a_device_without_the_passkey_stays_outside(city: City, open_page: OpenPage) -> None:
    page = open_page(None, "/rooms/")
    give_authenticator(page)
    page.click("#passkey_login")
    expect(page.locator("#toasts")).to_contain_text("パスキーを使えませんでした")
    expect(page.locator("#id_login")).to_be_visible()
