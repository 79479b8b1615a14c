"""Widths of columns: dragged, by number, and while somebody else inserts a column."""

import pytest
from playwright.sync_api import Locator, Page, expect

from docs_app.models import Document
from hub.organisations.models import Member
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import violations
from tests.browser.test_documents_together import (
    at_end_of,
    crew,
    draft,
    execute,
    path_of,
    ready,
    settled,
)
from tests.chat.factories import City

__all__ = ["crew"]

TABLE = (
    "<table><tbody><tr><td>午前</td><td>午後</td></tr>"
    "<tr><td>月</td><td>火</td></tr></tbody></table>"
)


@pytest.fixture
def timetable(crew: list[Member]) -> Document:
    return draft(crew, TABLE)


def cell(page: Page, words: str) -> Locator:
    return page.locator(".ck-content td", has_text=words)


def shares(page: Page) -> list[int]:
    """How much of the table each cell of the first row takes, in per cent."""
    cells = page.locator(".ck-content tr").first.locator("td")
    widths = [box["width"] for each in cells.all() if (box := each.bounding_box())]
    return [round(width / sum(widths) * 100) for width in widths]


def drag_border(page: Page, words: str, to: float, *, let_go: bool = True) -> None:
    """Drag the right border of the cell to a share of the table."""
    table = page.locator(".ck-content table").bounding_box()
    box = cell(page, words).bounding_box()
    assert table
    assert box
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 10)
    expect(page.locator(".ck-editor__editable.column-border")).to_have_count(1)
    page.mouse.down()
    page.mouse.move(table["x"] + table["width"] * to, box["y"] + 40, steps=4)
    if let_go:
        page.mouse.up()


def test_a_border_is_dragged_and_the_other_sees_it(
    city: City, crew: list[Member], timetable: Document, open_page: OpenPage
) -> None:
    alice, bob = [ready(open_page(each, path_of(timetable))) for each in crew[:2]]
    drag_border(alice, "午前", 0.25, let_go=False)
    expect(alice.locator(".column-guide")).to_be_visible()
    alice.keyboard.press("Escape")
    alice.mouse.up()
    expect(alice.locator(".column-guide")).to_have_count(0)
    assert shares(alice) == [50, 50], "given up"
    drag_border(alice, "午前", 0.25)
    expect(alice.locator(".column-guide")).to_have_count(0)
    html = settled([alice, bob], timetable)
    assert html.count('<td style="width:') == 4
    assert shares(alice) == shares(bob) == [25, 75]
    alice.keyboard.press("Control+z")
    assert "width" not in settled([alice, bob], timetable)


def test_a_column_inserted_meanwhile_keeps_its_place(
    city: City, crew: list[Member], timetable: Document, open_page: OpenPage
) -> None:
    alice, bob = [ready(open_page(each, path_of(timetable))) for each in crew[:2]]
    for page in (alice, bob):
        page.context.set_offline(True)
    at_end_of(bob, "午前")
    execute(bob, "insertTableColumnRight")
    drag_border(alice, "午前", 0.2)
    for page in (alice, bob):
        page.context.set_offline(False)
    html = settled([alice, bob], timetable)
    assert html.count("<td") == 6
    assert html.index("午前") < html.index("<td>&nbsp;") < html.index("午後")
    assert shares(alice) == shares(bob)


def test_widths_by_number_with_the_keyboard(
    city: City, crew: list[Member], timetable: Document, open_page: OpenPage
) -> None:
    page = ready(open_page(crew[0], path_of(timetable)))
    at_end_of(page, "午後")
    tools = page.get_by_role("toolbar", name="表のツールバー")
    tools.get_by_role("button", name="列の幅").click()
    window = page.get_by_role("dialog", name="列の幅")
    field = window.get_by_label("2列目の幅")
    expect(field).to_have_value("50")
    assert violations(page) == []
    field.fill("99")
    field.press("Enter")
    expect(window).to_contain_text("5から95まで")
    field.fill("70")
    field.press("Enter")
    expect(window).to_be_hidden()
    assert shares(page) == [30, 70]
    page.keyboard.type("の部")  # the caret is where it was
    expect(cell(page, "午後の部")).to_be_visible()
    execute(page, "insertTableColumnRight")
    assert shares(page) == [20, 47, 33]
    tools.get_by_role("button", name="列の幅").click()
    window.get_by_role("button", name="均等にする").click()
    assert shares(page) == [33, 33, 33]
    tools.get_by_role("button", name="列の幅").click()
    window.get_by_role("button", name="自動に戻す").click()
    assert "width" not in page.evaluate("() => window.documentSession.editor.getData()")


def test_who_may_only_read_drags_nothing(
    city: City, crew: list[Member], timetable: Document, open_page: OpenPage
) -> None:
    page = ready(open_page(crew[0], path_of(timetable)))
    page.evaluate("() => window.documentSession.editor.enableReadOnlyMode('test')")
    box = cell(page, "午前").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 10)
    expect(page.locator(".column-border")).to_have_count(0)
