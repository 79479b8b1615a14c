"""What changed in a room since a client last heard of it: one query over versions."""

from typing import Any
from uuid import UUID

from django.utils import translation

from chat.models import Message, Room
from chat.timeline import item_of, message_data
from hub.organisations.models import Member

RESUME_LIMIT = 200  # messages


def resume(*, member: Member, room_id: UUID, after: int, language: str) -> dict[str, Any]:
    """Messages with a version above `after`; `reload` when there are too many of them.

    The room's version is read before the messages, so that nothing between the two
    queries is taken for known. Raises Room.DoesNotExist outside the room.
    """
    room = Room.objects.for_member(member).get(pk=room_id)
    changed = Message.objects.in_room(room).filter(version__gt=after).order_by("version")
    found = list(changed.for_timeline()[: RESUME_LIMIT + 1])
    if len(found) > RESUME_LIMIT:
        return {"version": room.version, "messages": [], "reload": True}
    with translation.override(language):
        data = [message_data(item_of(message)).model_dump(mode="json") for message in found]
    return {"version": room.version, "messages": data, "reload": False}
