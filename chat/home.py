"""What waits for a member: own tasks, given ones, mentions, what other apps plug in.

A fixed number of queries.
"""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from chat.mentions import unread_mentions
from chat.models import Message, Task
from chat.sidebar import others_of, title_of
from hub.home import sections_of
from hub.organisations.models import Member

MENTION_DAYS = 7
MENTIONS_SHOWN = 10
TASKS_SHOWN = 50
DONE_SHOWN = 5


def home_context(member: Member) -> dict[str, Any]:
    visible = Task.objects.visible_to(member).with_people()
    mine = list(visible.open().filter(assignee=member).soonest()[:TASKS_SHOWN])
    given = visible.open().filter(created_by=member).exclude(assignee=member)
    done = visible.filter(assignee=member, done_at__isnull=False).order_by("-done_at")
    return {
        "task_groups": by_due(mine, timezone.localdate()),
        "task_count": len(mine),
        "given": list(given.soonest()[:TASKS_SHOWN]),
        "done": list(done[:DONE_SHOWN]),
        "mentions": mentions_of(member),
        "sections": sections_of(member),
        "today": timezone.localdate(),
    }


def by_due(tasks: list[Task], today: date) -> list[tuple[str, list[Task]]]:
    """(overdue, today, later, undated): what hurts first; empty groups are left out."""
    groups: dict[str, list[Task]] = {"overdue": [], "today": [], "later": [], "undated": []}
    for task in tasks:
        groups[due_group(task, today)].append(task)
    return [(name, found) for name, found in groups.items() if found]


def due_group(task: Task, today: date) -> str:
    if task.due_on is None:
        return "undated"
    if task.due_on < today:
        return "overdue"
    return "today" if task.due_on == today else "later"


def mentions_of(member: Member) -> list[Message]:
    """Unread messages of the last days that address the member, the newest first."""
    since = timezone.now() - timedelta(days=MENTION_DAYS)
    found: Any = list(
        Message.objects.filter(mentions__in=unread_mentions(member), deleted_at=None)
        .filter(created_at__gte=since)
        .exclude(author=member)
        .select_related("author", "author__organisation", "room")
        .distinct()
        .order_by("-created_at")[:MENTIONS_SHOWN]
    )
    others = others_of((message.room_id for message in found), member)
    for message in found:
        message.room_title = title_of(message.room, others[message.room_id])
    return list(found)
