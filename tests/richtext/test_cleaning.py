"""The shared allow-list: what people write stays, what could run or load does not."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.richtext import allowed
from hub.richtext.cleaning import (
    DEPTH_LIMIT,
    Unacceptable,
    clean_html,
    is_empty,
    pictures_of,
    without_inline_styles,
)

FILE = "0b9bb1f2-6f0e-4f5c-9a53-7c0a9d2e1a11"
MEMBER = "5c6f3a52-3d6c-44a1-8f5e-2a1f0f6f2b10"

KEPT = [
    "<h2>接種の案内</h2><p>本文<strong>太字</strong><em>斜体</em><u>下線</u><s>取消</s></p>",
    '<p>x<sub>2</sub><sup>3</sup><code>a</code><mark class="marker-yellow">印</mark></p>',
    '<p style="text-align:center;">中央</p>',
    "<p><ruby>棚橋<rt>たなはし</rt></ruby>様</p>",
    f'<p><span class="mention" data-member="{MEMBER}">@高橋 美咲</span></p>',
    '<p><a href="https://example.jp/a?b=1">外</a> <a href="/documents/">中</a>'
    ' <a href="tel:0721-00-0000">電話</a> <a href="mailto:a@example.jp">便</a></p>',
    '<ol start="3" style="list-style-type:upper-roman;"><li>一</li><li>二</li></ol>',
    '<figure class="table"><table><thead><tr><th scope="col">午前</th></tr></thead><tbody><tr>'
    '<td colspan="2" rowspan="2" style="background-color:#ffe5e5;width:40%;">休</td></tr></tbody>'
    "</table><figcaption>当番</figcaption></figure>",
    f'<figure class="image image_resized" style="width:50%;"><img src="/files/{FILE}/" alt="地図"'
    ' width="600" height="400"><figcaption>地図</figcaption></figure>',
    '<pre><code class="language-plaintext">a &lt; b</code></pre><hr>',
    '<div class="page-break" style="page-break-after:always;">'
    '<span style="display:none;">&nbsp;</span></div>',
    '<ul class="todo-list"><li><label class="todo-list__label"><input type="checkbox" checked=""'
    ' disabled=""><span class="todo-list__label__description">済</span></label></li></ul>',
]

DROPPED = [
    ("<script>alert(1)</script>", "script"),
    ('<p onclick="a()">x</p>', "onclick"),
    ("<svg><script>a()</script></svg>", "a()"),
    ("<style>*{display:none}</style>", "style"),
    ('<iframe src="/rooms/"></iframe>', "iframe"),
    ('<a href="javascript:a()">x</a>', "href"),
    ('<a href="java\tscript:a()">x</a>', "href"),
    ('<a href="&#106;avascript:a()">x</a>', "href"),
    ('<a href="data:text/html,x">x</a>', "href"),
    ('<a href="//evil.example/">x</a>', "href"),
    ('<a href="/\\evil.example/">x</a>', "href"),
    ('<a href="/&#9;/evil.example/">x</a>', "href"),
    ('<a href="/x" target="_blank">x</a>', "target"),
    ('<img src="https://evil.example/pixel.png">', "src"),
    ('<img src="data:image/png;base64,AAAA">', "src"),
    (f'<img src="/files/{FILE}/../../account/sign-out/">', "src"),
    ('<p style="position:fixed;top:0">x</p>', "style"),
    ('<td style="background-color:url(/x)">x</td>', "url"),
    ('<p style="width:expression(a())">x</p>', "style"),
    ('<p class="dialog flash">x</p>', "class"),
    ('<p id="main">x</p>', "id="),
    ('<form action="/x"><button>x</button></form>', "<"),
    ('<input type="password">', "password"),
    ('<span class="mention" data-member="x">y</span>', "data-member"),
    ('<p data-controller="confirm">x</p>', "data-controller"),
    ("<!-- x -->", "x"),
    ("<math><mtext><img src=x onerror=a()></mtext></math>", "onerror"),
    ("<noscript><p title='</noscript><img src=x onerror=a()>'>", "onerror"),
]


@pytest.mark.parametrize("html", KEPT)
def test_what_the_editor_makes_stays_as_it_is(html: str) -> None:
    assert clean_html(html) == html


@pytest.mark.parametrize(("html", "gone"), DROPPED)
def test_what_could_run_load_or_cover_is_dropped(html: str, gone: str) -> None:
    assert gone not in clean_html(html)


def test_misnested_elements_come_to_rest() -> None:
    once = clean_html("<a href='/x'><table><a href='/y'>字")
    assert clean_html(once) == once
    assert "字" in once


def test_a_dropped_mark_leaves_its_words() -> None:
    assert clean_html('<font color="red">赤い<blink>字</blink></font>') == "赤い字"


PIECES = st.lists(
    st.sampled_from(
        [
            "<p>", "</p>", "<b>", "</i>", "<table>", "<tr><td>", "</table>", "<svg>", "</svg>",
            "<math>", "<mtext>", "<style>", "</style>", "<a href='javascript:x'>", "<!--", "-->",
            "<img src=x onerror=y>", "&lt;", "&#0;", '"', "'", ">", "<", "漢字", "<ruby>", "<rt>",
            "<noscript>", "<template>", "<title>", '<p style="width:1px" style=\'a"b\'>', "=",
        ]
    ),
    max_size=12,
)  # fmt: skip


class Reader(HTMLParser):
    """The text of a page, and the names of its elements and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags, self.names = "", set[str](), set[str]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _value in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


