"""Searching by keyboard: from any page to the hit in its room, and never into another's."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.journeys import connected
from tests.browser.test_accessibility import violations
from tests.chat.factories import City, make_member, make_room, post


def fill(city: City) -> None:
    post(city.alice, city.room, "渡邉先生、**ﾜｸﾁﾝ**の本数を教えてください")
    for number in range(60):
        post(city.bob, city.room, f"連絡{number}")
    make_member(city.bob.organisation, "渡邉 花子", reading="わたなべ はなこ")
    other = make_room(city.alice, city.charlie, name="診療所Bと")
    post(city.alice, other, "渡辺さんのワクチン")


def test_from_anywhere_to_the_message_in_its_room(city: City, open_page: OpenPage) -> None:
    fill(city)
    page = open_page(city.bob, "/people/")
    page.keyboard.press("Control+Shift+F")
    page.wait_for_url("**/rooms/search/")
    expect(page.locator("#id_q")).to_be_focused()
    page.keyboard.type("渡辺　ワクチン")
    page.keyboard.press("Enter")
    hit = page.locator(".hit")
    expect(hit).to_have_count(1)
    expect(hit.locator("mark")).to_have_text(["渡邉", "ﾜｸﾁﾝ"])
    expect(page.locator(".tabs__link[aria-current]")).to_have_text(re.compile(r"メッセージ\s*1"))
    page.locator("html[data-started]").wait_for(
        state="attached"
    )  # keys need the new page's scripts
    page.keyboard.press("Control+Shift+F")
    expect(page.locator("#id_q")).to_be_focused()
    hit.locator("a").focus()
    page.keyboard.press("Enter")
    target = page.locator(".message", has_text="の本数を教えてください")
    expect(target).to_be_in_viewport()
    expect(target).to_be_focused()
    expect(target).to_have_class(re.compile("message--spot"))


def test_from_the_switcher_and_from_a_room(city: City, open_page: OpenPage, room_path: str) -> None:
    fill(city)
    page = open_page(city.bob, room_path)
    connected(page)
    page.keyboard.press("Control+k")
    page.keyboard.type("ワクチン")
    last = page.locator("#switcher-list [role=option]").last
    expect(last).to_have_text("「ワクチン」をメッセージから検索")
    page.keyboard.press("Enter")
    expect(page.locator(".hit")).to_have_count(1)
    page.goto(page.url.split("/rooms/")[0] + room_path)
    connected(page)
    page.keyboard.press("Control+Shift+F")
    page.wait_for_url("**/rooms/search/")
    page.go_back()
    page.get_by_role("link", name="このルームを検索").click()
    expect(page.locator("#id_room")).to_have_value(str(city.room.id))
    page.fill("#id_q", "連絡")
    page.keyboard.press("Enter")
    expect(page.locator(".hit")).to_have_count(20)
    page.get_by_role("link", name="さらに古いもの").click()
    expect(page.locator(".hit").first).to_contain_text("連絡39")


def test_an_outsider_finds_their_own_alone(city: City, open_page: OpenPage) -> None:
    fill(city)
    page = open_page(city.charlie, "/rooms/search/?q=ワクチン")
    expect(page.locator(".hit")).to_have_count(1)
    expect(page.locator(".hit")).to_contain_text("診療所Bと")
    page.goto(page.url.replace("%E3%83%AF%E3%82%AF%E3%83%81%E3%83%B3", "連絡"))
    expect(page.locator(".tabs")).to_contain_text("0")
    expect(page.locator(".empty__title")).to_have_text("見つかりません")
    assert "夜間当番" not in page.content()


def narrow(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(city: City, open_page: OpenPage, theme: str, width: int) -> None:
    fill(city)
    size = {"width": width, "height": 844}
    page = open_page(city.bob, "/rooms/search/", color_scheme=theme, viewport=size)
    problems = violations(page)
    origin = page.url.split("/rooms/")[0]
    for query in (
        "q=渡辺",
        "q=連絡&sender=ぼぶ",
        "q=渡辺&tab=people",
        "q=渡辺&tab=files",
        "q=渡辺&since=昨日",
    ):
        page.goto(f"{origin}/rooms/search/?{query}")
        problems += violations(page)
        assert narrow(page), query
    assert problems == []
