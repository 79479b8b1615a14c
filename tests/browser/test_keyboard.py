"""The keyboard alone: every control is reached with Tab and shows that it is."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.journeys import connected, message, write
from tests.browser.test_entrance import PASSWORD, give_password
from tests.chat.factories import City

# One radio of a group is a stop; the arrows reach the others.
STOPS = """() => {
  const groups = new Set();
  const all = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  return [...document.querySelectorAll(all)].filter((each) => {
    if (each.disabled || each.tabIndex < 0 || !each.checkVisibility()) return false;
    if (each.closest("[inert]") || each.type === "hidden") return false;
    if (each.type === "radio" && each.name) {
      if (groups.has(each.name)) return false;
      groups.add(each.name);
    }
    return true;
  }).map((each) => each.type === "radio" ? each.name : each.outerHTML.slice(0, 90));
}"""
FOCUSED = """() => {
  const each = document.activeElement;
  const drawn = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" || style.boxShadow !== "none";
  };
  const around = [each, each.parentElement, each.nextElementSibling].filter(Boolean);
  const box = each.getBoundingClientRect();
  return {
    name: each.type === "radio" ? each.name : each.outerHTML.slice(0, 90),
    onPage: each !== document.body,
    drawn: around.some(drawn),
    inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""
PATHS = [
    "/accounts/login/",
    "/rooms/",
    "/rooms/new/",
    "/rooms/{room}/settings/",
    "/people/",
    "/people/admin/",
    "/people/admin/{organisation}/",
    "/people/admin/{organisation}/members/",
    "/people/admin/{organisation}/members/{member}/",
    "/people/admin/{organisation}/invitations/",
    "/obligations/ladders/",
    "/obligations/contacts/{organisation}/",
    "/account/",
]


def walked(page: Page, expected: set[str]) -> list[dict[str, Any]]:
    """What has the focus after each Tab, until all that is expected had it."""
    stops: list[dict[str, Any]] = []
    missing = set(expected)
    for _ in range(4 * len(expected)):  # the hours and minutes of a time are stops of their own
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))
        missing.discard(stops[-1]["name"])
        if not missing:
            break
    return [stop for stop in stops if stop["onPage"]]


@pytest.mark.parametrize("path", PATHS)
def test_tab_reaches_every_control_and_shows_where_it_is(
    city: City, open_page: OpenPage, path: str
) -> None:
    names = {"organisation": city.alice.organisation_id, "member": city.alice.id}
    who = None if path.startswith("/accounts/") else city.alice
    page = open_page(who, path.format(room=city.room.id, **names))
    if path == "/rooms/":
        connected(page)  # the list of rooms is drawn again on the first greeting
    everything_is_reached(page)


def everything_is_reached(page: Page) -> None:
    if page.locator("[data-controller~=rich-text-field]").count():
        expect(page.locator(".ck-editor__editable")).to_be_visible()  # in place of the textarea
    expected = set(page.evaluate(STOPS))
    stops = walked(page, expected)
    assert len(expected) > 2
    assert expected - {stop["name"] for stop in stops} == set()
    assert [stop["name"] for stop in stops if not stop["drawn"]] == []
    assert [stop["name"] for stop in stops if not stop["inView"]] == []


def tab_to(page: Page, selector: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("(one) => document.activeElement.matches(one)", selector):
            return
    raise AssertionError(f"Tab never reached {selector}")


def test_sign_in(city: City, open_page: OpenPage) -> None:
    username = give_password(city.bob)
    page = open_page(None, "/rooms/")
    tab_to(page, "#id_login")
    page.keyboard.type(username)
    tab_to(page, "#id_password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    connected(page)


def test_the_menu_of_a_message(city: City, open_page: OpenPage, room_path: str) -> None:
    page = open_page(city.alice, room_path)
    connected(page)
    write(page, "一つ目")
    write(page, "二つ目")
    item = message(page, "二つ目")
    expect(item).to_be_visible()
    item.focus()
    page.keyboard.press("Enter")
    tab_to(page, '[data-tool="more"]')
    page.keyboard.press("Enter")
    expect(item.locator(".menu__panel button").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(item.locator('[data-tool="recall"]')).to_be_focused()
    page.keyboard.press("Escape")
    expect(item).to_be_focused()
    expect(item.locator(".menu__panel")).to_be_hidden()
    page.keyboard.press("ArrowUp")
    expect(message(page, "一つ目")).to_be_focused()


def test_who_has_read(city: City, open_page: OpenPage, room_path: str) -> None:
    page = open_page(city.alice, room_path)
    connected(page)
    write(page, "ご確認ください")
    item = message(page, "ご確認ください")
    expect(item).to_be_visible()
    item.focus()
    page.keyboard.press("Enter")
    tab_to(page, '[data-tool="receipts"]')
    page.keyboard.press("Enter")
    dialog = page.locator("#panel-dialog")
    expect(dialog).to_contain_text("棒")
    assert page.evaluate("() => document.activeElement.closest('#panel-dialog') !== null")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.evaluate("() => document.activeElement.closest('.message') !== null")


def test_room_settings(city: City, open_page: OpenPage) -> None:
    page = open_page(city.alice, f"/rooms/{city.room.id}/settings/")
    tab_to(page, "#id_name")
    page.keyboard.press("Control+a")
    page.keyboard.type("日中当番")
    page.keyboard.press("Enter")
    expect(page.locator(".flash--success")).to_contain_text("保存しました")
    city.room.refresh_from_db()
    assert city.room.name == "日中当番"
