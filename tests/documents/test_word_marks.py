"""What goes past mammoth: readings, alignment, boxes, blank lines; and our own files come back."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from django.core.exceptions import ValidationError
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml

from docs_app.importing.html import tree_of_html
from docs_app.imports import Imported, import_document
from docs_app.log import stored_state
from docs_app.rendering.docx import docx_of
from docs_app.rendering.html import html_of, html_of_state
from docs_app.rendering.paper import Cover
from tests.chat.factories import City

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
RUBY = (
    f"<w:r {SPACE}><w:ruby><w:rubyPr/><w:rt><w:r><w:t>けいこう</w:t></w:r><w:r><w:t>ほすい</w:t>"
    "</w:r></w:rt><w:rubyBase><w:r><w:rPr><w:b/></w:rPr><w:t>経口補水</w:t></w:r></w:rubyBase>"
    "</w:ruby></w:r>"
)
CONTROL = (
    f'<w:sdt {SPACE} {W14}><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>'
    "</w:sdtPr><w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>"
)

LETTER = """
<h2>目的</h2>
<p>これは<ruby>経口補水<rt>けいこうほすい</rt></ruby>と<strong><ruby>太字<rt>ふとじ</rt></ruby></strong>、
<a href="https://example.jp/"><ruby>鰻<rt>うなぎ</rt></ruby></a>です。
<mark class="marker-pink">印</mark><code>x</code>H<sub>2</sub>O</p>
<p style="text-align:center">記</p><p></p><p style="text-align:right">以上</p>
<h3 style="text-align:right">右の見出し</h3><p style="text-align:justify">両端</p>
<ul class="todo-list"><li><input type="checkbox" checked>済み</li><li><input type="checkbox">まだ
<ul class="todo-list"><li><input type="checkbox"></li></ul></li></ul>
<ul><li>あ<ul><li>い<ol><li>う</li></ol></li></ul></li><li></li></ul>
<table><thead><tr><th style="width:20%">月日</th><th style="width:50%">内容</th>
<th style="width:30%">備考</th></tr></thead>
<tr><td rowspan="2"><p style="text-align:right">7/1</p></td><td colspan="2">結合</td></tr>
<tr><td></td><td>b<br>c</td></tr></table><p>次</p>
<table><tr><th style="width:20%">担当</th><td style="width:80%">予防係</td></tr>
<tr><th></th><td>a</td></tr><caption>表1　予定</caption></table>
<blockquote><p>引用</p><p>続き</p></blockquote><hr><pre>a
  b</pre><div class="page-break"></div><p>終わり</p>
"""


def imported(city: City, data: bytes) -> Imported:
    return import_document(city.alice, name="a.docx", data=data)


def html_of_import(city: City, fill: Callable[[Any], object]) -> str:
    file = docx.Document()
    fill(file)
    content = BytesIO()
    file.save(content)
    return html_of_state(stored_state(imported(city, content.getvalue()).document.pk))


def test_our_own_word_file_comes_back_as_it_went(city: City) -> None:
    root, _lost = tree_of_html(LETTER)
    made = imported(city, docx_of(root, Cover("題")))
    title = '<h2 style="text-align:center;">題</h2>'
    assert html_of_state(stored_state(made.document.pk)) == title + html_of(root)
    assert made.report == []


def test_words_with_a_reading_keep_both(city: City) -> None:
    html = html_of_import(city, lambda file: file.add_paragraph("水分")._p.append(parse_xml(RUBY)))
    ruby = "<ruby><strong>経口補水</strong><rt>けいこうほすい</rt></ruby>"
    assert html == f"<p>水分{ruby}</p>"


def test_private_signs_of_the_file_itself_mean_nothing(city: City) -> None:
    def fill(file: Any) -> None:
        file.add_paragraph("\ue000a\ue001b\ue002\ue006")
        file.add_paragraph("\ue003中\ue009")

    assert html_of_import(city, fill) == "<p>ab</p><p>中</p>"


def test_alignment_of_styles_counts_unless_it_is_the_ordinary_one(city: City) -> None:
    def fill(file: Any) -> None:
        closing = file.styles.add_style("Closing", WD_STYLE_TYPE.PARAGRAPH)
        closing.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        file.styles.add_style("Last", WD_STYLE_TYPE.PARAGRAPH).base_style = closing
        file.styles["Normal"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        file.add_paragraph("本文")
        file.add_paragraph("以上", style="Last")
        file.add_paragraph("左", style="Last").alignment = WD_ALIGN_PARAGRAPH.LEFT

    right = '<p style="text-align:right;">以上</p>'
    assert html_of_import(city, fill) == f"<p>本文</p>{right}<p>左</p>"


def test_paragraphs_with_one_box_in_front_are_to_do(city: City) -> None:
    def fill(file: Any) -> None:
        file.add_paragraph("☐　名簿")
        file.add_paragraph("☐ 有　☐ 無")
        file.add_paragraph("印は☑")
        control = file.add_paragraph()
        control._p.append(parse_xml(CONTROL))
        control.add_run(" 鍵")

    html = html_of_import(city, fill)
    assert html.count("<li>") == 2
    assert html.count('checked="checked"') == 1
    assert "名簿</span>" in html
    assert "鍵</span>" in html
    assert "<p>☐ 有　☐ 無</p><p>印は☑</p>" in html


def test_a_page_break_stands_between_the_words_around_it(city: City) -> None:
    def fill(file: Any) -> None:
        file.add_paragraph("前").add_run().add_break(WD_BREAK.PAGE)
        file.add_paragraph("後").paragraph_format.page_break_before = True

    before, *_between, after = html_of_import(city, fill).split('<div class="page-break"')
    assert before == "<p>前</p>"
    assert after.endswith("<p>後</p>")


def with_body(body: bytes) -> bytes:
    content, plain = BytesIO(), BytesIO()
    docx.Document().save(plain)
    with ZipFile(plain) as source, ZipFile(content, "w") as file:
        for name in source.namelist():
            file.writestr(name, body if name == "word/document.xml" else source.read(name))
    return content.getvalue()


BODY = f"<w:document {SPACE}><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>"


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + BODY % "&e;",
        '<!DOCTYPE x [<!ENTITY e "eeeeeeee">]>' + BODY % "&e;",
        BODY % "&e;",
        BODY % "<broken>",
        BODY % ("<w:r>" * 300 + "</w:r>" * 300),
    ],
    ids=["external entity", "entity", "unknown entity", "broken", "deep"],
)
def test_a_body_built_to_hurt_makes_no_document(city: City, body: str) -> None:
    with pytest.raises(ValidationError):
        imported(city, with_body(body.encode()))
