"""Where Vite put each entry: a reader of its manifest."""

import json
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static


class Entry(NamedTuple):
    script: str
    styles: list[str]


@lru_cache(maxsize=1)
def manifest() -> dict[str, Any]:
    path = settings.FRONTEND_DIST / ".vite" / "manifest.json"
    if not path.exists():
        raise ImproperlyConfigured("The front end is not built: run ./run once.")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def entry(name: str) -> Entry:
    """URLs of `src/<name>.ts`. Raises ImproperlyConfigured for an entry that was not built."""
    built = manifest().get(f"src/{name}.ts")
    if built is None:
        raise ImproperlyConfigured(f"The front end has no entry {name}.")
    return Entry(static(built["file"]), [static(each) for each in built.get("css", [])])
