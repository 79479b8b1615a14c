"""Messages: read, follow, post, edit, recall, react, pin, send later."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from api.access import Bearer
from api.message_data import MessageOut, message_out
from api.people import caller
from api.problems import answers
from api.rooms import place_of
from api.scopes import Scope
from api.types import Input, Limit, Line, Seq, Text, Version
from chat.actions import messages, scheduling
from chat.models import Message, ScheduledMessage
from chat.protocol import Address
from chat.querysets import MessageQuerySet
from chat.receipts import receipts_of

router = Router(tags=["messages"], auth=Bearer(Scope.MESSAGES_READ))
writing = Bearer(Scope.MESSAGES_WRITE)
Addresses = Annotated[list[Address], Field(max_length=50)]
Files = Annotated[list[UUID], Field(max_length=20)]
ONE = "/rooms/{uuid:room_id}/messages/{int:seq}"


class MessagesOut(Schema):
    """`version` is the one to ask for changes after the next time."""

    items: list[MessageOut]
    version: int


class Stretch(Schema):
    """Where to read: before or after a seq, or everything changed after a version."""

    before: Seq | None = None
    after: Version | None = None
    changed_after: Version | None = None
    topic: UUID | None = None
    limit: Limit = 50


class MessageIn(Input):
    """A repeat with the same `client_id` finds the first message instead of posting again."""

    body: Text = ""
    client_id: UUID | None = None
    mentions: Addresses = []
    reply_to: Seq | None = None
    files: Files = []
    stamp: Annotated[str, Field(max_length=30, pattern=r"^[a-z-]*$")] = ""
    topic: UUID | None = None


class LaterIn(Input):
    due_at: AwareDatetime
    body: Text
    client_id: UUID | None = None
    mentions: Addresses = []
    topic: UUID | None = None


class LaterChange(Input):
    due_at: AwareDatetime
    body: Text


class LaterOut(Schema):
    id: UUID
    room: UUID
    due_at: datetime
    body: str
    problem: str


class EditIn(Input):
    body: Text
    mentions: Addresses = []


class ReactionIn(Input):
    emoji: Annotated[Line, Field(max_length=16)]


class ReceiptOut(Schema):
    member: UUID
    name: str
    organisation: str
    state: str
    at: datetime | None


def stored(room_id: UUID, seq: int) -> MessageOut:
    return message_out(Message.objects.for_timeline().get(room_id=room_id, seq=seq))


@router.get("/rooms/{uuid:room_id}/messages", response=answers(MessagesOut))
def list_messages(request: HttpRequest, room_id: UUID, where: Query[Stretch]) -> MessagesOut:
    """The newest ones by default, oldest first."""
    room = place_of(request, room_id).room
    topic = room.topics.get(pk=where.topic) if where.topic else None
    rows = Message.objects.in_room(room).under(topic).for_timeline()
    version = room.version
    if where.changed_after is not None:
        found = changes(rows, where.changed_after, where.limit)
        if len(found) >= where.limit:  # there may be more: go on after these
            version = found[-1].version
    elif where.after is not None:
        found = rows.after(where.after, where.limit)
    else:
        found = rows.before(where.before or room.last_seq + 1, where.limit)
    return MessagesOut(items=[message_out(each) for each in found], version=version)


def changes(rows: MessageQuerySet, after: int, limit: int) -> list[Message]:
    """The first `limit` in the order of change; what changed at once is not torn apart."""
    changed = rows.filter(version__gt=after).order_by("version", "seq")
    found = list(changed[:limit])
    if len(found) == limit:
        found += changed.filter(version=found[-1].version, seq__gt=found[-1].seq)
    return found


@router.get(ONE, response=answers(MessageOut))
def get_message(request: HttpRequest, room_id: UUID, seq: int) -> MessageOut:
    place_of(request, room_id)
    return stored(room_id, seq)


@router.post("/rooms/{uuid:room_id}/messages", response=answers(MessageOut, 201), auth=writing)
def post_message(request: HttpRequest, room_id: UUID, given: MessageIn) -> Any:
    message = messages.post_message(
        author=caller(request),
        room_id=room_id,
        client_id=given.client_id or uuid4(),
        body=given.body,
        mentions=given.mentions,
        reply_to=given.reply_to,
        files=given.files,
        stamp=given.stamp,
        topic=given.topic,
    )
    return Status(201, stored(room_id, message.seq))


@router.patch(ONE, response=answers(MessageOut), auth=writing)
def edit_message(request: HttpRequest, room_id: UUID, seq: int, given: EditIn) -> MessageOut:
    messages.edit_message(
        author=caller(request), room_id=room_id, seq=seq, body=given.body, mentions=given.mentions
    )
    return stored(room_id, seq)


@router.delete(ONE, response=answers(MessageOut), auth=writing)
def recall_message(request: HttpRequest, room_id: UUID, seq: int) -> MessageOut:
    """Take it back from everyone; what is left tells that there was a message."""
    messages.recall_message(member=caller(request), room_id=room_id, seq=seq)
    return stored(room_id, seq)


@router.post(ONE + "/reactions", response=answers(MessageOut), auth=writing)
def react(request: HttpRequest, room_id: UUID, seq: int, given: ReactionIn) -> MessageOut:
    messages.react(member=caller(request), room_id=room_id, seq=seq, emoji=given.emoji, on=True)
    return stored(room_id, seq)


@router.delete(ONE + "/reactions/{str:emoji}", response=answers(MessageOut), auth=writing)
def take_back(request: HttpRequest, room_id: UUID, seq: int, emoji: Line) -> MessageOut:
    messages.react(member=caller(request), room_id=room_id, seq=seq, emoji=emoji, on=False)
    return stored(room_id, seq)


@router.put(ONE + "/pin", response=answers(MessageOut), auth=writing)
def pin(request: HttpRequest, room_id: UUID, seq: int) -> MessageOut:
    messages.pin_message(member=caller(request), room_id=room_id, seq=seq, on=True)
    return stored(room_id, seq)


@router.delete(ONE + "/pin", response=answers(MessageOut), auth=writing)
def unpin(request: HttpRequest, room_id: UUID, seq: int) -> MessageOut:
    messages.pin_message(member=caller(request), room_id=room_id, seq=seq, on=False)
    return stored(room_id, seq)


@router.get(ONE + "/receipts", response=answers(list[ReceiptOut]))
def list_receipts(request: HttpRequest, room_id: UUID, seq: int) -> list[ReceiptOut]:
    """For every other member: stored, delivered, displayed or read, and since when."""
    place_of(request, room_id)
    message = Message.objects.for_timeline().get(room_id=room_id, seq=seq, event="")
    return [
        ReceiptOut(
            member=each.member.id,
            name=each.member.name,
            organisation=each.member.organisation.name,
            state=each.state.value,
            at=each.at,
        )
        for each in receipts_of(message)
    ]


def later_out(scheduled: ScheduledMessage) -> LaterOut:
    return LaterOut(
        id=scheduled.id,
        room=scheduled.room_id,
        due_at=scheduled.due_at,
        body=scheduled.body,
        problem=scheduled.problem,
    )


@router.get("/scheduled-messages", response=answers(list[LaterOut]))
def list_scheduled(request: HttpRequest) -> list[LaterOut]:
    """The caller's own ones that are not sent yet."""
    waiting = ScheduledMessage.objects.waiting_of(caller(request))
    return [later_out(each) for each in waiting]


