"""What may stand in a document: elements, their attributes, the formatting of text.

The same list as the features of the editor's build (frontend/src/documents/plugins.ts). Knows
nothing of Django: the bounded worker reads it.
"""

import re
from typing import Any

ROOTS = {"main", "meta"}
KINDS = {
    **dict.fromkeys(
        ["paragraph", "heading1", "heading2", "heading3", "heading4", "codeBlock"], "b"
    ),
    **dict.fromkeys(
        [
            "table", "tableRow", "tableCell", "imageBlock", "horizontalLine", "pageBreak",
        ],
        "e",
    ),
    "caption": "t",
    "softBreak": "i",
    "mention": "i",
}  # fmt: skip
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
PERCENT = re.compile(r"\d{1,3}(\.\d{1,10})?%")
WORDS = 200  # characters of a name, a reading, an address …
ADDRESS = 2000
CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
LINK = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)
RELATIVE = re.compile(r"[/#?][^/\\].*|[/#]|[^:/?#\\]+([/?#].*)?", re.DOTALL)


def one_of(*values: Any) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(value) for value in values))


def is_link(value: Any) -> bool:
    """Source: WHATWG URL: browsers drop control characters before they read the scheme."""
    if not isinstance(value, str) or len(value) > ADDRESS:
        return False
    bare = CONTROL.sub("", value)
    return bool(LINK.match(bare)) or bool(RELATIVE.fullmatch(bare))


def is_flag(value: Any) -> bool:
    return value is True


def is_count(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and 0 <= value <= 10_000 and value == int(value)


def is_words(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= WORDS


def is_sentence(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= ADDRESS


LENGTHS = {is_words: WORDS, is_sentence: ADDRESS}  # characters


LIST = {
    "listItemId": re.compile(r"[0-9a-z]{1,40}"),
    "listType": one_of("bulleted", "numbered", "todo"),
    "listIndent": is_count,
    "todoListChecked": is_flag,
}
MARKS: dict[str, Any] = {
    **dict.fromkeys(
        [
            "bold", "italic", "underline", "strikethrough", "code", "subscript", "superscript",
        ],
        is_flag,
    ),
    "highlight": one_of("yellowMarker", "greenMarker", "pinkMarker"),
    "linkHref": is_link,
    "ruby": is_words,
}  # fmt: skip
ATTRIBUTES: dict[str, Any] = {
    **LIST,
    "quote": is_flag,
    "alignment": one_of("left", "center", "right", "justify"),
    "language": re.compile(r"[a-z0-9+#-]{1,30}"),
    "headingRows": is_count,
    "headingColumns": is_count,
    "colspan": is_count,
    "rowspan": is_count,
    "tableCellType": one_of("data", "header", "header-row", "header-column"),
    "tableCellBackgroundColor": re.compile(r"hsl\(\d{1,3}, \d{1,3}%, \d{1,3}%\)"),
    "columnWidth": PERCENT,
    "resizedWidth": PERCENT,
    "resizedHeight": PERCENT,
    "src": re.compile(rf"/files/{UUID}/"),
    "alt": is_sentence,
    "width": is_count,
    "height": is_count,
    "member": re.compile(UUID),
    "name": is_words,
}


def allowed(rule: Any, value: Any) -> bool:
    if isinstance(rule, re.Pattern):
        return isinstance(value, str) and rule.fullmatch(value) is not None
    return bool(rule(value))


def attribute_allowed(name: str, value: Any) -> bool:
    """An attribute of an element. What is kept for the caret is formatting of text."""
    if name.startswith("selection:"):
        return mark_allowed(name.removeprefix("selection:"), value)
    if name in ATTRIBUTES:
        return allowed(ATTRIBUTES[name], value)
    return mark_allowed(name, value)  # inline objects are formatted like text


def mark_allowed(name: str, value: Any) -> bool:
    return name in MARKS and allowed(MARKS[name], value)
