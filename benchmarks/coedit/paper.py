"""A long document, and the edits of five people who wrote it in turn: the same for everybody."""

import random
from collections.abc import Iterator
from typing import Any

import pycrdt

PARAGRAPHS, LENGTH, AT_ONCE = 3000, 66, 20
WIDTH = 3  # pycrdt counts places in bytes of UTF-8; a marker counts one
KANA = "あいうえおかきくけこさしすせそ"
WRITERS, RUN = 5, 8  # keystrokes at one place


class Paper:
    """What the document is, and the updates that made it so."""

    def __init__(self) -> None:
        self.copies: list[pycrdt.Doc[Any]] = [pycrdt.Doc() for _ in range(WRITERS)]
        self.texts = [copy.get("main", type=pycrdt.Text) for copy in self.copies]
        self.chance = random.Random(4)

    def __len__(self) -> int:
        return len(self.texts[0])

    def passed_on(self, writer: int, before: bytes) -> bytes:
        update = self.copies[writer].get_update(before)
        for other, copy in enumerate(self.copies):
            if other != writer:
                copy.apply_update(update)
        return update

    def paragraphs(self) -> Iterator[tuple[int, bytes]]:
        """Writer and update, AT_ONCE paragraphs each."""
        text, copy = self.texts[0], self.copies[0]
        for _ in range(0, PARAGRAPHS, AT_ONCE):
            before = copy.get_state()
            for _ in range(AT_ONCE):
                text.insert_embed(len(text), pycrdt.Map({"#n": "paragraph", "#k": "b"}))
                text.insert(len(text), "".join(self.chance.choices(KANA, k=LENGTH)))
            yield 0, self.passed_on(0, before)

    def edits(self, count: int) -> Iterator[tuple[int, bytes]]:
        """Writer and update, one keystroke each: runs that write, then runs that delete."""
        lengths = [LENGTH] * PARAGRAPHS
        for number in range(count):
            turn, step = divmod(number, RUN)
            writer = turn % WRITERS
            text = self.texts[writer]
            if step == 0:
                place = self.chance.randrange(PARAGRAPHS)
                while lengths[place] < 2 * RUN:
                    place = self.chance.randrange(PARAGRAPHS)
                at = (sum(lengths[:place]) + 1) * WIDTH + place + 1
                lengths[place] += -RUN if turn % 2 else RUN
            before = self.copies[writer].get_state()
            if turn % 2:
                del text[at : at + WIDTH]
            else:
                text.insert(at + step * WIDTH, "字")
            yield writer, self.passed_on(writer, before)
