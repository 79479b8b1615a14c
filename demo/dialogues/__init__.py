"""Conversations as city halls and facilities really have them, with slots to fill.

A dialogue is a block of lines `speaker text`; blocks are separated by empty lines.
A block may begin with `@hours months`: the hours in which it starts (`@9`, `@20-23`)
and the months it belongs to (`@9 6-9`, `@- 12-3`). `\\n` breaks a line.

Speakers: `c` `d` city staff, `o` `p` people of two outside organisations, `h` `i` of two
hospitals, `a` `b` anybody.
Behind the speaker: `>` answers the line before, `>2` answers line 2; `+` speaks hours
later, `++` on the next working day, both answering line 1 unless told otherwise; `!` is
recalled some seconds later.
`<o>` mentions a speaker, `<all>` everyone, `<予防接種担当>` a section or duty.
`[x|y]` is one of the two. Slots are listed in `demo.slots`.
"""

import re
from typing import NamedTuple

HEAD = re.compile(r"([a-z])([+]*)(!?)(>?)(\d*)")


class Line(NamedTuple):
    speaker: str
    text: str
    # Index in the dialogue of the line this one answers, or None.
    answers: int | None
    pause: int
    recalled: bool


class Dialogue(NamedTuple):
    lines: list[Line]
    hours: tuple[int, ...]
    months: tuple[int, ...]


def read(text: str) -> list[Dialogue]:
    """The dialogues of one theme."""
    return [block_of(block.strip().split("\n")) for block in text.strip().split("\n\n")]


def block_of(rows: list[str]) -> Dialogue:
    hours, months = "-", "-"
    if rows[0].startswith("@"):
        hours, _space, months = rows[0][1:].partition(" ")
        rows = rows[1:]
    lines = [line_of(place, row) for place, row in enumerate(rows)]
    return Dialogue(lines, span(hours, 24), span(months or "-", 12))


def line_of(place: int, row: str) -> Line:
    head, _space, words = row.partition(" ")
    match = HEAD.fullmatch(head)
    if match is None:
        raise ValueError(f"No speaker in: {row}")
    speaker, pause, recalled, answers, target = match.groups()
    answered = (int(target) - 1 if target else place - 1) if answers else None
    if pause and answered is None:
        answered = 0  # after hours, it has to be told what this is about
    return Line(speaker, words.replace("\\n", "\n"), answered, len(pause), bool(recalled))


def span(words: str, size: int) -> tuple[int, ...]:
    """`9` is (9,), `20-23` is (20 … 23), `12-3` runs over the year's end, `-` is nothing."""
    first, dash, last = words.partition("-")
    if not first:
        return ()
    low, high = int(first), int(last) if dash else int(first)
    return tuple((low - 1 + step) % size + 1 for step in range((high - low) % size + 1))
