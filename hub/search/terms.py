"""What people type into a search box, and which rows contain it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Replace

from hub.folding import KANA, LAST_LONG_VOWEL, LONG, without_long_vowels
from hub.search.fields import Wanted
from hub.search.texts import searchable

QUERY_LIMIT = 200  # characters
TERMS_LIMIT = 10
# Shorter words would lose themselves without their long vowels: キー, ビール.
RECOGNISABLE = 4
WORD = re.compile(r'([-－−])?(?:["“”＂]([^"“”＂]*)["“”＂]?|([^\s"“”＂]+))')


@dataclass(frozen=True)
class Term:
    """One word or phrase, as `searchable` folds it."""

    text: str
    excluded: bool = False

    @property
    def bare(self) -> str:
        """Without long vowels, as the index holds it."""
        return without_long_vowels(self.text)

    @property
    def is_loose(self) -> bool:
        """Long enough to be found with or without long vowel marks."""
        return len(self.bare) >= RECOGNISABLE and bool(KANA.search(self.text))

    @property
    def needle(self) -> str:
        return self.bare if self.is_loose else LAST_LONG_VOWEL.sub("", self.text)

    @property
    def bigrams(self) -> list[str]:
        """Pairs of neighbouring letters; a single letter stands alone."""
        pairs = [self.bare[at : at + 2] for at in range(len(self.bare) - 1)]
        return list(dict.fromkeys(pairs)) or [self.bare]


def terms_of(query: str) -> list[Term]:
    """Words (all must occur), "phrases" and -excluded words of `query`, in order."""
    terms: dict[Term, None] = {}
    for minus, phrase, word in WORD.findall(query[:QUERY_LIMIT]):
        term = Term(searchable(phrase or word), excluded=bool(minus))
        if term.bare:
            terms[term] = None
    return list(terms)[:TERMS_LIMIT]


def containing(rows: Any, column: str, terms: Sequence[Term]) -> Any:
    """`rows` whose folded `column` has every term, and none of the excluded ones."""
    for term in terms:
        name = column
        if term.is_loose:
            name = f"{column.replace('__', '_')}_bare"
            bare = Replace(F(column), Value(LONG), Value(""), output_field=TextField())
            rows = rows.alias(**{name: bare})
        condition = {f"{name}__contains": term.needle}
        rows = rows.exclude(**condition) if term.excluded else rows.filter(**condition)
    return rows


def indexed(rows: "QuerySet[Any]", column: str, terms: Sequence[Term], **scope: Any) -> Any:
    """`containing`, with the index of `column` consulted first."""
    wanted = Wanted([term.bigrams for term in terms if not term.excluded], **scope)
    if wanted.words:
        rows = rows.filter(**{f"{column}__bigrams": wanted})
    return containing(rows, column, terms)
