"""Files in: what comes along, what is reported, and files that are built to hurt."""

from io import BytesIO
from typing import Any
from unittest.mock import Mock
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import lxml.html
import mammoth
import pycrdt
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from docx.shared import Mm
from PIL import Image

from docs_app import starters
from docs_app.importing.building import state_of
from docs_app.importing.html import TAGS, tree_of_html
from docs_app.importing.word import html_of_word
from docs_app.imports import Imported, import_document
from docs_app.log import stored_state
from docs_app.models import Document
from docs_app.rendering.html import html_of_state
from docs_app.rendering.tree import NODES, Node, Run, TooLarge, tree_of_state
from hub.files.models import StoredFile
from tests.chat.factories import City
from tests.conftest import SignedIn


def imported(city: City, name: str, data: bytes) -> Imported:
    return import_document(city.alice, name=name, data=data)


def html_of(made: Imported) -> str:
    return html_of_state(stored_state(made.document.pk))


def picture() -> BytesIO:
    made = BytesIO()
    Image.new("RGB", (30, 20), "navy").save(made, "PNG")
    made.seek(0)
    return made


def word(*, header: bool = False) -> bytes:
    """A file as an office writes it."""
    file = docx.Document()
    file.add_heading("避難所の運営", level=1)
    file.add_heading("目的", level=2)
    paragraph = file.add_paragraph("鍵の受け渡しは")
    paragraph.add_run("30分以内").bold = True
    paragraph.add_run("とする。")
    file.add_paragraph("受付", style="List Bullet")
    file.add_paragraph("開錠", style="List Number")
    table = file.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "担当"
    table.cell(1, 0).text, table.cell(1, 1).text = "危機管理課", "自治会"
    file.add_picture(picture())
    if header:
        file.sections[0].header.paragraphs[0].text = "取扱注意"
    content = BytesIO()
    file.save(content)
    return content.getvalue()


def test_a_word_file_comes_with_headings_lists_tables_and_pictures(city: City) -> None:
    made = imported(city, "避難所.docx", word())
    html = html_of(made)
    assert "<h2>避難所の運営</h2><h3>目的</h3>" in html
    assert "鍵の受け渡しは<strong>30分以内</strong>とする。" in html
    assert "<ul><li>受付</li></ul><ol><li>開錠</li></ol>" in html
    assert '<td colspan="2">担当</td>' in html
    file = StoredFile.objects.get()
    assert f'<img src="/files/{file.pk}/"' in html
    assert made.document.images.filter(file=file).exists()
    assert made.document.title == "避難所"
    assert made.report == []


def test_the_widths_of_columns_come_along(city: City) -> None:
    file = docx.Document()
    file.add_table(rows=1, cols=2)  # alike: nobody set them
    table = file.add_table(rows=2, cols=2)
    table.columns[0].width, table.columns[1].width = Mm(30), Mm(90)
    table.cell(0, 0).text = "月日"
    content = BytesIO()
    file.save(content)
    html = html_of(imported(city, "表.docx", content.getvalue()))
    assert '<td style="width:25%;">月日</td><td style="width:75%;">' in html
    assert html.count("width:25%") == 2


@pytest.mark.parametrize(
    ("table", "widths"),
    [
        ('<colgroup><col style="width:30px"><col style="width:10px"></colgroup>', ["75%", "25%"]),
        ('<colgroup><col span="2" style="width:3.5pt"></colgroup>', ["50%", "50%"]),
        ('<colgroup><col style="width:40%"></colgroup>', ["40%", None]),
        ('<colgroup><col style="width:30px"></colgroup>', [None, None]),  # of what?
        ('<colgroup><col style="width:9999%"></colgroup>', [None, None]),
        ('<colgroup><col span="x" style="width:0%"></colgroup>', [None, None]),
    ],
)
def test_widths_of_html(table: str, widths: list[str | None]) -> None:
    root, _lost = tree_of_html(f"<table>{table}<tr><td>a</td><td>b</td></tr><tr></tr></table>")
    rows = root.children[0].children
    assert [cell.get("columnWidth") for cell in rows[0].children] == widths
    (lone,) = rows[1].children  # a row that has no cells
    assert lone.get("columnWidth") == widths[0]


