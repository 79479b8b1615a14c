"""What a browser may ask for in rooms; `chat.event_protocol` is what it is told.

`frontend/src/hub/protocol.ts` is generated from both (`manage.py export_protocol`).
Commands are wishes (`noun.verb`), events are facts (`noun.past`). Rooms are named by id,
messages by room and seq.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints, TypeAdapter

from hub.realtime.protocol import Command, Ping

Body = Annotated[str, StringConstraints(max_length=10_000)]
Emoji = Annotated[str, StringConstraints(max_length=16, pattern=r"^[^\x00]+$")]
TopicName = Annotated[str, StringConstraints(max_length=200)]
Seq = Annotated[int, Field(ge=0, le=2**62)]
# `member:<id>`, `section:<id>`, `duty:<id>` or `everyone`
Address = Annotated[
    str,
    StringConstraints(
        pattern=r"^(everyone|(member|section|duty):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$"
    ),
]


class RoomCommand(Command):
    room: UUID


class PostMessage(RoomCommand):
    """Reply: {seq, version}. A repeat with the same client_id gets the first answer."""

    type: Literal["message.post"] = "message.post"
    client_id: UUID
    body: Body
    mentions: Annotated[list[Address], Field(max_length=50)] = []
    reply_to: Seq | None = None
    files: Annotated[list[UUID], Field(max_length=20)] = []
    stamp: Annotated[str, StringConstraints(max_length=30, pattern=r"^[a-z-]*$")] = ""
    topic: UUID | None = None


class ScheduleMessage(RoomCommand):
    """Post it when it is due. Reply: {id, due_at}; repeats as with message.post."""

    type: Literal["message.schedule"] = "message.schedule"
    client_id: UUID
    due_at: AwareDatetime
    body: Body
    mentions: Annotated[list[Address], Field(max_length=50)] = []
    reply_to: Seq | None = None
    files: Annotated[list[UUID], Field(max_length=20)] = []
    topic: UUID | None = None


class EditMessage(RoomCommand):
    type: Literal["message.edit"] = "message.edit"
    seq: Seq
    body: Body
    mentions: Annotated[list[Address], Field(max_length=50)] = []


class RecallMessage(RoomCommand):
    type: Literal["message.recall"] = "message.recall"
    seq: Seq


class React(RoomCommand):
    """Set or take back one's own reaction."""

    type: Literal["message.react"] = "message.react"
    seq: Seq
    emoji: Emoji
    on: bool


class PinMessage(RoomCommand):
    type: Literal["message.pin"] = "message.pin"
    seq: Seq
    on: bool


class SortMessages(RoomCommand):
    """Into another topic of the room, or (null) into none. Reply: {count}."""

    type: Literal["message.sort"] = "message.sort"
    seq: Seq
    scope: Literal["one", "later", "all"]
    topic: UUID | None


class MoveMessages(RoomCommand):
    """Into another room. Reply: {room, seq} of the first one there.

    A refusal of the field `readers` names the organisations that would newly read along.
    """

    type: Literal["message.move"] = "message.move"
    seq: Seq
    scope: Literal["one", "later", "all"]
    target: UUID
    topic: UUID | None = None
    new_topic: TopicName = ""
    readers_accepted: bool = False


class StartTopic(RoomCommand):
    """Reply: {topic, name}. One of the same name is found again."""

    type: Literal["topic.start"] = "topic.start"
    name: TopicName


class RenameTopic(Command):
    type: Literal["topic.rename"] = "topic.rename"
    topic: UUID
    name: TopicName


class ResolveTopic(Command):
    type: Literal["topic.resolve"] = "topic.resolve"
    topic: UUID
    on: bool


class InvolveInTopic(Command):
    """Follow, mute, or "" for the room's own setting."""

    type: Literal["topic.involve"] = "topic.involve"
    topic: UUID
    involvement: Literal["", "followed", "muted"]


class CreateTask(RoomCommand):
    """Make a task of a message. Reply: {task}."""

    type: Literal["task.create"] = "task.create"
    seq: Seq
    title: Body
    assignee: UUID
    due_on: date | None = None
    note: Body = ""


class ChangeTask(Command):
    type: Literal["task.change"] = "task.change"
    task: UUID
    title: Body
    assignee: UUID
    due_on: date | None = None
    note: Body = ""


class CompleteTask(Command):
    type: Literal["task.complete"] = "task.complete"
    task: UUID
    on: bool


class CancelTask(Command):
    type: Literal["task.cancel"] = "task.cancel"
    task: UUID


class MarkDelivered(RoomCommand):
    """This device holds every message up to seq."""

    type: Literal["room.mark_delivered"] = "room.mark_delivered"
    seq: Seq


class MarkDisplayed(RoomCommand):
    """Messages up to seq were on a visible tab for 2 s; moves the read marker too."""

    type: Literal["room.mark_displayed"] = "room.mark_displayed"
    seq: Seq


class MarkRead(RoomCommand):
    """Up to seq, or all: never counts as displayed, because nobody says what was looked at."""

    type: Literal["room.mark_read"] = "room.mark_read"
    seq: Seq | None = None


class SaveDraft(RoomCommand):
    type: Literal["room.save_draft"] = "room.save_draft"
    body: Body


class SetInvolvement(RoomCommand):
    type: Literal["room.set_involvement"] = "room.set_involvement"
    involvement: Literal["everything", "mentions", "nothing"]


class Type(RoomCommand):
    type: Literal["room.type"] = "room.type"


class Resume(RoomCommand):
    """Reply: {version, messages: [MessageData], reload}. `reload` is true when more than
    200 messages changed since, or too much text: fetch the page again."""

    type: Literal["room.resume"] = "room.resume"
    after: Seq


ChatCommand = Annotated[
    PostMessage
    | ScheduleMessage
    | EditMessage
    | RecallMessage
    | React
    | PinMessage
    | SortMessages
    | MoveMessages
    | StartTopic
    | RenameTopic
    | ResolveTopic
    | InvolveInTopic
    | CreateTask
    | ChangeTask
    | CompleteTask
    | CancelTask
    | MarkDelivered
    | MarkDisplayed
    | MarkRead
    | SaveDraft
    | SetInvolvement
    | Type
    | Resume
    | Ping,
    Field(discriminator="type"),
]
commands: TypeAdapter[ChatCommand] = TypeAdapter(ChatCommand)
