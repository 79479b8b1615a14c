"""The topics of a room as one member sees them."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from chat.models import Membership, Message, Topic, TopicInvolvement
from hub.organisations.models import Member


def topic_lines(own: Membership) -> list[Topic]:
    """Topics of the member's room, the latest first, in one query.

    Each carries `unread` (messages above the read marker) and `involvement` (or "").
    """
    above = Message.objects.filter(topic=OuterRef("pk"), seq__gt=own.read_seq, event="")
    counted = above.order_by().values("topic").annotate(n=Count("pk")).values("n")
    wish = TopicInvolvement.objects.filter(topic=OuterRef("pk"), member_id=own.member_id)
    return list(
        Topic.objects.filter(room_id=own.room_id).annotate(
            unread=Coalesce(Subquery(counted), 0),
            involvement=Coalesce(Subquery(wish.values("involvement")[:1]), Value("")),
        )
    )


@dataclass
class Wishes:
    """Topics of one room that a member follows and those they muted."""

    followed: list[UUID] = field(default_factory=list)
    muted: list[UUID] = field(default_factory=list)


def topic_wishes(member: Member) -> dict[UUID, Wishes]:
    """{room id: wishes}, in one query."""
    rows = TopicInvolvement.objects.filter(member_id=member.pk).values_list(
        "topic__room_id", "topic_id", "involvement"
    )
    found: dict[UUID, Wishes] = defaultdict(Wishes)
    for room_id, topic_id, involvement in rows:
        muted = involvement == TopicInvolvement.Involvement.MUTED
        (found[room_id].muted if muted else found[room_id].followed).append(topic_id)
    return found


def topic_choices(lines: list[Topic]) -> list[dict[str, Any]]:
    """What the composer offers: open topics; {id, name}."""
    return [{"id": str(each.id), "name": each.name} for each in lines if each.resolved_at is None]
