"""The list of rooms as one member sees it: titles, unread counts, mentions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from chat.mentions import unread_mentions
from chat.models import Membership, Room
from chat.topic_list import topic_wishes
from hub.organisations.models import Member


@dataclass
class Group:
    title: str
    places: list[Any] = field(default_factory=list)


def others_of(rooms: Iterable[UUID], member: Member) -> dict[UUID, list[Member]]:
    """The other members of direct rooms, in 五十音 order."""
    places = (
        Membership.objects.active()
        .filter(room_id__in=list(rooms), room__kind=Room.Kind.DIRECT)
        .exclude(member_id=member.pk)
        .with_members()
        .order_by("member__reading")
    )
    found: dict[UUID, list[Member]] = defaultdict(list)
    for place in places:
        found[place.room_id].append(place.member)
    return found


def title_of(room: Room, others: list[Member]) -> str:
    """The room's name; for a direct room the names of the others."""
    if room.kind != Room.Kind.DIRECT:
        return room.name
    return "、".join(other.name for other in others) or _("自分だけのルーム")


def mention_counts(member: Member) -> dict[UUID, int]:
    """{room id: unread messages that address the member}."""
    rows = (
        unread_mentions(member)
        .values("message__room_id")
        .annotate(count=Count("message_id", distinct=True))
    )
    return {row["message__room_id"]: row["count"] for row in rows}


def sidebar(member: Member) -> list[Group]:
    """Rooms grouped by kind, the newest conversation first; direct rooms last."""
    places = list(Membership.objects.of_member(member))
    others = others_of((place.room_id for place in places), member)
    mentions = mention_counts(member)
    wishes = topic_wishes(member)
    groups = {
        "rooms": Group(_("ルーム")),
        "staff": Group(_("組織・部署")),
        "direct": Group(_("ダイレクト")),
        "archived": Group(_("アーカイブ")),
    }
    for place in places:
        item: Any = place
        item.title = title_of(place.room, others[place.room_id])
        item.colour = next((each.organisation.colour for each in others[place.room_id]), 0)
        item.mention_count = mentions.get(place.room_id, 0)
        item.wishes = wishes.get(place.room_id)
        groups[group_of(place.room)].places.append(item)
    return list(groups.values())


def group_of(room: Room) -> str:
    if room.archived_at is not None:
        return "archived"
    if room.kind == Room.Kind.DIRECT:
        return "direct"
    return "staff" if room.follows_staff else "rooms"
