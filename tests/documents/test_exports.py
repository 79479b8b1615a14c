"""What leaves the hub: Word, PDF, Markdown, HTML, text, through the worker and the access rule."""

import re
import shutil
import subprocess
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as WordFile
from docx.shared import Mm
from PIL import Image

from docs_app.actions.documents import change_document, create_document
from docs_app.importing.html import tree_of_html
from docs_app.models import Document, DocumentEvent
from docs_app.rendering.docx import docx_of
from docs_app.rendering.html import html_of
from docs_app.rendering.markdown import markdown_of
from docs_app.rendering.paper import Cover
from docs_app.rendering.pdf import pdf_of
from docs_app.rendering.plain import plain_of
from docs_app.rendering.tree import Node, Run, tree_of_state
from docs_app.starters import STARTERS, state_of
from tests.chat.factories import City
from tests.conftest import SignedIn

COVER = Cover("熱中症対策（通知）", "青健予第12号", "令和8年7月1日", "青葉市")


def words(text: str, name: str = "paragraph", **attributes: object) -> Node:
    return Node(name, "b", attributes, runs=[Run(text)])


def cell(text: str, **attributes: object) -> Node:
    return Node("tableCell", "e", attributes, children=[words(text)])


def row(*cells: Node) -> Node:
    return Node("tableRow", "e", {}, children=list(cells))


@pytest.fixture
def letter() -> Node:
    item = {"listItemId": "a", "listType": "numbered", "listIndent": 0}
    reading = Run("経口補水", {"ruby": "けいこうほすい", "bold": True})
    table = Node(
        "table",
        "e",
        {"headingRows": 1},
        children=[
            row(*(cell(text, tableCellType="header") for text in ("区分", "電話", "時間"))),
            row(cell("予防係", rowspan=2), cell("0123"), cell("8:30")),
            row(cell("夜間は代表", colspan=2)),
        ],
    )
    return Node(
        "$root",
        "e",
        {},
        children=[
            words("1 対応", "heading1"),
            Node("paragraph", "b", item, runs=[Run("入所者の"), reading, Run("を行う")]),
            table,
            words("引用です", quote=True),
        ],
    )


def test_the_word_file_has_real_styles_merged_cells_and_readings(letter: Node) -> None:
    made = WordFile(BytesIO(docx_of(letter, COVER)))
    styles = {paragraph.text: getattr(paragraph.style, "name", "") for paragraph in made.paragraphs}
    assert styles["熱中症対策（通知）"] == "Title"
    assert styles["1 対応"] == "Heading 1"
    assert styles["引用です"] == "Quote"
    assert "List Number" in styles.values()
    table = made.tables[0]
    assert table.cell(1, 0)._tc is table.cell(2, 0)._tc
    assert table.cell(2, 1)._tc is table.cell(2, 2)._tc
    assert table.cell(2, 1).text == "夜間は代表"
    xml = made.element.xml
    assert "<w:rubyBase>" in xml
    assert "けいこうほすい" in xml
    assert "NUMPAGES" in made.sections[0].footer._element.xml
    assert (made.sections[0].page_width or Mm(0)).mm == pytest.approx(210, abs=0.1)


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x0b", "\x0c", "\ufffe", "\uffff", "\ud800"])
def test_characters_that_word_cannot_hold_are_left_out(sign: str) -> None:
    def bad(text: str) -> str:
        return f"{text}{sign}{text}"

    member = Node("mention", "i", {"name": bad("名")})
    runs = [
        Run(bad("語"), {"ruby": bad("ご")}),
        Run(bad("先"), {"linkHref": f"https://a.example/{sign}"}),
        Run(member),
    ]
    content = BytesIO()
    Image.new("RGB", (3, 2)).save(content, "PNG")
    shown = {"src": "/files/1/", "alt": bad("図")}
    caption = Node("caption", "t", {}, runs=[Run(bad("題"))])
    pictures = [
        Node("imageBlock", "e", shown, children=[caption]),
        Node("imageBlock", "e", {"alt": bad("無")}),
    ]
    cell_of = Node("table", "e", {}, children=[row(cell(bad("欄")))])
    root = Node(
        "$root", "e", {}, children=[Node("paragraph", "b", {}, runs=runs), *pictures, cell_of]
    )
    cover = Cover(bad("表"), bad("号"), bad("日"), bad("市"), {"1": content.getvalue()})
    made = WordFile(BytesIO(docx_of(root, cover)))
    xml = made.element.xml
    for word in ("語語", "ごご", "先先", "@名名", "図図", "題題", "無無", "欄欄", "表表", "号号"):
        assert word in xml
    assert made.core_properties.title == "表表"


def test_columns_are_as_wide_in_word_as_on_the_page() -> None:
    head = row(cell("月日", columnWidth="20%"), cell("内容", columnWidth="50%"), cell("備考"))
    table = Node("table", "e", {}, children=[head, row(cell("7/1", colspan=2), cell(""))])
    root = Node("$root", "e", {}, children=[table])
    assert '<td style="width:20%;">月日</td>' in html_of(root)
    made = WordFile(BytesIO(docx_of(root, COVER))).tables[0]
    assert [round((column.width or Mm(0)).mm) for column in made.columns] == [33, 83, 50]
    assert [round((each.width or Mm(0)).mm) for each in made.rows[0].cells] == [33, 83, 50]
    assert made.autofit is False
    plain = Node("$root", "e", {}, children=[Node("table", "e", {}, children=[row(cell("a"))])])
    assert WordFile(BytesIO(docx_of(plain, COVER))).tables[0].autofit


