"""axe on every kind of page, light and dark (WCAG 2.2 AA)."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.journeys import connected, write
from tests.chat.factories import City

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
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
    "/accounts/sessions/",
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


def test_sign_in_page(open_page: OpenPage) -> None:
    assert violations(open_page(None, "/accounts/login/")) == []
