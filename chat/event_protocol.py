"""What browsers are told about rooms: facts that are stored, and who is there now."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from hub.notices.event_protocol import NoticeMoved
from hub.obligations.event_protocol import ObligationCalled, ObligationMoved
from hub.realtime.protocol import (
    Closing,
    Event,
    Frame,
    Heartbeat,
    Hello,
    HomeChanged,
    Refusal,
    Reply,
    SessionEnded,
)


class FileData(Frame):
    """A file of a message; its bytes are at /files/<id>/, a picture at /files/<id>/preview/."""

    id: UUID
    name: str
    size: int  # bytes
    content_type: str
    width: int | None  # pixels
    height: int | None


class MessageData(Frame):
    """One message as clients get it; `html` is the rendered item of the timeline."""

    room: UUID
    seq: int
    version: int
    client_id: UUID
    author: UUID
    author_name: str
    # The duty in whose name it was posted, or "".
    posted_as: str = ""
    body: str
    mentions: list[str]
    reply_to: int | None
    created_at: str
    edited: bool
    deleted: bool
    pinned: bool
    files: list[FileData]
    stamp: str
    topic: UUID | None
    topic_name: str
    html: str


class RoomEvent(Event):
    room: UUID
    version: int


class MessagePosted(RoomEvent):
    type: Literal["message.posted"] = "message.posted"
    room_name: str
    message: MessageData


class MessageChanged(RoomEvent):
    """Edited, recalled, reacted to or pinned: replace the item with this seq."""

    type: Literal["message.changed"] = "message.changed"
    message: MessageData


class RoomChanged(RoomEvent):
    """Name, description, members or archive state: fetch the room's panels again."""

    type: Literal["room.changed"] = "room.changed"


class MembershipGranted(Event):
    """To the member: a new room; fetch the list of rooms again."""

    type: Literal["membership.granted"] = "membership.granted"
    room: UUID


class MembershipRevoked(Event):
    """To the member: forget the room."""

    type: Literal["membership.revoked"] = "membership.revoked"
    room: UUID


class ChatHello(Hello):
    """With every address that reaches the member: duties turn while nobody looks."""

    addresses: list[str]


class AddressesChanged(Event):
    """To the member: the addresses that reach them from now on, duties among them."""

    type: Literal["addresses.changed"] = "addresses.changed"
    addresses: list[str]


class ReadMoved(Event):
    """To the member's other tabs: the read marker of one room."""

    type: Literal["room.read"] = "room.read"
    room: UUID
    read_seq: int
    unread: int


class TopicInvolved(Event):
    """To the member: they follow or muted a topic; fetch the list of rooms again."""

    type: Literal["topic.involved"] = "topic.involved"
    room: UUID


class ReceiptsMoved(Event):
    """How far members have displayed the room: [[seq, members whose marker stands there]].

    A message with seq s was displayed by the sum over all steps >= s.
    """

    type: Literal["receipts.moved"] = "receipts.moved"
    room: UUID
    steps: list[tuple[int, int]]


class TaskChanged(Event):
    """To whom it concerns: fetch the list of tasks again."""

    type: Literal["task.changed"] = "task.changed"
    task: UUID


class Typing(Event):
    type: Literal["typing.seen"] = "typing.seen"
    room: UUID
    member: UUID
    name: str


class PresenceSeen(Event):
    """Who of a room is connected to one server process now.

    `members` is cut at 100; `count` is exact. Forget a process after 45 s of silence.
    """

    type: Literal["presence.seen"] = "presence.seen"
    room: UUID
    process: str
    count: int
    members: list[UUID]


ChatEvent = Annotated[
    ChatHello
    | Heartbeat
    | Reply
    | Refusal
    | SessionEnded
    | Closing
    | MessagePosted
    | MessageChanged
    | RoomChanged
    | MembershipGranted
    | MembershipRevoked
    | AddressesChanged
    | ReadMoved
    | TopicInvolved
    | ReceiptsMoved
    | TaskChanged
    | HomeChanged
    | ObligationCalled
    | ObligationMoved
    | NoticeMoved
    | Typing
    | PresenceSeen,
    Field(discriminator="type"),
]
