"""What people of the demo have on their desks: tasks and messages for later."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from chat.models import Message, Room, ScheduledMessage, Task
from demo.people import key
from hub.organisations.models import Member


class Wanted(NamedTuple):
    assignee: str  # sign-in name, as is `by`
    by: str
    room: str
    words: str  # in the message
    title: str
    days: int | None  # until it is due


TASKS = [
    Wanted("tanaka.yobou", "midori.nurse", "予防接種 調整（医療機関）", "様式", "新しい予診票を60部、来週の便に載せる", -1),
    Wanted("tanaka.yobou", "tanaka.yobou", "予防接種 調整（医療機関）", "受入枠を入力", "来週の受入枠を市のホームページに反映する", 0),
    Wanted("tanaka.yobou", "sato.dx", "DX推進課", "説明会", "説明会の質問を5つ書き出す", 4),
    Wanted("midori.nurse", "tanaka.yobou", "予防接種 調整（医療機関）", "キャンセル", "キャンセル分の接種記録を入力する", 1),
    Wanted("sato.dx", "sato.dx", "DX推進課", "資料", "説明会の資料を20部印刷する", 2),
    Wanted("sato.dx", "tanaka.yobou", "庁内システム移行", "文書管理", "夜間処理の対策をルームに書く", 1),
    Wanted("hidamari.care", "hidamari.care", "介護施設 連絡", "研修", "感染症研修の参加者2名を申し込む", 3),
    Wanted("suzuki.kiki", "suzuki.kiki", "災害対策本部 訓練", "様式", "安否報告様式を全所属に配る", 5),
]  # fmt: skip
LATER = ("tanaka.yobou", "予防接種 調整（医療機関）", "おはようございます。本日の受入枠の変更は、正午までにこのルームへお願いします。")  # fmt: skip


def save_work(members: dict[str, Member], now: datetime) -> None:
    """Tasks of those who are in the room where the words were said."""
    today = timezone.localtime(now).date()
    for place, wanted in enumerate(TASKS):
        message = said(wanted, members)
        if message is not None:
            Task.objects.create(
                id=key("task", place),
                message=message,
                title=wanted.title,
                assignee=members[wanted.assignee],
                created_by=members[wanted.by],
                due_on=None if wanted.days is None else today + timedelta(days=wanted.days),
                created_at=message.created_at + timedelta(minutes=3),
            )
    who, room, body = LATER
    tomorrow = timezone.localtime(now).replace(hour=8, minute=30) + timedelta(days=1)
    ScheduledMessage.objects.create(
        id=key("scheduled", who),
        room=Room.objects.get(name=room),
        author=members[who],
        client_id=key("scheduled", who, "client"),
        body=body,
        due_at=tomorrow,
        created_at=now,
    )


def said(wanted: Wanted, members: dict[str, Member]) -> Message | None:
    """The last message with those words, if both people are in its room."""
    room = Room.objects.filter(name=wanted.room).first()
    inside = {place.member_id for place in (room.memberships.filter(left_at=None) if room else ())}
    if not {members[wanted.assignee].id, members[wanted.by].id} <= inside:
        return None
    found = Message.objects.filter(
        room=room, event="", deleted_at=None, body__contains=wanted.words
    )
    return found.order_by("-seq").first()
