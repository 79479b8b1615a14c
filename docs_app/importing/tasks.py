"""What the bounded worker does for an import."""

import re
from html import unescape
from typing import Any

from docs_app.importing.building import state_of
from docs_app.importing.html import tree_of_html
from docs_app.importing.word import html_of_word

TITLE = re.compile(r"<title\b[^>]*>([^<]*)</title", re.IGNORECASE)

Answer = tuple[dict[str, Any], bytes]


def open_word(_options: dict[str, Any], data: bytes) -> Answer:
    """HTML and then the pictures; `html` and `pictures` are their lengths."""
    text, pictures, lost = html_of_word(data)
    encoded = text.encode()
    told = {"html": len(encoded), "pictures": [len(each) for each in pictures], "lost": dict(+lost)}
    return told, b"".join([encoded, *pictures])


def read_html(options: dict[str, Any], data: bytes) -> Answer:
    """The state of a new document, and its title; `pictures` says where each was stored."""
    pictures = {name: (src, width, height) for name, src, width, height in options["pictures"]}
    text = data.decode("utf-8", "replace")
    root, lost = tree_of_html(text, pictures)
    return {"lost": dict(+lost), "title": title_of(text)}, state_of(root, options["schema"])


def title_of(text: str) -> str:
    """What the page calls itself; "" when it does not say."""
    found = TITLE.search(text)
    return unescape(found[1]).strip() if found else ""
