"""Which conversations of a room belong to which topic, told by the words in them."""

from collections.abc import Sequence

from demo.history import Spoken

# The first topic with a word in the conversation takes it; the rest stays without one.
TOPICS: dict[str, dict[str, tuple[str, ...]]] = {
    "予防接種 調整（医療機関）": {
        "余りワクチンの呼びかけ": ("余りが出そう", "キャンセルが2名", "廃棄"),
        "受入枠の調整": ("受入枠", "受入可能枠", "枠は", "枠を"),
        "ワクチンの納入": ("納入", "冷蔵庫"),
        "予診票と様式": ("予診票", "様式"),
        "請求と実績": ("請求", "実績"),
        "予約システム": ("予約システム",),
    },
    "介護施設 連絡": {
        "感染症研修": ("研修",),
        "気象の注意": ("冷え込み", "熱中症", "警報", "大雨"),
        "送迎の助け合い": ("送迎",),
        "ショートステイの空き": ("ショートステイ", "短期入所", "空床", "空きが"),
    },
    "病院連携": {
        "空床": ("空床",),
        "退院支援": ("退院",),
        "救急の受け入れ": ("救急",),
        "面会の決まり": ("面会",),
    },
    "災害対策本部 訓練": {
        "図上訓練の準備": ("図上訓練", "腕章"),
        "安否報告訓練": ("安否報告",),
        "振り返り": ("振り返り", "反省"),
        "当直": ("当直",),
    },
    "庁内システム移行": {
        "端末の入れ替え": ("端末",),
        "文字の確認": ("髙", "文字"),
        "文書管理": ("文書管理",),
    },
    "DX推進課": {
        "「つなぐ」の試行": ("試行", "説明会", "認証アプリ"),
        "端末と回線": ("端末", "回線", "Wi-Fi"),
    },
    "感染症情報": {
        "週報": ("定点",),
        "面会の制限": ("面会",),
        "薬と検査キットの在庫": ("在庫", "検査キット", "シロップ"),
    },
}

# Settled ones, which their people have closed.
RESOLVED = {"文字の確認", "図上訓練の準備", "面会の制限"}


def topic_of(room: str, conversation: Sequence[Spoken]) -> str:
    """The name of the topic, or "" for a conversation that belongs to none."""
    text = "\n".join(each.text for each in conversation)
    for name, words in TOPICS.get(room, {}).items():
        if any(word in text for word in words):
            return name
    return ""
