"""Conversations as city halls and facilities really have them, with slots to fill.

A dialogue is a block of lines `speaker text`; blocks are separated by empty lines.
Speakers: `c` and `d` are city staff, `o` and `p` people of two different outside
organisations, `a` and `b` anybody. A line `> text` answers the message before it.
`\\n` breaks a line. Slots: {day} {time} {n} {m} {place} {facility} {file} {person} {month}.
"""

from typing import NamedTuple


class Line(NamedTuple):
    speaker: str
    text: str
    replies: bool


def read(text: str) -> list[list[Line]]:
    """The dialogues of one theme."""
    return [block_of(block) for block in text.strip().split("\n\n")]


def block_of(block: str) -> list[Line]:
    lines = []
    for row in block.strip().split("\n"):
        speaker, _space, words = row.partition(" ")
        lines.append(Line(speaker[0], words.replace("\\n", "\n"), speaker.endswith(">")))
    return lines
