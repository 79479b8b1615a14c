"""Pictures that neither a document nor any revision of it shows any more are let go after a while.

Where a picture stands, its file's id stands in the bytes of the Yjs state: no document has to be
loaded to look for it, and what is not folded away yet only keeps a picture longer.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from docs_app.actions.pictures import let_go
from docs_app.log import stored_state
from docs_app.models import Document, DocumentImage, Revision

LOOKED_FOR = timedelta(days=1)  # how often
KEPT = timedelta(days=30)  # after it was last shown: taking back a deletion brings it back


def to_look_through(limit: int) -> list[UUID]:
    """Documents whose pictures were not looked for lately."""
    due = Q(checked_at=None) | Q(checked_at__lt=timezone.now() - LOOKED_FOR)
    images = DocumentImage.objects.filter(due).order_by(F("checked_at").asc(nulls_first=True))
    return list(dict.fromkeys(images.values_list("document_id", flat=True)[: limit * 10]))[:limit]


def shown(document_id: UUID, file_ids: Iterable[UUID]) -> set[UUID]:
    """Those that stand in the document as it is, or in one of its revisions."""
    missing = {str(each).encode(): each for each in file_ids}
    found: set[UUID] = set()

    def look(state: bytes) -> None:
        found.update(missing.pop(key) for key in list(missing) if key in state)

    look(stored_state(document_id))
    revisions = Revision.objects.filter(document_id=document_id).order_by("-number")
    if missing:
        for state in revisions.values_list("state", flat=True).iterator(chunk_size=10):
            look(bytes(state))
            if not missing:
                break
    return found


def prune(document_id: UUID) -> int:
    """Note which pictures are shown, and let go what was not for KEPT; returns how many."""
    now = timezone.now()
    images = DocumentImage.objects.filter(document_id=document_id)
    standing = shown(document_id, images.values_list("file_id", flat=True))
    images.filter(file_id__in=standing).update(checked_at=now, unused_since=None)
    unused = images.exclude(file_id__in=standing)
    unused.filter(unused_since=None).update(unused_since=now)
    unused.update(checked_at=now)
    over = unused.filter(unused_since__lte=now - KEPT)
    return untie(document_id, now) if over.exists() else 0


@transaction.atomic
def untie(document_id: UUID, now: datetime) -> int:
    """Under the lock of the document, so that nobody puts a picture back meanwhile."""
    document = Document.objects.select_for_update(of=("self",)).only("id").get(pk=document_id)
    over = DocumentImage.objects.filter(document=document, unused_since__lte=now - KEPT)
    files = set(over.values_list("file_id", flat=True))
    files -= shown(document.pk, files)
    over.filter(file_id__in=files).delete()
    let_go(files)
    return len(files)
