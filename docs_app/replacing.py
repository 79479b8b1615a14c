"""Bringing an older content back, as an edit like any other: nothing of the log is undone.

What reads alike stays as it is: carets and comments hold on to it. Runs in the bounded worker.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, groupby, takewhile
from typing import Any, NamedTuple

import pycrdt

from docs_app.rendering.tree import DEPTH, ROOT, TooLarge

Piece = tuple[Any, Any]  # a character, a run of them or an embedded type, and its formatting
Span = tuple[int, int]


class Token(NamedTuple):
    """One character or embedded type, so that two can be compared."""

    content: str
    formatting: str
    begins: bool = False  # a block or an object


def update_to(current: bytes, wanted: bytes) -> bytes:
    """The Yjs update that makes a document with state `current` read like `wanted`.

    What others type meanwhile merges with it as with any edit. Raises ValueError.
    """
    document, source = loaded(current), loaded(wanted)
    before = document.get_state()
    root = document.get(ROOT, type=pycrdt.Text)
    goal = single(source.get(ROOT, type=pycrdt.Text))
    with document.transaction():
        replace_what_differs(root, goal)
    if tokens(single(root)) != tokens(goal):  # formatting across a seam may come out otherwise
        with document.transaction():
            del root[:]
            insert(goal, root, 0)
    return document.get_update(before)


def loaded(state: bytes) -> "pycrdt.Doc[Any]":
    document: pycrdt.Doc[Any] = pycrdt.Doc()
    document.apply_update(state)
    return document


def replace_what_differs(root: Any, goal: list[Piece]) -> None:
    old, new = tokens(single(root)), tokens(goal)
    at = [0, *accumulate(size(token) for token in old)]
    for (old_start, old_end), (new_start, new_end) in differing(old, new):
        gone, came = old[old_start:old_end], new[new_start:new_end]
        start = alike(gone, came)
        end = alike(gone[start:][::-1], came[start:][::-1])
        first, last = at[old_start + start], at[old_end - end]
        if last > first:
            del root[first:last]
        insert(goal[new_start + start : new_end - end], root, first)


def differing(old: list[Token], new: list[Token]) -> Iterator[tuple[Span, Span]]:
    """Blocks of the one and the other that are not alike, in pairs, the last first."""
    left, right = blocks(old), blocks(new)
    matcher = SequenceMatcher(
        None,
        [tuple(old[start:end]) for start, end in left],
        [tuple(new[start:end]) for start, end in right],
    )
    for tag, i1, i2, j1, j2 in reversed(matcher.get_opcodes()):
        if tag != "equal":
            for ahead in reversed(range(max(i2 - i1, j2 - j1))):
                yield block(left, i1 + ahead, i2), block(right, j1 + ahead, j2)


def blocks(found: list[Token]) -> list[Span]:
    starts = [at for at, token in enumerate(found) if token.begins or at == 0]
    return list(zip(starts, [*starts[1:], len(found)], strict=False))


def block(spans: list[Span], at: int, end: int) -> Span:
    """The block, or the empty place behind the last where there is none left."""
    if at < end:
        return spans[at]
    behind = spans[end - 1][1] if end else 0
    return behind, behind


def alike(one: Sequence[Token], other: Sequence[Token]) -> int:
    pairs = zip(one, other, strict=False)
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))


def single(text: Any) -> list[Piece]:
    """All that `text` holds, a character at a time."""
    found: list[Piece] = []
    for content, attributes in text.diff():
        parts = content if isinstance(content, str) else [content]
        found += [(part, attributes) for part in parts]
    return found


def tokens(pieces: Iterable[Piece], depth: int = 0) -> list[Token]:
    if depth > DEPTH:
        raise TooLarge("depth")
    found: list[Token] = []
    formatting, last = "{}", None
    for content, attributes in pieces:
        if attributes is not last:  # one for all characters of a run
            formatting, last = json.dumps(attributes or {}, sort_keys=True), attributes
        if isinstance(content, str):
            found.append(Token(content, formatting))
            continue
        values = {key: content[key] for key in content.keys()}  # noqa: SIM118
        if "#c" in values:
            values["#c"] = tokens(single(values["#c"]), depth + 1)
        shown = json.dumps(values, sort_keys=True, default=repr)
        found.append(Token(shown, formatting, begins=values.get("#k") != "i"))
    return found


def size(token: Token) -> int:
    """In the units of pycrdt: bytes, and one for an embedded type, whose JSON is longer."""
    return len(token.content.encode()) if len(token.content) == 1 else 1


def insert(pieces: Iterable[Piece], into: Any, at: int, depth: int = 0) -> None:
    """The pieces, with all they hold, from `at` on."""
    if depth > DEPTH:
        raise TooLarge("depth")
    for content, attributes in joined(pieces):
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


def joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Characters formatted alike together."""

    def kind(piece: Piece) -> Piece:
        return isinstance(piece[0], str), piece[1]

    for (is_text, attributes), run in groupby(pieces, kind):
        if is_text:
            yield "".join(content for content, _attributes in run), attributes
        else:
            yield from run
