"""Message text becomes safe HTML, and says what it says."""

import pytest

from chat.markup import excerpt, html_of

SATO = {"佐藤 花子": "member:1", "佐藤": "member:2"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("**至急**", "<p><strong>至急</strong></p>"),
        ("**「至急」**です", "<p><strong>「至急」</strong>です</p>"),
        ("~~中止~~", "<p><s>中止</s></p>"),
        ("`code`", "<p><code>code</code></p>"),
        ("一行目\n二行目", "<p>一行目<br>\n二行目</p>"),
        ("- 一\n- 二", "<ul>\n<li>一</li>\n<li>二</li>\n</ul>"),
        ("> 引用", "<blockquote>\n<p>引用</p>\n</blockquote>"),
        ("snake_case_name と 3*4*5", "<p>snake_case_name と 3*4*5</p>"),
        ("** 空白 **", "<p>** 空白 **</p>"),
        ("# 見出しではない", "<p># 見出しではない</p>"),
    ],
)
def test_formatting(body: str, expected: str) -> None:
    assert html_of(body, {}) == expected


def test_links_open_elsewhere_and_tell_nothing() -> None:
    html = html_of("https://hub.example.jp/a?b=1", {})
    assert 'href="https://hub.example.jp/a?b=1"' in html
    assert 'rel="noopener noreferrer"' in html
    assert 'target="_blank"' in html


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[押す](javascript:alert(1))",
        "javascript:alert(1)",
        "<a href='javascript:alert(1)'>x</a>",
        "```html\n<script>alert(1)</script>\n```",
        "**<b onmouseover=alert(1)>**",
        '"><svg onload=alert(1)>',
    ],
)
def test_hostile_text_is_only_text(body: str) -> None:
    html = html_of(body, {})
    assert "<script" not in html
    assert "<img" not in html
    assert "<svg" not in html
    assert 'href="javascript' not in html
    assert "<b " not in html


def test_mentions_are_marked_by_the_longest_label() -> None:
    html = html_of("@佐藤 花子 さん、お願いします", SATO)
    assert '<span class="mention" data-address="member:1">@佐藤 花子</span> さん' in html


def test_only_real_mentions_are_marked() -> None:
    assert "mention" not in html_of("@鈴木 さん", SATO)
    assert "mention" not in html_of("`@佐藤`", SATO)


def test_excerpts_are_one_short_line() -> None:
    assert excerpt("一\n\n二  三") == "一 二 三"
    assert excerpt("**至急**\n- 一\n- `二`") == "至急 一 二"
    assert len(excerpt("あ" * 500)) == 120
