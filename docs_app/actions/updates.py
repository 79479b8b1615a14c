"""The log: an update is stored, then everybody hears it."""

import base64
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from docs_app import frames
from docs_app.frames import Sync
from docs_app.models import Document, DocumentUpdate
from docs_app.roles import Role
from hub.organisations.models import Member
from hub.realtime import publish_frame
from hub.realtime.groups import document_group


class Stale(Exception):
    """The document has begun a new generation; copies of the old one are not its history."""


@transaction.atomic
def append_update(
    *, author: Member, document_id: UUID, generation: int, data: bytes, origin: str = ""
) -> DocumentUpdate:
    """Store one Yjs update (v1) as the document's next, then send it to all who have it open.

    `origin` names the connection it came from, which need not hear it again. Raises
    DoesNotExist for who may not edit, Stale for another generation. The bytes have been
    checked (`docs_app.staging`).
    """
    writable = Document.objects.readable_by(author, Role.EDITOR).filter(pk=document_id)
    document = writable.select_for_update(of=("self",)).only("id", "seq", "generation").get()
    if document.generation != generation:
        raise Stale
    return append(document, author=author, data=data, origin=origin)


def append(
    document: Document, *, author: Member | None, data: bytes, origin: str = ""
) -> DocumentUpdate:
    """The next row of a locked document, and its frame."""
    document.seq += 1
    document.edited_at, document.edited_by = timezone.now(), author
    document.save(update_fields=["seq", "edited_at", "edited_by"])
    update = DocumentUpdate.objects.create(
        document=document, seq=document.seq, data=data, author=author
    )
    publish_frame(document_group(document.pk), sealed(data, origin, document.seq))
    return update


def sealed(data: bytes, origin: str, seq: int) -> str:
    """A stored update as the fan-out carries it: `origin:seq:base64 of the frame`."""
    frame = frames.sync(Sync.UPDATE, data)
    return f"{origin}:{seq}:{base64.b64encode(frame).decode()}"