def test_widths_of_cells_are_those_of_their_columns() -> None:
    cells = '<td colspan="2" style="width:100%">x</td></tr><tr><td style="width: 30pt">a</td>'
    root, _lost = tree_of_html(f'<table><tr>{cells}<td style="width:90pt">b</td></tr></table>')
    merged, first, last = (cell for row in root.children[0].children for cell in row.children)
    assert [each.get("columnWidth") for each in (merged, first, last)] == [None, "25%", "75%"]


def test_no_heading_cell_reaches_out_of_the_heading() -> None:
    rows = '<tr><th rowspan="2">決裁</th><th>部長</th></tr><tr><td></td></tr>'
    root, _lost = tree_of_html(f"<table>{rows}</table>")
    assert root.children[0].get("headingRows") is None
    assert html_of_state(state(root)).count("<thead>") == 0


def test_what_word_has_and_we_have_not_is_reported(city: City) -> None:
    report = dict(imported(city, "a.docx", word(header=True)).report)
    assert {str(kind) for kind in report} == {"ヘッダーとフッター"}


@pytest.mark.parametrize("key", starters.STARTERS)
def test_our_own_html_comes_back_as_it_was(city: City, key: str) -> None:
    html = html_of_state(starters.state_of(key))
    made = imported(city, "a.html", html.encode())
    assert html_of(made) == html
    assert made.report == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("<p>a  b\n c</p>", "<p>a b c</p>"),
        ("<h3>一</h3><h4>二</h4>", "<h3>一</h3><h4>二</h4>"),
        ("<div>a<div>b</div>c</div>", "<p>a</p><p>b</p><p>c</p>"),
        ("<ul><li>a<ol><li>b</li></ol></li></ul>", "<ul><li>a<ol><li>b</li></ol></li></ul>"),
        ("<ruby>漢字<rt>かんじ</rt></ruby>", "<p><ruby>漢字<rt>かんじ</rt></ruby></p>"),
        ("<a href='javascript:x'>y</a>", "<p>y</p>"),
        ("<pre>a\n b</pre>", '<pre><code class="language-plaintext">a\n b</code></pre>'),
        ("<p onclick='x' style='text-align:center'>y</p>", '<p style="text-align:center;">y</p>'),
        ("<figure><table><tr><td>1</td></tr></table><figcaption>表</figcaption></figure>",
         '<figure class="table"><table><tbody><tr><td>1</td></tr></tbody></table>'
         "<figcaption>表</figcaption></figure>"),
    ],
)  # fmt: skip
def test_html_of_others_is_put_into_our_form(given: str, expected: str) -> None:
    tree, _lost = tree_of_html(given)
    assert html_of_state(state(tree)) == expected


def state(tree: Any) -> bytes:
    return state_of(tree, 1)


def test_nothing_active_and_nothing_foreign_comes_along(city: City) -> None:
    html = b"<p>x</p><script>alert(1)</script><iframe src=//a></iframe><img src=//a/b.png>"
    made = imported(city, "a.html", html)
    assert html_of(made) == "<p>x</p>"
    assert made.lost == {"elements": 2, "pictures": 1}


@pytest.mark.parametrize(
    ("given", "head", "title"),
    [
        ("", "<title>避難所 &amp;\n 運営</title>", "避難所 & 運営"),
        ("", "<title> </title>", "a"),
        ("", "", "a"),
        ("", f"<title>{'あ' * 300}</title>", "あ" * 200),
        ("自分で", "<title>避難所</title>", "自分で"),
    ],
)
def test_a_page_is_called_what_it_calls_itself(
    city: City, given: str, head: str, title: str
) -> None:
    data = f"<html><head>{head}</head><body><p>x</p></body></html>".encode()
    made = import_document(city.alice, name="a.html", data=data, title=given)
    assert made.document.title == title
    assert html_of(made) == "<p>x</p>"


