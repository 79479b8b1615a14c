"""Bringing an older content back, as an edit like any other: nothing of the log is undone.

What begins and ends alike stays: carets and comments hold on to it. Runs in the bounded worker.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Any

import pycrdt

from docs_app.rendering.tree import DEPTH, ROOT, TooLarge

Token = tuple[str, str]  # a character or an embedded type, and its formatting
Piece = tuple[Any, Any]  # the same as a run of characters, as pycrdt gives it


def update_to(current: bytes, wanted: bytes) -> bytes:
    """The Yjs update that makes a document with state `current` read like `wanted`.

    What others type meanwhile merges with it as with any edit. Raises ValueError.
    """
    document, source = loaded(current), loaded(wanted)
    before = document.get_state()
    root = document.get(ROOT, type=pycrdt.Text)
    goal = source.get(ROOT, type=pycrdt.Text)
    with document.transaction():
        replace_middle(root, goal)
    if tokens(root, 0) != tokens(goal, 0):  # formatting across a seam may come out otherwise
        with document.transaction():
            del root[:]
            insert(goal.diff(), root, 0, 0)
    return document.get_update(before)


def loaded(state: bytes) -> "pycrdt.Doc[Any]":
    document: pycrdt.Doc[Any] = pycrdt.Doc()
    document.apply_update(state)
    return document


def replace_middle(root: Any, goal: Any) -> None:
    old, new = tokens(root, 0), tokens(goal, 0)
    shorter = min(len(old), len(new))
    start = alike(zip(old, new, strict=False))
    end = min(alike(zip(reversed(old), reversed(new), strict=False)), shorter - start)
    first = length(old[:start])
    if len(old) - end > start:
        del root[first : first + length(old[start : len(old) - end])]
    insert(between(goal, start, len(new) - end), root, first, 0)


def alike(pairs: Iterable[tuple[Token, Token]]) -> int:
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))


def tokens(text: Any, depth: int) -> list[Token]:
    """All that `text` holds, so that two texts can be compared place by place."""
    if depth > DEPTH:
        raise TooLarge("depth")
    found: list[Token] = []
    for content, attributes in text.diff():
        formatting = json.dumps(attributes or {}, sort_keys=True)
        if isinstance(content, str):
            found += [(character, formatting) for character in content]
            continue
        values = {key: content[key] for key in content.keys()}  # noqa: SIM118
        if "#c" in values:
            values["#c"] = tokens(values["#c"], depth + 1)
        found.append((json.dumps(values, sort_keys=True, default=repr), formatting))
    return found


def length(found: list[Token]) -> int:
    return sum(size(token) for token, _formatting in found)


def size(content: Any) -> int:
    """The length of one token in pycrdt's units: an embedded type is one, as JSON it is longer."""
    return len(content.encode()) if len(content) == 1 else 1


def between(text: Any, start: int, end: int) -> Iterator[Piece]:
    """What stands from token `start` to token `end`."""
    at = 0
    for content, attributes in text.diff():
        count = len(content) if isinstance(content, str) else 1
        if isinstance(content, str):
            if part := content[max(start - at, 0) : max(end - at, 0)]:
                yield part, attributes
        elif start <= at < end:
            yield content, attributes
        at += count


def insert(pieces: Iterable[Piece], into: Any, at: int, depth: int) -> None:
    """The pieces, with all they hold, from `at` on."""
    if depth > DEPTH:
        raise TooLarge("depth")
    for content, attributes in pieces:
        # Without a formatting of its own, what is inserted takes that of what is before it.
        formatting = dict(attributes or {})
        if isinstance(content, str):
            into.insert(at, content, formatting)
            at += len(content.encode())
            continue
        values = {key: content[key] for key in content.keys() if key != "#c"}  # noqa: SIM118
        if "#c" in content:
            values["#c"] = pycrdt.Text()
        made = pycrdt.Map(values)
        into.insert_embed(at, made, formatting)
        at += 1
        if "#c" in content:
            insert(content["#c"].diff(), made["#c"], 0, depth + 1)
