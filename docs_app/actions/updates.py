"""The log: updates are stored, then everybody hears them."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from docs_app import frames
from docs_app.frames import Sync
from docs_app.models import Document, DocumentUpdate
from docs_app.position import Position
from docs_app.rights import DocumentRight
from hub.organisations.models import Member
from hub.realtime import publish_frame
from hub.realtime.groups import document_group


class Stale(Exception):
    """The document has begun a new generation; copies of the old one are not its history."""


@dataclass(frozen=True)
class Arrival:
    """A Yjs update (v1) as it came; `origin` names a connection that need not hear it again.

    `right` is the author's to edit this document, for a connection that asks often.
    """

    author: Member
    generation: int
    data: bytes
    origin: str = ""
    right: DocumentRight | None = None


@transaction.atomic
def append_updates(
    *, document_id: UUID, arrivals: Sequence[Arrival]
) -> tuple[int, Exception | None]:
    """Store the arrivals in order, then send them to all who have the document open.

    Stops at the first that may not be stored: returns how many there are before it, and its
    refusal (DoesNotExist for who may not edit, Stale for another generation). Raises
    DoesNotExist when there is no such document. The bytes have been checked
    (`docs_app.staging`).
    """
    position = Position.locked(document_id)
    admitted, refusal = storable(position, arrivals)
    if admitted:
        seqs = position.add([(each.data, each.author.pk) for each in admitted])
        for arrival, seq in zip(admitted, seqs, strict=True):
            publish_frame(document_group(document_id), sealed(arrival.data, arrival.origin, seq))
    return len(admitted), refusal


def storable(
    position: Position, arrivals: Sequence[Arrival]
) -> tuple[Sequence[Arrival], Exception | None]:
    """The arrivals before the first that is refused, and its refusal. Each author is asked once."""
    editors = set()
    for count, arrival in enumerate(arrivals):
        if arrival.generation != position.generation:
            return arrivals[:count], Stale()
        if arrival.author.pk not in editors:
            right = arrival.right or DocumentRight(arrival.author, position.document_id)
            if not right.holds():
                return arrivals[:count], Document.DoesNotExist()
            editors.add(arrival.author.pk)
    return arrivals, None


def append(
    document: Document, *, author: Member | None, data: bytes, origin: str = ""
) -> DocumentUpdate:
    """The next row of a locked document, and its frame."""
    document.seq += 1
    document.edited_at, document.edited_by = timezone.now(), author
    document.save(update_fields=["seq", "edited_at", "edited_by"])
    row = DocumentUpdate.objects.create(
        document=document, seq=document.seq, data=data, author=author
    )
    publish_frame(document_group(document.pk), sealed(data, origin, row.seq))
    return row


def sealed(data: bytes, origin: str, seq: int) -> str:
    """A stored update as the fan-out carries it: `origin:seq:base64 of the frame`."""
    frame = frames.sync(Sync.UPDATE, data)
    return f"{origin}:{seq}:{base64.b64encode(frame).decode()}"
