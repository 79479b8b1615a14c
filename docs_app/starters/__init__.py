"""Templates shipped with the product: HTML files beside this one, and what they are called."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from docs_app.importing.building import state_of as state_of_tree
from docs_app.importing.html import tree_of_html
from docs_app.models.documents import SCHEMA

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True)
class Starter:
    key: str
    name: Any
    about: Any


STARTERS = {
    each.key: each
    for each in (
        Starter("draft", _("起案"), _("決裁欄、起案理由、経過、予算、添付資料の欄")),
        Starter("notice", _("通知文"), _("文書番号、宛名、発信者、記書きの形")),
        Starter("minutes", _("議事録"), _("日時、出席者、議題ごとの発言と決定、宿題の表")),
        Starter("agenda", _("会議次第"), _("次第、議題の時間割、配布資料")),
        Starter("circular", _("回覧"), _("用件、期限、回覧先の確認欄")),
    )
}


@cache
def state_of(key: str) -> bytes:
    """The shipped template as a Yjs update. Raises KeyError for an unknown key."""
    starter = STARTERS[key]
    return state_of_html((CONTENT / f"{starter.key}.html").read_text(encoding="utf-8"))


def state_of_html(text: str) -> bytes:
    """HTML of our own as a Yjs update; what others send is read in the worker."""
    tree, _lost = tree_of_html(text)
    return state_of_tree(tree, SCHEMA)
