"""Bringing an older content back, as an edit like any other: nothing of the log is undone.

Runs in the bounded worker.
"""

from typing import Any

import pycrdt

from docs_app.rendering.tree import DEPTH, ROOT, TooLarge


def update_to(current: bytes, wanted: bytes) -> bytes:
    """The Yjs update that makes a document with state `current` read like `wanted`.

    What others type meanwhile merges with it as with any edit. Raises ValueError.
    """
    document, source = loaded(current), loaded(wanted)
    before = document.get_state()
    root = document.get(ROOT, type=pycrdt.Text)
    with document.transaction():
        if len(root):
            del root[:]
        copy(source.get(ROOT, type=pycrdt.Text), root, 0)
    return document.get_update(before)


def loaded(state: bytes) -> "pycrdt.Doc[Any]":
    document: pycrdt.Doc[Any] = pycrdt.Doc()
    document.apply_update(state)
    return document


def copy(source: Any, into: Any, depth: int) -> None:
    """All that `source` holds, behind what `into` holds."""
    if depth > DEPTH:
        raise TooLarge("depth")
    for content, attributes in source.diff():
        # Without a formatting of its own, what is inserted takes that of what is before it.
        formatting = dict(attributes or {})
        if isinstance(content, str):
            into.insert(len(into), content, formatting)
            continue
        values = {key: content[key] for key in content.keys() if key != "#c"}  # noqa: SIM118
        if "#c" in content:
            values["#c"] = pycrdt.Text()
        made = pycrdt.Map(values)
        into.insert_embed(len(into), made, formatting)
        if "#c" in content:
            copy(content["#c"], made["#c"], depth + 1)
