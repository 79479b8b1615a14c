"""What HTML may hold, wherever people write it: fields, co-edited documents, imports.

The one list of tags, attributes, classes and style values. Nothing here can run, load from
another place or cover the page.
"""

import re

COMMON = {"style", "class"}
BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "div"}
COMPARED = {"ins", "del"}  # 見え消し
INLINE = {"strong", "b", "i", "em", "u", "s", "code", "sub", "sup", "mark", "span", "br"}
INLINE |= COMPARED
ATTRIBUTES: dict[str, set[str]] = {
    **dict.fromkeys(BLOCKS | INLINE, COMMON),
    "span": COMMON | {"data-member"},
    "a": {"href"},
    "ul": COMMON,
    "ol": COMMON | {"start", "reversed"},
    "li": COMMON,
    "label": {"class"},
    "input": {"type", "checked", "disabled"},
    "figure": COMMON,
    "figcaption": {"class"},
    "img": COMMON | {"src", "alt", "width", "height"},
    "table": COMMON,
    "caption": set(),
    "colgroup": set(),
    "col": {"style", "span"},
    "thead": set(),
    "tbody": set(),
    "tfoot": set(),
    "tr": set(),
    "th": COMMON | {"colspan", "rowspan", "scope"},
    "td": COMMON | {"colspan", "rowspan"},
    "ruby": set(),
    "rt": set(),
    "rp": set(),
}
TAGS = set(ATTRIBUTES)

CLASSES: dict[str, re.Pattern[str]] = {
    "code": re.compile(r"language-[a-z0-9-]{1,20}"),
    "mark": re.compile(r"(marker|pen)-[a-z]{1,12}"),
    "span": re.compile(r"mention|todo-list__label__description"),
    "div": re.compile(r"page-break"),
    "ul": re.compile(r"todo-list|multi-level-list"),
    "ol": re.compile(r"multi-level-list"),
    "label": re.compile(r"todo-list__label|todo-list__label_without-description"),
    "figure": re.compile(r"table|image|image_resized|image-style-[a-z-]{1,30}|table-style-[a-z-]+"),
    "table": re.compile(r"ck-table-resized|table|content-table"),
    "img": re.compile(r"image_resized|image-style-[a-z-]{1,30}"),
}

LENGTH = r"\d{1,4}(\.\d{1,4})?(px|%|pt|em|rem)"
COLOUR = (
    r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?"
    r"|hsl\( ?\d{1,3}, ?\d{1,3}%, ?\d{1,3}% ?\)"
    r"|rgb\( ?\d{1,3}, ?\d{1,3}, ?\d{1,3} ?\)"
)
LIST_STYLES = (
    "disc|circle|square|decimal|decimal-leading-zero|lower-roman|upper-roman|lower-latin"
    "|upper-latin|lower-alpha|upper-alpha|cjk-decimal|hiragana|katakana|hiragana-iroha"
    "|katakana-iroha"
)
STYLES: dict[str, re.Pattern[str]] = {
    "text-align": re.compile("left|center|right|justify"),
    "vertical-align": re.compile("top|middle|bottom"),
    "margin-left": re.compile(LENGTH),
    "width": re.compile(LENGTH),
    "height": re.compile(LENGTH),
    "aspect-ratio": re.compile(r"\d{1,5}(\.\d{1,3})? ?/ ?\d{1,5}(\.\d{1,3})?"),
    "background-color": re.compile(COLOUR),
    "list-style-type": re.compile(LIST_STYLES),
    "page-break-after": re.compile("always"),
    "display": re.compile("none"),
}

SCHEMES = {"http", "https", "mailto", "tel"}
# A path of this hub; two slashes, or one turned round, would name another host.
PATH = re.compile(r"/(?![/\\])|#|\?")
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
PICTURE = re.compile(rf"/files/({UUID})/")
VALUES: dict[tuple[str, str], re.Pattern[str]] = {
    ("img", "src"): PICTURE,
    ("img", "width"): re.compile(r"\d{1,5}"),
    ("img", "height"): re.compile(r"\d{1,5}"),
    ("span", "data-member"): re.compile(UUID),
    ("input", "type"): re.compile("checkbox"),
    ("ol", "start"): re.compile(r"\d{1,5}"),
    ("col", "span"): re.compile(r"\d{1,2}"),
    ("th", "scope"): re.compile("row|col|rowgroup|colgroup"),
    **{
        (cell, name): re.compile(r"\d{1,2}")
        for cell in ("th", "td")
        for name in ("colspan", "rowspan")
    },
}
