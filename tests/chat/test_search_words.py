"""What people type and what it finds; and what it must not find, or break."""

import pytest
from django.test import Client

from chat.actions.messages import recall_message
from tests.chat.factories import City, post
from tests.chat.searching import PATH, counts, hits
from tests.conftest import SignedIn

HIT = [
    # words of two letters, inside longer ones
    ("訓練", "明日は防災訓練があります"),
    ("夜間", "休日夜間の当番表です"),
    ("当番", "休日夜間の当番表です"),
    ("接種", "ワクチンの集団接種について"),
    ("一夜", "一夜間の宿直"),
    # one letter
    ("薬", "風邪の薬を届けます"),
    ("鍵", "会議室の鍵"),
    ("雪", "雪"),
    # half and full width, kana, case
    ("ワクチン", "ﾜｸﾁﾝの在庫"),
    ("ﾜｸﾁﾝ", "ワクチンの在庫"),
    ("わくちん", "ワクチンの在庫"),
    ("ワタナベ", "わたなべ先生"),
    ("ガス", "ｶﾞｽ漏れの連絡"),
    ("pcr", "ＰＣＲ検査の結果"),
    ("ＰＣＲ検査", "pcr検査の結果"),
    ("covid", "COVID-19の対応"),
    ("０９０", "090-1234-5678に電話"),
    ("23日", "11月２３日（月）"),
    ("①", "手順①を確認"),
    ("㈱", "（株）青葉商事"),
    # variant kanji
    ("渡辺", "渡邉さんに確認"),
    ("渡邊", "渡辺さんに確認"),
    ("渡邉\U000e0101", "渡邊さんに確認"),
    ("高崎", "髙﨑医院"),
    ("髙嵜", "高崎医院"),
    ("斉藤", "齋藤先生"),
    ("浜田", "濵田薬局"),
    ("吉田", "𠮷田さん"),
    ("広島", "廣嶋さん"),
    ("辻", "辻\U000e0100さん"),
    ("国沢", "國澤課長"),
    # long vowels
    ("サーバ", "サーバーが止まりました"),
    ("サーバー", "サーバが止まりました"),
    ("サーバルーム", "サーバールームの鍵"),
    ("ケアマネージャー", "ケアマネジャーに連絡"),
    ("ケアマネジャー", "ケアマネージャーに連絡"),
    ("センター", "保健ｾﾝﾀ‐の駐車場"),
    ("ラーメン", "ラ〜メンの出前"),
    ("キー", "キーの置き場所"),
    ("ヴァイオリン", "バイオリン教室"),
    ("ウイルス", "ウィルス検査"),
    ("3か月", "３ヶ月健診"),
    ("三カ所", "三箇所で実施"),
    # phrases, line breaks and spaces
    ("防災訓練", "明日は防災\n訓練です"),
    ("山田太郎", "山田　太郎さん"),
    ("山田 太郎", "太郎さん（山田）"),
    ('"接種 会場"', "集団接種会場の案内"),
    ('"fire drill"', "Fire\nDrill on Monday"),
    ("“夜間当番”", "今月の夜間当番"),
    ("訓練 -中止", "訓練を行います"),
    # emoji, marks, iteration marks, punctuation, middle dots
    ("👍", "了解です👍"),
    ("👨‍👩‍👧", "家族👨‍👩‍👧で参加"),
    ("至急です", "**至急**です"),
    ("佐々木", "佐々木さん"),
    ("ジョンスミス", "ジョン・スミスさん"),
    ("C++", "C++の資料"),
    ("50%", "達成率50%です"),
    ("a_b", "ファイル名はa_b"),
    ("\\", "パスは C:\\temp"),
]
MISS = [
    ("美容院", "病院の予約"),
    ("病院", "美容院の予約"),
    ("ビル", "ビールの注文"),
    ("キー", "きのうの話"),
    ("かき", "がき大将"),
    ("渡辺", "渡部さん"),
    ("大阪", "大坂さん"),
    ("訓練中止", "訓練は中止"),
    ("練訓", "訓練の訓示"),
    ("防災 配給", "防災訓練"),
    ('"防災 配給"', "防災と配給"),
    ("訓練 -中止", "訓練は中止です"),
    ("はし", "は、し"),
    ("pcra", "PCR A"),
    ("50%", "達成率505です"),
    ("a_b", "ファイル名はaxb"),
    ("接種会場", "会場で接種"),
    ("👍", "👎"),
    ("薬", "楽"),
]


@pytest.fixture
def bob(town: City, browse: SignedIn) -> Client:
    return browse(town.bob)


@pytest.mark.parametrize(("query", "target"), HIT)
def test_finds(town: City, bob: Client, query: str, target: str) -> None:
    post(town.alice, town.room, "関係のない連絡")
    post(town.alice, town.room, target)
    assert hits(bob, query) == [target]
    assert counts(bob, query)[0] == "1"
    page = bob.get(PATH, {"q": query}).content.decode()
    assert "<mark>" in page


@pytest.mark.parametrize(("query", "target"), MISS)
def test_does_not_find(town: City, bob: Client, query: str, target: str) -> None:
    post(town.alice, town.room, target)
    assert hits(bob, query) == []
    assert counts(bob, query)[0] == "0"


HOSTILE = [
    '"',
    '""',
    "'",
    "*",
    "a*",
    "NEAR(a b)",
    "NEAR",
    "AND",
    "OR",
    "NOT",
    "a AND b",
    "folded:訓練",
    "bigrams:訓練",
    "scope : x",
    "^訓練",
    "訓練^2",
    "(",
    ")",
    "((((",
    "-",
    "--",
    "- -",
    '-"',
    "+",
    "{a}",
    "\\",
    "\\'",
    "';--",
    "%",
    "_",
    "%%",
    ":*",
    "& |",
    "!訓練",
    "<->",
    "ー",
    "ーー",
    "゛",
    "\u200d",
    "\ufe0f",
    "\ud7ff",
    "\U0010ffff",
    "\U000f0000訓",
    "訓練" * 5000,
    "あ " * 5000,
    '"' * 10_000,
    "\u202e訓練",
    "́",
    "ﷺ" * 200,
    "訓練\r\n訓練",
    "𠮷",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_no_query_breaks_the_page(town: City, bob: Client, query: str) -> None:
    post(town.alice, town.room, "訓練 * ( ) ' \" \\ % _ & | ! NEAR AND")
    for tab in ("messages", "files", "people"):
        assert bob.get(PATH, {"q": query, "tab": tab}).status_code == 200
    wrong = {"before": query, "sender": query, "since": query, "tab": query, "room": query}
    assert bob.get(PATH, {"q": query, **wrong}).status_code == 200


@pytest.mark.parametrize("name", ["q", "before", "sender", "since", "tab", "room"])
def test_a_nul_is_refused_in_any_place(bob: Client, name: str) -> None:
    assert bob.get(PATH, {"q": "訓練", name: "訓\x00練"}).status_code == 400


def test_bytes_that_are_no_text_break_nothing(bob: Client) -> None:
    assert bob.get(PATH + "?q=%ff%fe%ed%a0%80&before=%ff-1&since=%01").status_code == 200


@pytest.mark.parametrize("text", ["・", "ー", "\u200b", "x" * 10_000, "ﷺ" * 10_000])
def test_any_text_can_be_indexed(town: City, bob: Client, text: str) -> None:
    message = post(town.alice, town.room, text)
    recall_message(member=town.alice, room_id=town.room.id, seq=message.seq)
    assert hits(bob, text[:100]) == []
