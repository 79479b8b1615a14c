"""Hang stored files on a message."""

from collections.abc import Sequence

from chat.models import Attachment, Message
from hub.files.attaching import claim
from hub.files.models import StoredFile


def attach(message: Message, files: Sequence[StoredFile]) -> list[Attachment]:
    rows = [
        Attachment(message=message, file=file, position=place) for place, file in enumerate(files)
    ]
    if rows:
        Attachment.objects.bulk_create(rows)
        claim(files)
    return rows
