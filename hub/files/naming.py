"""File names as people sent them, without what could mislead a reader or a file system."""

import re
import unicodedata
from pathlib import PurePosixPath

from hub.files.models import NAME_LIMIT

# C0 and C1 controls, and marks that reverse how a name reads (gpj.exe shown as exe.jpg).
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
FORBIDDEN = re.compile(r'[<>:"|?*]')
NAMELESS = "file"


def clean_name(name: str) -> str:
    """The last part of a path, NFC, printable, at most 255 characters with its suffix kept."""
    last = CONTROL.sub("", unicodedata.normalize("NFC", name)).replace("\\", "/").split("/")[-1]
    plain = FORBIDDEN.sub("_", " ".join(last.split())).strip(". ")
    if not plain:
        return NAMELESS
    suffix = PurePosixPath(plain).suffix[:20]
    stem = plain[: len(plain) - len(suffix)] if suffix else plain
    return stem[: NAME_LIMIT - len(suffix)] + suffix