@given(PIECES)
def test_cleaning_again_changes_nothing(pieces: list[str]) -> None:
    once = clean_html("".join(pieces))
    assert clean_html(once) == once
    read = Reader(once)
    assert read.tags <= allowed.TAGS
    assert not read.names & {"onerror", "href", "src"}  # all of these led somewhere forbidden


@given(PIECES)
def test_a_page_gets_no_style_attribute(pieces: list[str]) -> None:
    cleaned = clean_html("".join(pieces))
    before, after = Reader(cleaned), Reader(without_inline_styles(cleaned))
    assert after.names == {name.replace("style", "data-style") for name in before.names}
    assert after.text == before.text


def test_styles_move_aside_word_by_word() -> None:
    html = '<p style="text-align:right;">右 style="x"</p>'
    expected = '<p data-style="text-align:right;">右 style="x"</p>'
    assert without_inline_styles(clean_html(html)) == expected


def test_depth_and_length_have_limits() -> None:
    at_limit = "<blockquote>" * DEPTH_LIMIT + "x" + "</blockquote>" * DEPTH_LIMIT
    assert "x" in clean_html(at_limit)
    with pytest.raises(Unacceptable):
        clean_html("<blockquote>" + at_limit)
    with pytest.raises(Unacceptable):
        clean_html("あ" * 1_000_001)


def test_many_paragraphs_are_not_deep() -> None:
    assert clean_html("<p>一<p>二" * 500).count("<p>") == 1000


@pytest.mark.parametrize(
    "html", ["", "<p></p>", "<p>&nbsp;</p>", "<p> <br> </p>", "<h2>\u200b</h2>", "<table></table>"]
)
def test_nothing_visible_is_empty(html: str) -> None:
    assert is_empty(clean_html(html))


@pytest.mark.parametrize("html", ["<p>字</p>", "<hr>", f'<p><img src="/files/{FILE}/"></p>'])
def test_something_visible_is_not(html: str) -> None:
    assert not is_empty(clean_html(html))


def test_pictures_are_named_by_their_file() -> None:
    html = f'<p><img src="/files/{FILE}/" alt="x"> /files/{MEMBER}/</p>'
    assert pictures_of(clean_html(html)) == {FILE}
