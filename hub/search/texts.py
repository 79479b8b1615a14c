"""The text that is searched, and where each of its letters stands in what was written."""

import re

from hub.folding import CLUSTER, LONG, RULES, SPACES, Rule, fold, fold_piece

# Folding may make a text longer than it was written; a message has 10,000 characters at most.
LIMIT = 12_000


def searchable(text: str) -> str:
    """`text` folded, without the spaces and line breaks that mean nothing."""
    folded = fold(text)
    for pattern, replace in SPACES:
        folded = pattern.sub(replace, folded)
    return folded[:LIMIT]


class Placed:
    """A text as `searchable` makes it, with the place of each letter in the original."""

    def __init__(self, text: str) -> None:
        letters: list[str] = []
        self.places: list[tuple[int, int]] = []
        for cluster in CLUSTER.finditer(text):
            piece = fold_piece(cluster[0])
            letters.append(piece)
            self.places += [cluster.span()] * len(piece)
        self.text = "".join(letters)
        for rule in [*RULES, *SPACES]:
            self.rewrite(rule)

    def rewrite(self, rule: Rule) -> None:
        pattern, replace = rule
        text, places, done = "", [], 0
        for found in pattern.finditer(self.text):
            new = replace(found)
            text += self.text[done : found.start()] + new
            places += self.places[done : found.start()]
            if new:
                whole = (self.places[found.start()][0], self.places[found.end() - 1][1])
                places += [whole] * len(new)
            done = found.end()
        self.text, self.places = text + self.text[done:], places + self.places[done:]

    def drop_long_vowels(self) -> None:
        self.rewrite((re.compile(LONG), lambda _found: ""))

    def spans(self, needle: str) -> list[tuple[int, int]]:
        """Where `needle` stands in the original, from and to."""
        found, at = [], self.text.find(needle)
        while needle and at >= 0:
            last = at + len(needle) - 1
            found.append((self.places[at][0], self.places[last][1]))
            at = self.text.find(needle, last + 1)
        return found
