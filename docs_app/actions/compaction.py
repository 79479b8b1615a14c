"""Folding the log into the snapshot, so that opening a long-lived document stays fast."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from docs_app import yjs
from docs_app.bounded import BoundedWorker, Broken, RefusedByWorker, keeping_worker
from docs_app.models import Document, DocumentUpdate

LOOSE = 200  # updates, before a document is folded while people write
RESTING = timedelta(minutes=5)  # without an edit; then any loose update is folded
CHUNK = 500  # ids in one query
EVIDENCE = timedelta(days=30)  # how long a folded update is kept: who wrote what, and when


def to_compact(limit: int) -> list[UUID]:
    """Documents whose loose updates are many, or that rest."""
    loose = DocumentUpdate.objects.filter(folded_in=False).values("document_id")
    counted = loose.annotate(rows=Count("id")).filter(rows__gte=LOOSE)
    many = list(counted.order_by("-rows").values_list("document_id", flat=True)[:limit])
    resting = Document.objects.filter(
        edited_at__lt=timezone.now() - RESTING, updates__folded_in=False
    ).distinct()
    return many or list(resting.values_list("id", flat=True)[:limit])


def compact(document_id: UUID) -> bool:
    """Fold what is loose now; returns whether anything was.

    The merge of all updates keeps what waits for something missing. Only when nothing does is
    the form used that a loaded document gives, without what was deleted.
    """
    document = Document.objects.only("snapshot", "snapshot_seq").get(pk=document_id)
    loose = DocumentUpdate.objects.filter(document=document, folded_in=False)
    rows = list(loose.order_by("seq").values_list("pk", "seq", "data"))
    if not rows:
        return False
    # Nobody waits while this is worked out; what comes meanwhile stays loose.
    merged = yjs.merge(bytes(document.snapshot), *(bytes(data) for _pk, _seq, data in rows))
    snapshot = collected(merged, keeping_worker)
    return store_snapshot(document, snapshot, [(pk, seq) for pk, seq, _data in rows])


@transaction.atomic
def store_snapshot(document: Document, snapshot: bytes, rows: list[tuple[int, int]]) -> bool:
    """Put the snapshot in the place of exactly these rows; False when another was faster."""
    same = Document.objects.filter(pk=document.pk, snapshot_seq=document.snapshot_seq)
    if not same.update(snapshot=snapshot, snapshot_seq=rows[-1][1]):
        return False
    for start in range(0, len(rows), CHUNK):
        some = [pk for pk, _seq in rows[start : start + CHUNK]]
        DocumentUpdate.objects.filter(pk__in=some).update(folded_in=True)
    return True


def collected(merged: bytes, worker: BoundedWorker) -> bytes:
    """Without garbage, when that is known to lose nothing."""
    try:
        answer, without = worker.ask("collect", merged)
    except (Broken, RefusedByWorker):
        return merged
    same = yjs.vector_of(without) == yjs.vector_of(merged)
    return without if answer["complete"] and same else merged


def delete_old_evidence() -> int:
    """Delete folded updates after EVIDENCE; returns how many."""
    old = DocumentUpdate.objects.filter(folded_in=True, created_at__lt=timezone.now() - EVIDENCE)
    return old.delete()[0]
