"""Cleaning with nh3 by the shared list. What comes out may stand in a page of ours."""

import re
from html import unescape

import nh3

from hub.richtext import allowed

LENGTH_LIMIT = 1_000_000  # characters of HTML
DEPTH_LIMIT = 100
READINGS = 10
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Elements that HTML closes by itself, and those that hold nothing.
UNCOUNTED = {
    "p", "li", "td", "th", "tr", "thead", "tbody", "tfoot", "colgroup", "rt", "rp", "dt", "dd",
    "br", "hr", "img", "input", "col", "meta", "link", "option", "wbr",
}  # fmt: skip
CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
# nh3 writes attributes with double quotes and no raw one inside.
STYLED = re.compile(r'(<[a-z][a-z0-9]*(?: [a-z-]+="[^"]*")*?) style="')
MEDIA = re.compile(r"<(img|hr)\b")
# Where a line of the plain text ends.
BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|td|th|tr|pre|figcaption|blockquote)>|<br\s*/?>")
CONTROL_BUT_LINES = re.compile(r"[\x00-\x09\x0b-\x1f]")


class Unacceptable(ValueError):
    """Too long or nested too deeply to be worth cleaning."""


def clean_html(html: str) -> str:
    """`html` reduced to the allow-list; cleaning it again changes nothing.

    Raises Unacceptable for input that only a program writes.
    """
    if len(html) > LENGTH_LIMIT or too_deep(html):
        raise Unacceptable
    # Misnested elements are read otherwise once they are written out: until nothing moves.
    for _reading in range(READINGS):
        cleaned = cleaned_once(html)
        if cleaned == html:
            return cleaned
        html = cleaned
    raise Unacceptable


def cleaned_once(html: str) -> str:
    return nh3.clean(
        html,
        tags=allowed.TAGS,
        attributes=allowed.ATTRIBUTES,
        attribute_filter=filtered,
        url_schemes=allowed.SCHEMES,
        link_rel=None,
    )


def too_deep(html: str) -> bool:
    """Whether elements are nested beyond the limit; parsers slow down long before they fail."""
    depth = 0
    for slash, name in TAG.findall(html):
        if name.lower() not in UNCOUNTED:
            depth = max(0, depth + (-1 if slash else 1))
        if depth > DEPTH_LIMIT:
            return True
    return False


def filtered(tag: str, name: str, value: str) -> str | None:
    """The value as it may stay, or None to drop the attribute."""
    if name == "class":
        return classes(tag, value)
    if name == "style":
        return styles(value)
    if name == "href":
        return value if is_link(value) else None
    pattern = allowed.VALUES.get((tag, name))
    return value if pattern is None or pattern.fullmatch(value) else None


def classes(tag: str, value: str) -> str | None:
    pattern = allowed.CLASSES.get(tag)
    kept = [each for each in value.split() if pattern and pattern.fullmatch(each)]
    return " ".join(kept) or None


def styles(value: str) -> str | None:
    kept = []
    for declaration in value.split(";"):
        name, _colon, setting = (part.strip() for part in declaration.partition(":"))
        pattern = allowed.STYLES.get(name)
        if pattern and pattern.fullmatch(setting):
            kept.append(f"{name}:{setting};")
    return "".join(kept) or None


def is_link(address: str) -> bool:
    """A scheme of the list, or a path of this hub. Browsers skip control characters."""
    bare = CONTROL.sub("", unescape(address))
    scheme = allowed.SCHEME.match(bare)
    if scheme:
        return scheme.group()[:-1].lower() in allowed.SCHEMES
    return bool(allowed.PATH.match(bare))


def is_empty(html: str) -> bool:
    """Whether cleaned HTML shows nothing: an untouched editor sends an empty paragraph."""
    if MEDIA.search(html):
        return False
    return not CONTROL.sub("", unescape(nh3.clean(html, tags=set()))).replace("\xa0", "").strip()


def without_inline_styles(html: str) -> str:
    """Cleaned HTML for a page: the policy refuses style attributes, a controller sets them."""
    return STYLED.sub(r'\1 data-style="', html)


def pictures_of(html: str) -> set[str]:
    """Ids of the files that cleaned HTML shows."""
    return set(re.findall(rf'<img[^>]* src="{allowed.PICTURE.pattern}"', html))


def plain_text(html: str) -> str:
    """The words of cleaned HTML, a line for each block: for search and for excerpts."""
    lines = CONTROL_BUT_LINES.sub("", unescape(nh3.clean(BLOCK_END.sub("\n", html), tags=set())))
    return "\n".join(line for each in lines.split("\n") if (line := each.strip()))
