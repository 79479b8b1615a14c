"""Where Vite put each entry: a reader of its manifest."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static


class Entry(NamedTuple):
    """URLs of one entry's script and of the style sheets it needs."""

    script: str
    styles: list[str]


@lru_cache(maxsize=1)
def parsed(path: Path, changed_ns: int) -> dict[str, Any]:
    """The manifest as of its last change, so that a new build needs no restart."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def manifest() -> dict[str, Any]:
    path: Path = settings.FRONTEND_DIST / ".vite" / "manifest.json"
    try:
        return parsed(path, path.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise ImproperlyConfigured("The front end is not built: run ./run once.") from error


def entry(name: str) -> Entry:
    """URLs of `src/<name>.ts`. Raises ImproperlyConfigured for an entry that was not built."""
    built = manifest().get(f"src/{name}.ts")
    if built is None:
        raise ImproperlyConfigured(f"The front end has no entry {name}.")
    return Entry(static(built["file"]), [static(each) for each in styles_of(built)])


def styles_of(chunk: dict[str, Any]) -> list[str]:
    """The style sheets of a chunk, after those of the chunks it is built on."""
    found: dict[str, None] = {}
    for name in chunk.get("imports", []):
        found |= dict.fromkeys(styles_of(manifest().get(name, {})))
    return list(found | dict.fromkeys(chunk.get("css", [])))


def shell(name: str) -> list[str]:
    """URLs of all hashed files that `src/<name>.ts` loads at once, fonts excepted."""
    built, found, waiting = manifest(), set[str](), [f"src/{name}.ts"]
    while waiting:
        chunk = built.get(waiting.pop(), {})
        files = [chunk.get("file", ""), *chunk.get("css", []), *chunk.get("assets", [])]
        new = {file for file in files if file and not file.endswith(".woff2")} - found
        found |= new
        waiting += chunk.get("imports", []) if new else []
    return [static(file) for file in sorted(found)]
