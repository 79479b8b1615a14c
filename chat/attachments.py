"""Which files a member may read because they hang on a message."""

from typing import Any

from django.db.models import QuerySet

from chat.models import Attachment
from hub.organisations.models import Member


def files_in_rooms(member: Member) -> "QuerySet[Any, Any]":
    """Ids of the files of messages in the member's rooms that were not recalled."""
    rooms = member.memberships.filter(left_at=None).values("room_id")
    shown = Attachment.objects.filter(message__room_id__in=rooms, message__deleted_at=None)
    return shown.values("file_id")
