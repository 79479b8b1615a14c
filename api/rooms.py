"""Rooms, who is in them, and their topics."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from api.access import Bearer
from api.people import Search, caller, paged
from api.problems import answers
from api.scopes import Scope
from api.types import Input, Line, Page, PersonOut, Text, person_out
from chat.actions import reading, rooms, topics
from chat.models import Membership, Room, Topic
from chat.sidebar import others_of, title_of

router = Router(tags=["rooms"], auth=Bearer(Scope.ROOMS_READ))
writing = Bearer(Scope.ROOMS_WRITE)
People = Annotated[list[UUID], Field(max_length=500)]


class RoomOut(Schema):
    """`title` is what the caller sees: direct rooms are named after the others in them."""

    id: UUID
    kind: str
    title: str
    description: str
    organisation: UUID
    section: UUID | None
    archived_at: datetime | None
    last_posted_at: datetime
    last_seq: int
    version: int
    unread: int
    involvement: str


class RoomIn(Input):
    kind: Literal["open", "closed"]
    name: Line
    description: Text = ""
    members: People = []


class RoomChange(Input):
    """What is left out stays as it is."""

    name: Line | None = None
    description: Text | None = None
    archived: bool | None = None
    involvement: Literal["everything", "mentions", "nothing"] | None = None


class MembersIn(Input):
    members: People


class MemberOut(Schema):
    person: PersonOut
    host: bool
    joined_at: datetime


class TopicOut(Schema):
    id: UUID
    room: UUID
    name: str
    resolved_at: datetime | None
    last_posted_at: datetime


class TopicIn(Input):
    name: Line


class TopicChange(Input):
    name: Line | None = None
    resolved: bool | None = None


def place_of(request: HttpRequest, room_id: UUID) -> Membership:
    """The caller's place. Raises DoesNotExist outside the room, and for a room that is not."""
    return Membership.objects.of_member(caller(request)).get(room_id=room_id)


def rooms_out(request: HttpRequest, places: list[Membership]) -> list[RoomOut]:
    others = others_of((place.room_id for place in places), caller(request))
    return [room_out(place, title_of(place.room, others[place.room_id])) for place in places]


def room_out(place: Membership, title: str) -> RoomOut:
    room = place.room
    return RoomOut(
        id=room.id,
        kind=room.kind,
        title=title,
        description=room.description,
        organisation=room.organisation_id,
        section=room.section_id,
        archived_at=room.archived_at,
        last_posted_at=room.last_posted_at,
        last_seq=room.last_seq,
        version=room.version,
        unread=place.unread_count,
        involvement=place.involvement,
    )


def shown(request: HttpRequest, room: Room) -> RoomOut:
    return rooms_out(request, [place_of(request, room.id)])[0]


@router.get("/rooms", response=answers(list[RoomOut]))
def list_rooms(request: HttpRequest) -> list[RoomOut]:
    """The caller's rooms, the newest conversation first."""
    return rooms_out(request, list(Membership.objects.of_member(caller(request))))


@router.post("/rooms", response=answers(RoomOut, 201), auth=writing)
def create_room(request: HttpRequest, given: RoomIn) -> Any:
    room = rooms.create_room(
        creator=caller(request),
        kind=given.kind,
        name=given.name,
        description=given.description,
        member_ids=given.members,
    )
    return Status(201, shown(request, room))


@router.post("/direct-rooms", response=answers(RoomOut), auth=writing)
def open_direct_room(request: HttpRequest, given: MembersIn) -> RoomOut:
    """The one direct room of the caller with exactly these people."""
    room = rooms.open_direct_room(creator=caller(request), member_ids=given.members)
    return shown(request, room)


@router.get("/rooms/{uuid:room_id}", response=answers(RoomOut))
def get_room(request: HttpRequest, room_id: UUID) -> RoomOut:
    return rooms_out(request, [place_of(request, room_id)])[0]


