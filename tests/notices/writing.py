"""Short ways to put up notices."""

from typing import Any

from hub.notices.actions.boards import save_board
from hub.notices.actions.publishing import publish_notice
from hub.notices.actions.writing import Wording, write_notice
from hub.notices.models import Audience, Board, Notice
from hub.organisations.models import Member

ASKS = {
    "holding": "organisation",
    "kind": "confirm",
    "steps": [["holder", 0], ["deputy", 5], ["ring_now", 15]],
}


def city_board(alice: Member, name: str = "市からのお知らせ") -> Board:
    return save_board(by=alice, name=name, scope="city")


def draft_notice(author: Member, board: Board, *audience: Audience, **words: Any) -> Notice:
    given = {"title": "熱中症警戒アラート", "body": "<p>こまめに水分を。</p>", **words}
    return write_notice(by=author, board_id=board.pk, wording=Wording(audience=audience, **given))


def put_up(author: Member, board: Board, *audience: Audience, **words: Any) -> Notice:
    notice = draft_notice(author, board, *audience, **words)
    return publish_notice(by=author, notice_id=notice.pk)
