"""The pages of the notice board: axe, the keyboard alone, both languages, the writing form."""

import pytest
from playwright.sync_api import Page, expect

from hub.notices.actions.reading import comment_on
from hub.notices.models import Notice
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import violations
from tests.browser.test_keyboard import everything_is_reached
from tests.chat.factories import City
from tests.notices.writing import ASKS, city_board, put_up

PATHS = [
    "/notices/",
    "/notices/calendar/",
    "/notices/new/",
    "/notices/boards/",
    "/notices/boards/new/",
    "/notices/boards/{board}/",
    "/notices/{notice}/",
    "/notices/{notice}/edit/",
    "/notices/{notice}/history/",
    "/notices/{notice}/readers/",
    "/notices/{notice}/print/",
]


@pytest.fixture
def notice(city: City) -> Notice:
    """alice's urgent one, which asks and has a comment."""
    put = put_up(city.alice, city_board(city.alice), importance="urgent", asks=ASKS)
    comment_on(by=city.bob, notice_id=put.pk, body="確認しました。")
    return put


def filled(path: str, notice: Notice) -> str:
    return path.format(board=notice.board_id, notice=notice.pk)


def editor(page: Page) -> None:
    if page.locator("[data-controller~=rich-text-field]").count():
        expect(page.locator(".ck-editor__editable")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe(city: City, open_page: OpenPage, notice: Notice, theme: str) -> None:
    page = open_page(city.alice, "/notices/", color_scheme=theme)
    origin = page.url.split("/notices")[0]
    problems = []
    for path in PATHS:
        page.goto(origin + filled(path, notice))
        editor(page)
        problems += violations(page)
    assert problems == []


@pytest.mark.parametrize("path", PATHS)
def test_tab_reaches_every_control(
    city: City, open_page: OpenPage, notice: Notice, path: str
) -> None:
    everything_is_reached(open_page(city.alice, filled(path, notice)))


def test_a_notice_is_written_in_english_too(city: City, open_page: OpenPage) -> None:
    city_board(city.alice)
    page = open_page(city.alice, "/notices/new/", locale="en-GB")
    page.get_by_label("Subject").fill("Heat alert")
    page.get_by_role("button", name="Bold").click()
    page.keyboard.type("Stay inside.")
    expect(page.locator(".audience__count")).to_have_text("3 people · 3 organisations")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="Heat alert")).to_be_visible()
    assert "<strong>Stay inside.</strong>" in Notice.objects.get().body


def test_a_filled_choice_invites_the_next(city: City, open_page: OpenPage) -> None:
    city_board(city.alice)
    page = open_page(city.alice, "/notices/new/")
    lines = page.locator(".asks__choice")
    expect(lines.first).to_be_hidden()
    page.get_by_role("radio", name="選択肢から選ぶ").check()
    expect(lines.locator("input:visible")).to_have_count(3)
    page.get_by_label("選択肢3", exact=True).fill("対応できない")
    expect(lines.locator("input:visible")).to_have_count(4)
