"""A few words around what was found, as they were written, with the hits marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.search.terms import Term
from hub.search.texts import Placed

LENGTH = 140  # characters of the original
BEFORE = 40


@dataclass(frozen=True)
class Piece:
    text: str
    hit: bool


def spans_of(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where the terms stand in `text`, in order, without overlaps."""
    placed, bare = Placed(text), Placed(text)
    bare.drop_long_vowels()
    found = [
        span
        for term in terms
        if not term.excluded
        for span in (bare if term.is_loose else placed).spans(term.needle)
    ]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def marked(text: str, terms: Sequence[Term]) -> list[Piece]:
    """The part of `text` around its first hit, cut into pieces that are hits or not."""
    spans = spans_of(text, terms)
    start = max(0, spans[0][0] - BEFORE) if spans else 0
    start = max(0, min(start, len(text) - LENGTH))
    end = max(start + LENGTH, spans[0][1] if spans else 0)
    pieces = [Piece("…", hit=False)] if start else []
    at = start
    for first, last in spans:
        if last > end:
            break
        pieces += [Piece(text[at:first], hit=False), Piece(text[first:last], hit=True)]
        at = last
    pieces.append(Piece(text[at:end] + ("…" if end < len(text) else ""), hit=False))
    return [piece for piece in pieces if piece.text]
