"""axe on every kind of page, light and dark (WCAG 2.2 AA)."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.journeys import connected, message, use, write
from tests.chat.factories import City

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {name: {"enabled": True} for name in ("page-has-heading-one", "empty-table-header")},
}
PATHS = [
    "/people/",
    "/people/admin/",
    "/people/admin/{organisation}/",
    "/people/admin/{organisation}/members/",
    "/people/admin/{organisation}/members/{member}/",
    "/people/admin/{organisation}/sections/",
    "/people/admin/{organisation}/duties/",
    "/people/admin/{organisation}/invitations/",
    "/people/admin/audit/",
    "/people/members/{member}/",
    "/people/organisations/{organisation}/",
    "/account/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/documents/",
    "/documents/new/",
    "/documents/import/",
    "/documents/search/?q=x",
    "/documents/places/room/{room}/",
    "/rooms/catch-up/",
    "/rooms/new/",
    "/rooms/browse/",
    "/rooms/{room}/settings/",
]


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{page.url} {each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages(city: City, open_page: OpenPage, theme: str) -> None:
    page = open_page(city.alice, "/rooms/", color_scheme=theme)
    origin = page.url.split("/rooms")[0]
    names = {
        "organisation": city.alice.organisation_id,
        "member": city.alice.id,
        "room": city.room.id,
    }
    problems = violations(page)
    for path in PATHS:
        page.goto(origin + path.format(**names))
        problems += violations(page)
    assert problems == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_conversation_with_details_open(
    city: City, open_page: OpenPage, room_path: str, theme: str
) -> None:
    page = open_page(city.alice, room_path, color_scheme=theme)
    connected(page)
    write(page, "確認お願いします `code` **太字**")
    page.click('[data-conversation-target="detailsButton"]')
    page.locator(".message[data-seq]").last.hover()
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_opens_over_a_conversation(
    city: City, open_page: OpenPage, room_path: str, theme: str
) -> None:
    page = open_page(city.alice, room_path, color_scheme=theme)
    connected(page)
    write(page, "確認お願いします")
    use(page, "確認お願いします", "receipts")
    expect(page.locator("#panel-dialog")).to_contain_text("棒")
    problems = violations(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.locator("#switcher-list [role=option]").first).to_be_visible()
    problems += violations(page)
    page.keyboard.press("Escape")
    message(page, "確認お願いします").hover()
    page.locator('[data-tool="more"]').click()
    problems += violations(page)
    page.keyboard.press("Escape")
    page.click(".header__person")
    assert problems + violations(page) == []


def test_a_conversation_on_a_narrow_screen(city: City, open_page: OpenPage, room_path: str) -> None:
    page = open_page(city.alice, room_path, viewport={"width": 390, "height": 844})
    for text in ("一つ目", "二つ目"):
        write(page, text)
        expect(message(page, text)).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/password/reset/", "/people/join/unknown/", "/nowhere/"]
)
def test_pages_before_the_door(open_page: OpenPage, path: str, theme: str) -> None:
    assert violations(open_page(None, path, color_scheme=theme)) == []