@router.post(
    "/rooms/{uuid:room_id}/scheduled-messages", response=answers(LaterOut, 201), auth=writing
)
def schedule_message(request: HttpRequest, room_id: UUID, given: LaterIn) -> Any:
    scheduled = scheduling.schedule_message(
        author=caller(request),
        room_id=room_id,
        client_id=given.client_id or uuid4(),
        due_at=given.due_at,
        body=given.body,
        mentions=given.mentions,
        topic=given.topic,
    )
    return Status(201, later_out(scheduled))


@router.delete("/scheduled-messages/{uuid:scheduled_id}", response=answers(None, 204), auth=writing)
def cancel_scheduled(request: HttpRequest, scheduled_id: UUID) -> Any:
    scheduling.cancel_scheduled(author=caller(request), scheduled_id=scheduled_id)
    return Status(204, None)


@router.put("/scheduled-messages/{uuid:scheduled_id}", response=answers(LaterOut), auth=writing)
def change_scheduled(request: HttpRequest, scheduled_id: UUID, given: LaterChange) -> LaterOut:
    """Another text or time for one that is not sent yet."""
    return later_out(
        scheduling.change_scheduled(
            author=caller(request),
            scheduled_id=scheduled_id,
            body=given.body,
            due_at=given.due_at,
        )
    )
