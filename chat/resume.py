"""What changed in a room since a client last heard of it: one query over versions."""

from typing import Any
from uuid import UUID

from django.utils import translation

from chat.models import Message, Room
from chat.timeline import item_of, message_data
from hub.organisations.models import Member
from hub.realtime.listener import QUEUE_BYTES

RESUME_LIMIT = 200  # messages
# Characters: a reply that overfills the queue of its own listener could never arrive.
RESUME_SIZE = QUEUE_BYTES // 2


def resume(*, member: Member, room_id: UUID, after: int, language: str) -> dict[str, Any]:
    """Messages with a version above `after`; `reload` when they are too many or too long.

    The room's version is read before the messages, so that nothing between the two
    queries is taken for known. Raises Room.DoesNotExist outside the room.
    """
    room = Room.objects.for_member(member).get(pk=room_id)
    changed = Message.objects.in_room(room).filter(version__gt=after).order_by("version")
    found = list(changed.for_timeline()[: RESUME_LIMIT + 1])
    with translation.override(language):
        data = [message_data(item_of(message)) for message in found[:RESUME_LIMIT]]
    size = sum(len(each.body) + len(each.html) for each in data)
    if len(found) > RESUME_LIMIT or size > RESUME_SIZE:
        return {"version": room.version, "messages": [], "reload": True}
    messages = [each.model_dump(mode="json") for each in data]
    return {"version": room.version, "messages": messages, "reload": False}
