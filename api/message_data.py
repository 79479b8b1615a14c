"""A message as programs get it: from the API, and in webhooks."""

import json
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from ninja import Schema

from chat.event_protocol import FileData, MessageData
from chat.models import Message
from chat.timeline import item_of, message_data


class MessageOut(Schema):
    """`seq` orders the messages of a room; `version` grows with every change of one."""

    room: UUID
    seq: int
    version: int
    client_id: UUID
    author: UUID
    author_name: str
    event: str
    body: str
    stamp: str
    mentions: list[str]
    reply_to: int | None
    topic: UUID | None
    topic_name: str
    files: list[FileData]
    created_at: datetime
    edited: bool
    deleted: bool
    pinned: bool


def message_out(message: Message) -> MessageOut:
    """Needs a message of `for_timeline()`."""
    data: MessageData = message_data(item_of(message), with_html=False)
    return MessageOut(event=message.event, **data.model_dump(exclude={"html"}))


def event_text(event: str, message: Message) -> str:
    """JSON: {type, timestamp, data}, data being the message."""
    data = message_out(message).model_dump(mode="json")
    body = {"type": event, "timestamp": timezone.now().isoformat(), "data": data}
    return json.dumps(body, ensure_ascii=False)
