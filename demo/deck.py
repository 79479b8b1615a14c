"""Draws the dialogues of a room so that none comes back soon."""

import random
from collections.abc import Sequence
from datetime import datetime

from demo.dialogues import Dialogue


class Deck:
    def __init__(self, rng: random.Random, dialogues: Sequence[Dialogue]) -> None:
        self.rng = rng
        self.waiting = rng.sample(dialogues, len(dialogues))
        self.used: list[Dialogue] = []

    def draw(self, day: datetime) -> Dialogue:
        """A dialogue of the season; the lately used half waits behind the other half."""
        if not any(fits(each, day) for each in self.waiting):
            half = len(self.used) // 2
            for part in (self.used[:half], self.used[half:]):
                self.waiting += self.rng.sample(part, len(part))
            self.used = []
        found = next(each for each in self.waiting if fits(each, day))
        self.waiting.remove(found)
        self.used.append(found)
        return found


def fits(dialogue: Dialogue, day: datetime) -> bool:
    return not dialogue.months or day.month in dialogue.months