def test_word_tables_stay_within_the_margins_and_do_not_touch() -> None:
    table = Node("table", "e", {}, children=[row(cell("a"))])
    root = Node("$root", "e", {}, children=[table, table])
    made = WordFile(BytesIO(docx_of(root, COVER)))
    assert [child.tag.split("}")[1] for child in made.element.body][-4:] == [
        "tbl", "p", "tbl", "sectPr",
    ]  # fmt: skip
    assert 'w:name="compatibilityMode"' in made.settings.element.xml
    assert "tblCellMar" in made.styles["Table Grid"].element.xml
    assert "pBdr" not in made.styles["Title"].element.xml


@pytest.mark.parametrize("key", STARTERS)
def test_a_template_begins_below_the_head_of_its_export(key: str) -> None:
    html = html_of(tree_of_state(state_of(key)))
    assert not html.startswith("<h")
    assert "第　" not in html
    assert "（件名）" not in html


def opened(pdf: bytes) -> bytes:
    """The objects of a PDF, unpacked."""
    found = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    parts = [pdf]
    for packed in found:
        with suppress(zlib.error):
            parts.append(zlib.decompress(packed))
    return b"".join(parts)


def test_the_pdf_is_a4_and_carries_its_fonts(letter: Node) -> None:
    made = pdf_of(letter, COVER)
    assert made.startswith(b"%PDF-")
    inside = opened(made)
    assert b"UDPGothic" in inside
    assert b"/FontFile" in inside
    assert re.search(rb"/MediaBox ?\[0 0 595", inside)


def test_no_address_of_a_document_is_fetched_for_the_pdf() -> None:
    stranger = Node("imageBlock", "e", {"src": "http://127.0.0.1:1/x.png"})
    local = Node("imageBlock", "e", {"src": "file:///etc/passwd"})
    root = Node("$root", "e", {}, children=[stranger, local, words("本文")])
    assert pdf_of(root, COVER).startswith(b"%PDF-")


def test_markdown_escapes_what_would_be_markup() -> None:
    root = Node("$root", "e", {}, children=[words("# 見出しではない *星* <b>")])
    assert markdown_of(root, "題") == "# 題\n\n\\# 見出しではない \\*星\\* \\<b\\>\n"


def test_markdown_and_text_keep_captions() -> None:
    named = Node("caption", "t", {}, runs=[Run("図1　経路")])
    image = Node("imageBlock", "e", {"src": "/files/x/", "alt": "地図"}, children=[named])
    root = Node("$root", "e", {}, children=[image])
    assert markdown_of(root, "題") == "# 題\n\n![地図](/files/x/)\n\n図1　経路\n"
    assert plain_of(root, "題") == "題\n\n［図1　経路］\n"


def test_plain_text_keeps_signs_of_lists_readings_and_cells(letter: Node) -> None:
    letter.children += tree_of_html(
        "<ol><li>一<ul><li>甲</li></ul></li><li><p>二</p><p>続き</p></li></ol>"
        "<p>間</p><ol><li>また一</li></ol>"
        '<ul class="todo-list"><li><input type="checkbox" checked>済</li>'
        '<li><input type="checkbox">未</li></ul>'
        "<p><ruby>漢<b>字</b><rt>かんじ</rt></ruby></p><hr>"
    )[0].children
    head, table, rest = plain_of(letter, "題").split("\n\n", 4)[2:]
    assert head == "1. 入所者の経口補水（けいこうほすい）を行う"
    assert table == "区分\t電話\t時間\n予防係\t0123\t8:30\n\t夜間は代表\t"
    assert rest.splitlines()[:10] == [
        "> 引用です", "1. 一", "　・甲", "2. 二", "　続き", "間", "1. また一", "☑ 済", "☐ 未",
        "漢字（かんじ）",
    ]  # fmt: skip


def test_html_escapes_what_would_be_markup() -> None:
    root = Node("$root", "e", {}, children=[words("<script>alert(1)</script>")])
    assert html_of(root) == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


@pytest.fixture
def minutes(town: City) -> Document:
    state = state_of("minutes")
    return create_document(author=town.alice, title="予防係 打合せ", state=state)


@pytest.mark.parametrize("name", ["docx", "pdf", "markdown", "html", "text"])
def test_who_may_read_may_take_it_along_and_the_log_says_so(
    town: City, minutes: Document, browse: SignedIn, name: str
) -> None:
    response = browse(town.alice).get(f"/documents/{minutes.pk}/export/{name}/")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    assert len(response.content) > 50
    assert DocumentEvent.objects.filter(kind="exported", member=town.alice).count() == 1


def test_a_title_keeps_no_character_that_is_none(town: City, browse: SignedIn) -> None:
    made = create_document(author=town.alice, title="予防\x01係\uffff\x0b打合せ")
    assert made.title == "予防係打合せ"
    change_document(member=town.alice, document_id=made.pk, title="題\ud800名", number="1\x02")
    made.refresh_from_db()
    assert made.title == "題名"
    path = f"/documents/{made.pk}/export/docx/"
    assert browse(town.alice).get(path).status_code == 200
    assert browse(town.charlie).get(path).status_code == 404


def test_an_outsider_gets_nothing_and_an_unknown_format_is_not_found(
    town: City, minutes: Document, browse: SignedIn
) -> None:
    assert browse(town.charlie).get(f"/documents/{minutes.pk}/export/pdf/").status_code == 404
    assert browse(town.alice).get(f"/documents/{minutes.pk}/export/exe/").status_code == 404
    assert not DocumentEvent.objects.filter(kind="exported").exists()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_word_file(letter: Node, tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(docx_of(letter, COVER))
    command = ["soffice", "--headless", "--convert-to", "txt:Text", "letter.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    text = (tmp_path / "letter.txt").read_text(encoding="utf-8")
    assert "熱中症対策（通知）" in text
    assert "夜間は代表" in text
