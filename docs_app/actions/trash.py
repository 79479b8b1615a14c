"""The trash: thirty days to think again, longer while the retention class says so."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from docs_app.actions.logging import log
from docs_app.actions.pictures import let_go
from docs_app.actions.sharing import let_in_anew, owned
from docs_app.models import Circulation, Document, DocumentEvent
from docs_app.roles import Role
from hub.organisations.models import Member

DAYS_IN_TRASH = 30
BATCH = 20
YEARS = {
    Document.Retention.ONE: 1,
    Document.Retention.THREE: 3,
    Document.Retention.FIVE: 5,
    Document.Retention.TEN: 10,
    Document.Retention.THIRTY: 30,
}


@transaction.atomic
def trash_document(*, by: Member, document_id: UUID) -> Document:
    """Out of everybody's sight; an owner may. Raises DoesNotExist."""
    document = owned(by, document_id)
    document.trashed_at, document.trashed_by = timezone.now(), by
    document.save(update_fields=["trashed_at", "trashed_by"])
    log(document, DocumentEvent.Kind.TRASHED, by=by)
    let_in_anew(document)
    return document


@transaction.atomic
def recover_document(*, by: Member, document_id: UUID) -> Document:
    """Out of the trash, with the roles it had. Raises DoesNotExist."""
    trashed = Document.objects.granted_to(by, Role.OWNER).exclude(trashed_at=None)
    document = trashed.select_for_update(of=("self",)).get(pk=document_id)
    document.trashed_at = document.trashed_by = None
    document.save(update_fields=["trashed_at", "trashed_by"])
    log(document, DocumentEvent.Kind.RECOVERED, by=by)
    return document


def kept_until(document: Document) -> date | None:
    """The last day a trashed document is kept; None for ever.

    Retention counts from the end of the fiscal year (31 March) of the last change, as the
    rules on administrative documents count it.
    """
    if document.trashed_at is None or document.retention == Document.Retention.PERMANENT:
        return None
    grace = timezone.localdate(document.trashed_at) + timedelta(days=DAYS_IN_TRASH)
    years = YEARS.get(Document.Retention(document.retention), 0)
    if not years:
        return grace
    edited = timezone.localdate(document.edited_at)
    fiscal_end = edited.year + (1 if edited.month > 3 else 0)
    return max(grace, date(fiscal_end + years, 3, 31))


def erase_trashed() -> None:
    """Delete for good what has been kept long enough, a few at a time."""
    today = timezone.localdate()
    old = today - timedelta(days=DAYS_IN_TRASH)
    trashed = Document.objects.filter(trashed_at__date__lt=old)
    trashed = trashed.exclude(retention=Document.Retention.PERMANENT)
    erased = 0
    for document in trashed.only("trashed_at", "retention", "edited_at").iterator():
        last_day = kept_until(document)
        if last_day is not None and last_day < today:
            erase(document)
            erased += 1
            if erased == BATCH:
                return


@transaction.atomic
def erase(document: Document) -> None:
    """The document with its history, comments and pictures that stand nowhere else."""
    files = set(document.images.values_list("file_id", flat=True))
    Circulation.objects.filter(revision__document=document).delete()
    document.delete()
    let_go(files)
