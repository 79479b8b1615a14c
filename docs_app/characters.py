"""Characters that XML 1.0 has (https://www.w3.org/TR/xml/#charsets), and Word with it."""

import re

ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """The text without what no XML file may hold."""
    return ILLEGAL.sub("", text)
