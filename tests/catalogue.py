"""Every translatable string of the product, read from its sources."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "_": None,
    "_lazy": None,
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PRODUCT = ("hub", "chat", "docs_app", "api")
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
ROOT = Path(settings.BASE_DIR)


def python_files() -> list[Path]:
    return [
        path
        for folder in PRODUCT
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def templates() -> list[Path]:
    files = (ROOT / "templates").rglob("*")
    return sorted(path for path in files if path.suffix in {".html", ".txt"})


def messages() -> Iterator[tuple[str, str]]:
    """(msgid, file) of every string marked for translation; both ids of a plural."""
    sources = [(path, path.read_text(encoding="utf-8")) for path in python_files()]
    sources += [(path, templatize(path.read_text(encoding="utf-8"))) for path in templates()]
    for path, text in sources:
        for _line, found, _comments, _context in extract(
            "python", BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
        ):
            ids = found if isinstance(found, tuple) else (found,)
            yield from ((each, str(path.relative_to(ROOT))) for each in ids if each)
