"""Fold Japanese text so that it is found however it was typed.

NFKC joins half and full width, case is folded, katakana becomes hiragana. What people
wrote is stored untouched; only the copy used for look-ups is folded.
"""

import unicodedata
from typing import Any

from django.db import models

KATAKANA = range(ord("ァ"), ord("ヶ") + 1)
KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in KATAKANA}


def fold(text: str) -> str:
    """Return the look-up form of `text`: NFKC, lower case, hiragana, single spaces."""
    folded = (
        unicodedata.normalize("NFKC", text.replace("\x00", ""))
        .casefold()
        .translate(KATAKANA_TO_HIRAGANA)
    )
    return " ".join(folded.split())


# 五十音: the first kana of each row, in order.
ROWS = "あかさたなはまやらわ"


def kana_row(reading: str) -> str:
    """The row of the 五十音 table a reading belongs to; # for anything else."""
    first = fold(reading)[:1]
    if not ("ぁ" <= first <= "ん"):
        return "#"
    return max((row for row in ROWS if row <= first), default="あ")


class FoldedField(models.CharField):  # type: ignore[type-arg]
    """Keeps the folded form of other fields; filled on every save, bulk or not."""

    def __init__(self, *, sources: tuple[str, ...], **options: Any) -> None:
        self.sources = sources
        options.setdefault("max_length", 400)
        super().__init__(**{**options, "editable": False, "default": ""})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        del options["default"], options["editable"]
        return name, path, args, {**options, "sources": self.sources}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        # The space-less form lets 山田太郎 find 山田 太郎.
        parts = [fold(str(getattr(model_instance, source))) for source in self.sources]
        value = " ".join([*parts, *(part.replace(" ", "") for part in parts if " " in part)])
        value = value[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value
