"""What other programs paste and has no place in a document is left out; no session is lost."""

import pytest
from playwright.sync_api import Locator, Page, expect

from docs_app.models import Document
from hub.organisations.models import Member
from tests.browser.clipboard import EXCEL, WORD, paste_html
from tests.browser.conftest import OpenPage
from tests.browser.test_documents_together import crew, data_of, draft, path_of, ready, settled
from tests.chat.factories import City

__all__ = ["crew"]

CELL = '<table><tr><td style="{style}" {attributes}>値</td><td>隣</td></tr></table>'
# What: the HTML, what of it is kept and what is not.
PASTED: dict[str, tuple[str, list[str], list[str]]] = {
    "a centred cell": (CELL.format(style="text-align:center", attributes=""), ["center"], []),
    "a raised cell": (
        CELL.format(style="vertical-align:middle", attributes='valign="middle"'),
        ["値"],
        ["vertical"],
    ),
    "padding, a border, a height": (
        CELL.format(style="padding:9px;border:2px solid red;height:40px", attributes=""),
        ["値"],
        ["padding", "border", "height"],
    ),
    "a width in pixels": (CELL.format(style="width:90px", attributes='width="90"'), ["値"], ["90"]),
    "a yellow cell": (
        CELL.format(style="background:#ffff00", attributes='bgcolor="#ffff00"'),
        ["hsl(50, 100%, 85%)"],
        ["ffff00"],
    ),
    "a white cell": (CELL.format(style="background-color:#fff", attributes=""), ["値"], ["style"]),
    "two thousand columns": (CELL.format(style="", attributes='colspan="2000"'), ["値"], ["2000"]),
    "a table with borders": (
        '<table style="border:2px solid;width:400px;float:left"><tr><td>値</td></tr></table>',
        ["値"],
        ["border", "float", "400"],
    ),
    "links to elsewhere": (
        '<p><a href="file://fs01/share/a.xlsx">共有</a> <a href="msteams:/l/x">会議</a>'
        ' <a href="javascript:alert(1)">押す</a> <a href="ftp://x/">置場</a></p>',
        ["共有", "会議", "押す", "置場"],
        ["href"],
    ),
    "links of ours": ('<p><a href="https://example.jp/">市</a></p>', ['href="https://'], []),
    "colours and fonts": (
        '<p style="color:red;font-size:9px;line-height:3;margin-left:40px">赤い字</p>',
        ["赤い字"],
        ["style"],
    ),
    "from Word": (WORD, ["接種会場", "棚橋"], ["mso"]),
    "from Excel": (EXCEL, ["みどり診療所", 'colspan="2"'], ["mso", "54pt"]),
}


@pytest.mark.parametrize("name", PASTED)
def test_what_is_pasted_is_stored_without_what_has_no_place(
    city: City, crew: list[Member], open_page: OpenPage, name: str
) -> None:
    document = draft(crew, "<p>始</p>")
    page = opened(open_page, crew[0], document)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    html, kept, left_out = PASTED[name]
    paste_html(page, html)
    stored = settled([page], document)
    assert [words for words in kept if words not in stored] == [], stored
    assert [words for words in left_out if words in stored] == [], stored
    expect(page.locator('[data-part="state"]')).to_have_text("保存済み")
    assert errors == []


def opened(open_page: OpenPage, member: Member, document: Document) -> Page:
    page = ready(open_page(member, path_of(document)))
    page.locator(".ck-editor__editable").click()
    page.keyboard.press("Control+End")
    return page


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True).first


def test_a_link_to_a_shared_folder_is_explained(
    city: City, crew: list[Member], open_page: OpenPage
) -> None:
    document = draft(crew, "<p>一覧</p>")
    page = opened(open_page, crew[0], document)
    page.keyboard.press("Shift+Home")
    page.keyboard.press("Control+k")
    page.keyboard.type("\\\\fs01\\共有\\一覧.xlsx")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("このリンクは使えません")
    assert settled([page], document) == "<p>一覧</p>"


def test_a_cell_gets_a_colour_of_the_palette_and_loses_it(
    city: City, crew: list[Member], open_page: OpenPage
) -> None:
    document = draft(crew, "<table><tr><td>休診</td></tr></table>")
    alice, bob = [ready(open_page(each, path_of(document))) for each in crew[:2]]
    alice.locator(".ck-content td").click()
    button(alice, "セルの背景").click()
    button(alice, "黄色").click()
    expect(bob.locator(".ck-content td")).to_have_css("background-color", "rgb(255, 242, 179)")
    button(alice, "セルの背景").click()
    button(alice, "背景なし").click()
    assert "background" not in settled([alice, bob], document)
    assert "セルのプロパティ" not in alice.content()


def test_ticking_a_box_moves_the_own_caret_without_an_error(
    city: City, crew: list[Member], open_page: OpenPage
) -> None:
    html = (
        '<ul class="todo-list"><li><label><input type="checkbox"></label><span>鍵</span></li></ul>'
    )
    document = draft(crew, html)
    page = ready(open_page(crew[0], path_of(document)))
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.locator(".ck-content input[type=checkbox]").click()
    assert 'checked="checked"' in settled([page], document)
    assert "鍵" in data_of(page)
    assert errors == []
