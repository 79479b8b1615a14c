"""The one door to pycrdt for the web process: bytes in, bytes out, never a live document.

Updates are Yjs updates in format v1. A live document is made only in the bounded worker
(`docs_app/staging`, `docs_app/rendering`), because what strangers sent may be built to hurt.
"""

from typing import Any

import pycrdt

from docs_app.structs import clocks_of

EMPTY = b"\x00\x00"  # an update without anything in it
NOTHING = b"\x00"  # the state vector of somebody who has nothing


def merge(*updates: bytes) -> bytes:
    """One update with all that is in `updates`, in any order, gaps included.

    Raises ValueError for bytes that are no update.
    """
    parts = [each for each in updates if each and each != EMPTY]
    if not parts:
        return EMPTY
    return guarded(pycrdt.merge_updates, *parts)


def missing(state: bytes, vector: bytes) -> bytes:
    """What somebody with the state vector `vector` misses of `state`. Raises ValueError."""
    clocks_of(vector)  # before a library makes room for what it claims
    return guarded(pycrdt.get_update, state or EMPTY, vector)


def vector_of(state: bytes) -> bytes:
    return guarded(pycrdt.get_state, state or EMPTY)


def guarded(function: object, *arguments: bytes) -> bytes:
    """Every failure of the library as ValueError, its panics too (they are no Exception)."""
    try:
        result: bytes = function(*arguments)  # type: ignore[operator]
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the Rust code
        raise ValueError("not a Yjs update") from error
    return result


def blank(schema: int) -> bytes:
    """A new document without words: it says by which schema it is written."""
    document: pycrdt.Doc[Any] = pycrdt.Doc()
    meta: pycrdt.Map[int] = document.get("meta", type=pycrdt.Map)
    meta["schema"] = schema
    return document.get_update()