def test_deep_and_long_html_is_refused() -> None:
    with pytest.raises(TooLarge):
        tree_of_html("<blockquote>" * 100 + "x")
    with pytest.raises(TooLarge):
        state(tree_of_html("<p>" + "あ" * 200_001 + "</p>")[0])


@pytest.mark.parametrize("prefix", ["w", "x"])
def test_a_word_file_with_too_many_paragraphs_is_not_read(
    prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mammoth, "convert_to_html", pytest.fail)
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"<{prefix}:p/>" * (NODES + 1)
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f'<{prefix}:body xmlns:{prefix}="{name}">{body}</{prefix}:body>'
        )
    with pytest.raises(TooLarge):
        html_of_word(content.getvalue())


def test_html_with_too_many_tags_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lxml.html, "fromstring", pytest.fail)
    with pytest.raises(TooLarge):
        tree_of_html("<b>x</b>" * (TAGS + 1))


def test_a_tree_that_is_too_large_is_not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pycrdt, "Doc", pytest.fail)
    with pytest.raises(TooLarge):
        state(tree_of_html("<p>x</p>" * (NODES + 1))[0])


def test_a_built_tree_reads_as_it_was() -> None:
    bold, both = {"bold": True}, {"bold": True, "italic": True}
    runs = [
        Run("避難所😀"),
        Run("𠮷野家", bold),
        Run("👨‍👩‍👧", both),
        Run(Node("softBreak", "i", {})),
    ]
    words = [Node("paragraph", "b", {"alignment": align}, runs=runs) for align in ("left", "right")]
    cells = [Node("tableCell", "e", {}, children=[each]) for each in words]
    caption = Node("caption", "t", {}, runs=[Run("表", bold), Run("1", both), Run("：場所")])
    rows = [Node("tableRow", "e", {}, children=cells), caption]
    table = Node("table", "e", {"headingRows": 1}, children=rows)
    root = Node("", "e", {}, children=[*words, table, Node("paragraph", "b", {}), *words])
    assert tree_of_state(state_of(root, 1)).children == root.children


def bomb() -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a/>" + b" " * 300 * 1024 * 1024)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", b"no zip"),
        ("a.docx", b"PK\x05\x06" + bytes(18)),
        ("a.docx", bomb()),
        ("a.html", b"<blockquote>" * 5000),
        ("a.xlsm", b"x"),
        ("a.html", b"x" * (8 * 1024 * 1024 + 1)),
    ],
    ids=["no zip", "empty zip", "bomb", "deep", "another kind", "too large"],
)
def test_a_bad_file_makes_no_document(city: City, name: str, data: bytes) -> None:
    with pytest.raises(ValidationError):
        imported(city, name, data)
    assert not Document.objects.exists()


def test_an_import_comes_with_its_pictures_or_not_at_all(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docs_app.imports.tie_pictures", Mock(side_effect=Document.DoesNotExist))
    with pytest.raises(Document.DoesNotExist):
        imported(city, "a.docx", word())
    assert not Document.objects.exists()


def test_the_page_imports_and_reports(city: City, browse: SignedIn) -> None:
    alice = browse(city.alice)
    plain = SimpleUploadedFile("訓練.docx", word())
    answer = alice.post("/documents/import/", {"file": plain, "title": "", "folder": ""})
    made = Document.objects.get(title="訓練")
    assert answer.headers["Location"] == f"/documents/{made.pk}/"
    headed = SimpleUploadedFile("b.docx", word(header=True))
    text = alice.post("/documents/import/", {"file": headed, "title": "題"}).content.decode()
    assert "ヘッダーとフッター" in text
    assert Document.objects.filter(title="題", created_by=city.alice).exists()
    broken = SimpleUploadedFile("c.docx", b"x")
    assert alice.post("/documents/import/", {"file": broken}).status_code == 422