@router.patch("/rooms/{uuid:room_id}", response=answers(RoomOut), auth=writing)
@transaction.atomic
def change_room(request: HttpRequest, room_id: UUID, given: RoomChange) -> RoomOut:
    """Name, description and archive are for hosts; the involvement is the caller's own."""
    member, room = caller(request), place_of(request, room_id).room
    if given.archived is False:
        rooms.archive_room(host=member, room_id=room_id, on=False)
    if given.name is not None or given.description is not None:
        rooms.describe_room(
            host=member,
            room_id=room_id,
            name=room.name if given.name is None else given.name,
            description=room.description if given.description is None else given.description,
        )
    if given.archived:
        rooms.archive_room(host=member, room_id=room_id, on=True)
    if given.involvement:
        reading.set_involvement(member=member, room_id=room_id, involvement=given.involvement)
    return shown(request, room)


@router.post("/rooms/{uuid:room_id}/join", response=answers(RoomOut), auth=writing)
def join_room(request: HttpRequest, room_id: UUID) -> RoomOut:
    """Enter an open room of the caller's organisation."""
    rooms.join_room(member=caller(request), room_id=room_id)
    return rooms_out(request, [place_of(request, room_id)])[0]


@router.post("/rooms/{uuid:room_id}/leave", response=answers(None, 204), auth=writing)
def leave_room(request: HttpRequest, room_id: UUID) -> Any:
    rooms.leave_room(member=caller(request), room_id=room_id)
    return Status(204, None)


@router.post("/rooms/{uuid:room_id}/read", response=answers(None, 204), auth=writing)
def mark_read(request: HttpRequest, room_id: UUID) -> Any:
    """Everything so far is read; it does not count as displayed."""
    reading.mark_read(member=caller(request), room_id=room_id)
    return Status(204, None)


@router.get("/rooms/{uuid:room_id}/members", response=answers(list[MemberOut]))
def list_members(request: HttpRequest, room_id: UUID) -> list[MemberOut]:
    place = place_of(request, room_id)
    places = Membership.objects.active().filter(room=place.room).with_members()
    return [
        MemberOut(
            person=person_out(each.member), host=each.role == "host", joined_at=each.joined_at
        )
        for each in places.order_by("member__reading", "member_id")
    ]


@router.post("/rooms/{uuid:room_id}/members", response=answers(None, 204), auth=writing)
def add_members(request: HttpRequest, room_id: UUID, given: MembersIn) -> Any:
    place_of(request, room_id)
    rooms.grant_membership(host=caller(request), room_id=room_id, member_ids=given.members)
    return Status(204, None)


@router.delete(
    "/rooms/{uuid:room_id}/members/{uuid:member_id}", response=answers(None, 204), auth=writing
)
def remove_member(request: HttpRequest, room_id: UUID, member_id: UUID) -> Any:
    place_of(request, room_id)
    rooms.revoke_membership(host=caller(request), room_id=room_id, member_id=member_id)
    return Status(204, None)


def topic_out(topic: Topic) -> TopicOut:
    return TopicOut(
        id=topic.id,
        room=topic.room_id,
        name=topic.name,
        resolved_at=topic.resolved_at,
        last_posted_at=topic.last_posted_at,
    )


@router.get("/rooms/{uuid:room_id}/topics", response=answers(Page[TopicOut]))
def list_topics(request: HttpRequest, room_id: Path[UUID], query: Query[Search]) -> Any:
    place = place_of(request, room_id)
    found, following = paged(place.room.topics.all(), query.after, query.limit)
    return {"items": [topic_out(each) for each in found], "next": following}


@router.post("/rooms/{uuid:room_id}/topics", response=answers(TopicOut), auth=writing)
def start_topic(request: HttpRequest, room_id: UUID, given: TopicIn) -> TopicOut:
    """The topic of that name, made when there is none."""
    return topic_out(topics.start_topic(member=caller(request), room_id=room_id, name=given.name))


@router.patch("/topics/{uuid:topic_id}", response=answers(TopicOut), auth=writing)
@transaction.atomic
def change_topic(request: HttpRequest, topic_id: UUID, given: TopicChange) -> TopicOut:
    member = caller(request)
    topic = Topic.objects.visible_to(member).get(pk=topic_id)
    if given.name is not None:
        topic = topics.rename_topic(member=member, topic_id=topic_id, name=given.name)
    if given.resolved is not None:
        topic = topics.resolve_topic(member=member, topic_id=topic_id, on=given.resolved)
    return topic_out(topic)
