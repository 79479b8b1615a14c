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
) -> tuple[list[DocumentUpdate], Exception | None]:
    """Store the arrivals in order, then send them to all who have the document open.

    Stops at the first that may not be stored: returns the rows of those before it, and its
    refusal (DoesNotExist for who may not edit, Stale for another generation). Raises
    DoesNotExist when there is no such document. The bytes have been checked
    (`docs_app.staging`).
    """
    locked = Document.objects.select_for_update().only("id", "seq", "generation")
    document = locked.get(pk=document_id)
    admitted, refusal = storable(document, arrivals)
    return append_all(document, admitted) if admitted else [], refusal


def storable(
    document: Document, arrivals: Sequence[Arrival]
) -> tuple[Sequence[Arrival], Exception | None]:
    """The arrivals before the first that is refused, and its refusal. Each author is asked once."""
    editors = set()
    for count, arrival in enumerate(arrivals):
        if arrival.generation != document.generation:
            return arrivals[:count], Stale()
        if arrival.author.pk not in editors:
            right = arrival.right or DocumentRight(arrival.author, document.pk)
            if not right.holds():
                return arrivals[:count], Document.DoesNotExist()
            editors.add(arrival.author.pk)
    return arrivals, None


def append(
    document: Document, *, author: Member | None, data: bytes, origin: str = ""
) -> DocumentUpdate:
    """The next row of a locked document, and its frame."""
    row = next_row(document, author, data)
    save_position(document, author)
    row.save(force_insert=True)
    publish_frame(document_group(document.pk), sealed(data, origin, row.seq))
    return row


def append_all(document: Document, arrivals: Sequence[Arrival]) -> list[DocumentUpdate]:
    """The next rows of a locked document, and their frames."""
    rows = [next_row(document, each.author, each.data) for each in arrivals]
    save_position(document, arrivals[-1].author)
    DocumentUpdate.objects.bulk_create(rows)
    for row, arrival in zip(rows, arrivals, strict=True):
        publish_frame(document_group(document.pk), sealed(arrival.data, arrival.origin, row.seq))
    return rows


def next_row(document: Document, author: Member | None, data: bytes) -> DocumentUpdate:
    document.seq += 1
    return DocumentUpdate(document=document, seq=document.seq, data=data, author=author)


def save_position(document: Document, author: Member | None) -> None:
    document.edited_at, document.edited_by = timezone.now(), author
    document.save(update_fields=["seq", "edited_at", "edited_by"])


def sealed(data: bytes, origin: str, seq: int) -> str:
    """A stored update as the fan-out carries it: `origin:seq:base64 of the frame`."""
    frame = frames.sync(Sync.UPDATE, data)
    return f"{origin}:{seq}:{base64.b64encode(frame).decode()}"
