"""Who has read a message and who has not, from each member's markers.

Displayed means 2 s on a visible tab; read means marked as read without that; delivered
means a device holds it; stored means only the server does.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _

from chat.models import Display, Membership, Message
from chat.querysets import MembershipQuerySet
from hub.organisations.models import Member


class State(TextChoices):
    DISPLAYED = "displayed", _("表示済み")
    READ = "read", _("既読にした")
    DELIVERED = "delivered", _("端末に到着")
    STORED = "stored", _("未到着")


@dataclass(frozen=True)
class Receipt:
    member: Member
    state: State
    at: datetime | None

    @property
    def has_read(self) -> bool:
        return self.state in {State.DISPLAYED, State.READ}

    def as_evidence(self) -> dict[str, str]:
        return {
            "member": str(self.member.id),
            "name": self.member.name,
            "organisation": self.member.organisation.name,
            "state": self.state.value,
            "at": self.at.isoformat() if self.at else "",
        }


def receipts_of(message: Message) -> list[Receipt]:
    """One receipt for each member of the room but the author, by organisation and reading.

    Who joined after the message is named only once it was displayed to them: the read
    marker of a newcomer starts at the end of the room and says nothing about before.
    """
    return [receipt_of(place, message.seq) for place in places_of(message).active()]


def evidence_of(message: Message) -> list[Receipt]:
    """For a recall: the receipts, and of those who left the room whoever had the message."""
    return [
        receipt
        for place in places_of(message)
        for receipt in [receipt_of(place, message.seq)]
        if place.left_at is None or receipt.state != State.STORED
    ]


def places_of(message: Message) -> MembershipQuerySet:
    """Places that were in the room with the message, each with `displayed_at`."""
    step = Display.objects.filter(membership=OuterRef("pk"), seq__gte=message.seq)
    there = Q(joined_at__lte=message.created_at) | Q(displayed_seq__gte=message.seq)
    return (
        Membership.objects.filter(there, room_id=message.room_id)
        .exclude(member_id=message.author_id)
        .with_members()
        .annotate(displayed_at=Subquery(step.order_by("seq").values("at")[:1]))
        .order_by("member__organisation__reading", "member__organisation_id", "member__reading")
    )


def receipt_of(place: Any, seq: int) -> Receipt:
    if place.displayed_seq >= seq:
        return Receipt(place.member, State.DISPLAYED, place.displayed_at)
    if place.read_seq >= seq:
        return Receipt(place.member, State.READ, None)
    if place.delivered_seq >= seq:
        return Receipt(place.member, State.DELIVERED, None)
    return Receipt(place.member, State.STORED, None)


def display_steps(room_id: UUID) -> list[tuple[int, int]]:
    """[(seq, members whose display marker stands there)], the newest 200 steps."""
    rows: QuerySet[Membership, dict[str, int]] = (
        Membership.objects.active()
        .filter(room_id=room_id, displayed_seq__gt=0)
        .values("displayed_seq")
        .annotate(members=Count("pk"))
        .order_by("-displayed_seq")[:200]
    )
    return [(row["displayed_seq"], row["members"]) for row in rows]
