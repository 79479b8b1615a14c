"""What the chat page shows of one room, gathered with a fixed number of queries."""

from typing import Any
from uuid import UUID

from django.conf import settings

from chat.actions.locking import hosts
from chat.addresses import own_addresses
from chat.grouping import by_organisation
from chat.models import Membership, Message, Room, Topic
from chat.querysets import HISTORY_PAGE
from chat.receipts import display_steps
from chat.sidebar import others_of, sidebar, title_of
from chat.stamps import stamp_choices
from chat.timeline import Item, item_of
from chat.topic_list import topic_choices, topic_lines
from hub.organisations.models import Duty, Member, Organisation


def around(room: Room, seq: int, topic: Topic | None = None) -> list[Item]:
    """A page of history with `seq` in the middle; the newest page when that is the end."""
    messages = Message.objects.in_room(room).under(topic).for_timeline()
    newer = messages.after(seq - 1)
    older = messages.before(seq, 2 * HISTORY_PAGE - min(len(newer), HISTORY_PAGE))
    return [item_of(message) for message in [*older, *newer]]


def places_of(room: Room) -> list[Membership]:
    """Active members; the room's own organisation first, each in 五十音 order."""
    places = list(Membership.objects.active().filter(room=room).with_members())
    home = room.organisation_id
    return sorted(
        places,
        key=lambda place: (
            place.member.organisation_id != home,
            place.member.organisation.reading,
            str(place.member.organisation_id),
            place.member.reading,
        ),
    )


def outside_organisations(
    groups: list[tuple[Organisation, list[Membership]]], duties: list[Duty], member: Member
) -> list[Organisation]:
    """The other organisations that read along, each with `in_room`: how many of theirs.

    With 0 of them it is a duty whose next holder will read.
    """
    found: list[Any] = []
    here = [(organisation, len(places)) for organisation, places in groups]
    known = {organisation.id for organisation, _count in here} | {member.organisation_id}
    later = {duty.organisation for duty in duties if duty.organisation_id not in known}
    for organisation, count in [*here, *((each, 0) for each in later)]:
        if organisation.id != member.organisation_id:
            shown: Any = organisation
            shown.in_room = count
            found.append(shown)
    return found


def readers(outside: list[Any]) -> list[dict[str, Any]]:
    """Whom the question before a message leaves the own organisation names."""
    return [{"name": each.name, "colour": each.colour, "people": each.in_room} for each in outside]


def outside_readers(member: Member, room: Room) -> list[dict[str, Any]]:
    """Nothing for somebody who is not in the room."""
    places = places_of(room)
    if all(place.member_id != member.pk for place in places):
        return []
    return readers(outside_organisations(by_organisation(places), room_duties(room), member))


def room_context(
    member: Member, room: Room, seq: int | None = None, topic: Topic | None = None
) -> dict[str, Any]:
    """Everything the conversation and its details need.

    `seq` opens the history there; else it opens at the first unread message. With `topic`
    only its messages are shown.
    """
    places = places_of(room)
    own = next(place for place in places if place.member_id == member.pk)
    groups = by_organisation(places)
    duties = room_duties(room)
    outside = outside_organisations(groups, duties, member)
    title = title_of(room, others_of([room.id], member)[room.id])
    topics = topic_lines(own)
    items = around(room, seq or own.read_seq + 1, topic)
    return {
        "room": room,
        "title": title,
        "own": own,
        "items": items,
        "topics": topics,
        "stamps": stamp_choices(),
        "resolved": [each for each in topics if each.resolved_at is not None],
        "topic": next((each for each in topics if topic and each.pk == topic.pk), None),
        "members": places,
        "duties": duties,
        "members_by_organisation": groups,
        "outside": outside,
        "pinned": pinned_messages(room),
        "hosting": hosts(own),
        "involvements": Membership.Involvement.choices,
        "room_data": {
            **room_data(room, own, places, title),
            "outside": readers(outside),
            "fileLimit": settings.FILE_LIMIT,
            "topic": str(topic.id) if topic else None,
            "topics": topic_choices(topics),
            "lastSeq": last_seq(room, topic),
        },
    }


def room_duties(room: Room) -> list[Duty]:
    """Duties that are members of the room."""
    return list(Duty.objects.filter(places__room=room).select_related("organisation"))


def last_seq(room: Room, topic: Topic | None) -> int:
    if topic is None:
        return room.last_seq
    newest = Message.objects.in_room(room).under(topic).order_by("-seq")
    return newest.values_list("seq", flat=True).first() or 0


def pinned_messages(room: Room) -> list[Message]:
    pinned = Message.objects.in_room(room).filter(pinned_at__isnull=False)
    return list(pinned.select_related("author").order_by("-pinned_at"))


def room_data(room: Room, own: Membership, places: list[Membership], title: str) -> dict[str, Any]:
    """What the timeline's script needs to know of the room."""
    return {
        "room": str(room.id),
        "title": title,
        "version": room.version,
        "readSeq": own.read_seq,
        "displayedSeq": own.displayed_seq,
        "deliveredSeq": own.delivered_seq,
        "involvement": own.involvement,
        "members": [str(place.member_id) for place in places],
        "steps": display_steps(room.id),
    }


def page_context(
    member: Member, room_id: UUID | None, seq: int | None = None, topic: Topic | None = None
) -> dict[str, Any]:
    """The whole page. Raises Room.DoesNotExist for a room the member is not in."""
    groups = sidebar(member)
    context: dict[str, Any] = {
        "sidebar": groups,
        "has_rooms": any(group.places for group in groups),
        "page_data": {
            "member": str(member.id),
            "name": member.name,
            "addresses": own_addresses(member),
        },
    }
    if room_id is not None:
        room = Room.objects.for_member(member).select_related("organisation").get(pk=room_id)
        context |= room_context(member, room, seq, topic)
    return context
