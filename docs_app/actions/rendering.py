"""HTML and text beside the document: derived in the bounded worker, for lists and search."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from docs_app.actions.logging import log_edits
from docs_app.bounded import Broken, RefusedByWorker, keeping_worker
from docs_app.log import stored_state
from docs_app.models import Document, DocumentPart

SETTLED = timedelta(seconds=3)  # after the last edit
AT_LATEST = 50  # updates behind, while people go on writing
PART = 8000  # characters of one searched part
OVERLAP = 100  # so that no word falls between two parts


def to_render(limit: int) -> list[UUID]:
    behind = Document.objects.filter(rendered_seq__lt=F("seq"))
    settled = behind.filter(edited_at__lt=timezone.now() - SETTLED)
    busy = behind.filter(rendered_seq__lt=F("seq") - AT_LATEST)
    return list((settled | busy).order_by("edited_at").values_list("id", flat=True)[:limit])


def render_document(document_id: UUID) -> bool:
    """Bring HTML, text and the searched parts up to the log; False when the worker could not.

    A document that cannot be rendered counts as rendered up to here: it is tried again when it
    changes.
    """
    seq = Document.objects.values_list("seq", flat=True).get(pk=document_id)
    try:
        answer, html = keeping_worker.ask("render", stored_state(document_id))
    except (Broken, RefusedByWorker):
        reach(document_id, seq)
        return False
    store_rendered(document_id, seq, html.decode(), "\n".join(answer["lines"]))
    return True


@transaction.atomic
def reach(document_id: UUID, seq: int, **derived: Any) -> bool:
    """Store what was derived, and log who edited since; False when another was faster."""
    behind = Document.objects.filter(pk=document_id, rendered_seq__lt=seq)
    before = behind.select_for_update().values_list("rendered_seq", flat=True).first()
    if before is None:
        return False
    behind.update(rendered_seq=seq, **derived)
    log_edits(document_id, after=before, up_to=seq)
    return True


@transaction.atomic
def store_rendered(document_id: UUID, seq: int, html: str, text: str) -> None:
    characters = len(text.replace("\n", ""))
    if not reach(document_id, seq, html=html, characters=characters):
        return
    DocumentPart.objects.filter(document_id=document_id).delete()
    DocumentPart.objects.bulk_create(
        DocumentPart(document_id=document_id, position=position, text=part)
        for position, part in enumerate(parts_of(text))
    )


def parts_of(text: str) -> list[str]:
    return [text[start : start + PART + OVERLAP] for start in range(0, len(text), PART)]
