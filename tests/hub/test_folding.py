"""Look-up forms: what is one word to a person is one text to the search."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from hub.folding import KANJI_VARIANTS, fold, kana_row
from hub.search.excerpts import marked
from hub.search.terms import terms_of
from hub.search.texts import Placed, searchable

SAME = [
    ("渡邉", "渡辺"),
    ("渡邊", "渡辺"),
    ("渡邉\U000e0101", "渡辺"),
    ("辻\ufe00", "辻"),
    ("髙﨑", "高崎"),
    ("齋藤", "斎藤"),
    ("濵田", "浜田"),
    ("𠮷𣘺", "吉橋"),
    ("福", "福"),
    ("ﾜﾀﾅﾍﾞ", "わたなべ"),
    ("ＰＣＲ", "pcr"),
    ("㍿", "株式会社"),
    ("サ−バ‐", "さーばー"),
    ("ラ〜メン", "らーめん"),
    ("えーーー", "えー"),
    ("ヴァイオリン", "ばいおりん"),
    ("ウィルス", "ういるす"),
    ("３ヶ月", "3か月"),
    ("3カ月", "3か月"),
    ("箇所", "か所"),
    ("ジョン・スミス", "じょん すみす"),
    ("山\u200b田", "山田"),
    ("佐々木", "佐々木"),
]
APART = [
    ("美容院", "病院"),
    ("ビール", "ビル"),
    ("渡部", "渡辺"),
    ("大阪", "大坂"),
    ("埼玉", "崎玉"),
    ("だけ月", "だか月"),
    ("か", "が"),
]
PIECES = [
    "渡",
    "邉",
    "\U000e0101",
    "ｶ",
    "ﾞ",
    "か",
    "゛",
    "ー",
    "-",
    "〜",
    "ヴ",
    "ァ",
    " ",
    "　",
    "\n",
]
PIECES += [
    "a",
    "Ａ",
    "é",
    "e\u0301",
    "ß",
    "1",
    "箇",
    "月",
    "ヶ",
    "・",
    "👍",
    "🏽",
    "\u200d",
    "。",
    "㍿",
]


@pytest.mark.parametrize(("written", "folded"), SAME)
def test_one_word(written: str, folded: str) -> None:
    assert fold(written) == fold(folded) == folded


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_words(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_every_variant_is_in_one_group() -> None:
    letters = "".join(KANJI_VARIANTS.split())
    assert len(letters) == len(set(letters))
    assert len(letters) > 700


def test_the_browser_folds_by_the_same_table() -> None:
    path = Path(settings.BASE_DIR) / "frontend" / "src" / "hub" / "folding.ts"
    found = re.search(r"KANJI_VARIANTS = `\n(.*?)`", path.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    assert found[1] == KANJI_VARIANTS.lstrip("\n")


def test_rows_of_the_kana_table() -> None:
    assert [kana_row(name) for name in ("アオキ", "わたなべ", "斎藤", "")] == ["あ", "わ", "#", "#"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_places_belong_to_the_same_folded_text(text: str) -> None:
    placed = Placed(text)
    assert placed.text == searchable(text)
    assert len(placed.places) == len(placed.text)
    assert all(0 <= start < end <= len(text) for start, end in placed.places)


def hits(text: str, query: str) -> list[str]:
    return [piece.text for piece in marked(text, terms_of(query)) if piece.hit]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("担当は渡邉\U000e0101さん", "渡辺", ["渡邉\U000e0101"]),
        ("ﾜｸﾁﾝの予約", "わくちん", ["ﾜｸﾁﾝ"]),
        ("サーバールームの鍵", "サーバルーム", ["サーバールーム"]),
        ("防災\n訓練です", "防災訓練", ["防災\n訓練"]),
        ("訓練の訓練", "訓練", ["訓練", "訓練"]),
        ("検査と訓練", "訓練 -中止 検査", ["検査", "訓練"]),
        ("夜間当番", "夜間当番 当番", ["夜間当番"]),
        ("何もない", "訓練", []),
    ],
)
def test_marks_stand_on_what_was_written(text: str, query: str, expected: list[str]) -> None:
    assert hits(text, query) == expected
    pieces = marked(text, terms_of(query))
    assert "".join(piece.text for piece in pieces) == text


def test_an_excerpt_of_a_long_text_shows_the_hit() -> None:
    pieces = marked("前置き。" * 200 + "ここに接種枠。" + "後書き。" * 200, terms_of("接種"))
    whole = "".join(piece.text for piece in pieces)
    assert len(whole) < 200
    assert whole.startswith("…")
    assert whole.endswith("…")
    assert "接種" in [piece.text for piece in pieces if piece.hit]
