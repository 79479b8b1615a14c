"""What a file is, by its content alone. Names and declared types are never believed.

Sources: the magic numbers of each format's specification; APPNOTE 4.3 for ZIP.
"""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
MAX_PIXELS = 50_000_000
ARCHIVE_ENTRIES = 1_000
ARCHIVE_BYTES = 200 * 1024 * 1024  # unpacked
ARCHIVE_RATIO = 100
SAMPLE = 64 * 1024  # bytes looked at to tell text from the rest

SIGNATURES = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"ID3", "audio/mpeg"),
)
# An office document is a ZIP that holds this entry.
OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ),
}
# What no text has: the control characters but for tab, line feed, form feed and return.
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
TEXT_ENCODINGS = ("utf-8", "cp932")


class Refused(Exception):
    """The file is not accepted; the argument says why."""


@dataclass(frozen=True)
class Content:
    content_type: str
    width: int | None = None
    height: int | None = None


def content_of(path: Path) -> Content:
    """What the bytes at `path` are. Raises Refused for pixel floods and archive bombs."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    image = image_of(path)
    if image is not None:
        return image
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return Content(archive_type(path))
    for offset, magic, content_type in SIGNATURES:
        if head[offset : offset + len(magic)] == magic:
            return Content(content_type)
    return Content(TEXT if is_text(head) else UNKNOWN)


def image_of(path: Path) -> Content | None:
    """Reads the header only; the pixels are decoded when the preview is made."""
    try:
        with Image.open(path, formats=list(IMAGES)) as image:
            width, height = image.size
            content_type = IMAGES[image.format or ""]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None
    except Image.DecompressionBombError:
        raise Refused(TOO_MANY_PIXELS) from None
    if width * height > MAX_PIXELS:
        raise Refused(TOO_MANY_PIXELS)
    return Content(content_type, width, height)


def archive_type(path: Path) -> str:
    """The kind of ZIP, from its directory. Nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return UNKNOWN
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, path.stat().st_size)
    too_large = unpacked > ARCHIVE_BYTES or unpacked / packed > ARCHIVE_RATIO
    if too_large or len(entries) > ARCHIVE_ENTRIES:
        raise Refused(BOMB)
    names = {entry.filename for entry in entries}
    return next((kind for entry, kind in OFFICE.items() if entry in names), "application/zip")


def is_text(head: bytes) -> bool:
    if not head or CONTROL.search(head):
        return False
    for encoding in TEXT_ENCODINGS:
        try:
            # The sample may end inside a character.
            head[:-4].decode(encoding) if len(head) == SAMPLE else head.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


TOO_MANY_PIXELS = _("画像が大きすぎます（5,000万画素まで）。")
BOMB = _("圧縮ファイルの中身が大きすぎるか、多すぎます。")
INFECTED = _("ウイルスが見つかったため、受け付けられません。")
