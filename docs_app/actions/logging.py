"""The log of a document: who read it, changed it, passed it on."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from docs_app.models import Document, DocumentEvent, Visit
from hub.organisations.models import Member

STRETCH = timedelta(minutes=30)  # one line stands for reading or editing that long at a time
STRETCHING = {DocumentEvent.Kind.READ, DocumentEvent.Kind.EDITED}


def log(
    document: Document, kind: DocumentEvent.Kind, *, by: Member | None, detail: str = ""
) -> DocumentEvent:
    """Add a line; reading or editing again within STRETCH only prolongs the last one."""
    now = timezone.now()
    if kind in STRETCHING:
        last = DocumentEvent.objects.filter(document=document, member=by, kind=kind).first()
        if last is not None and now - (last.until or last.at) < STRETCH:
            last.until = now
            last.save(update_fields=["until"])
            return last
    return DocumentEvent.objects.create(
        document=document, member=by, kind=kind, detail=detail[:300]
    )


@transaction.atomic
def visit(*, member: Member, document: Document) -> None:
    """The member has the document open: it becomes their most recent one."""
    Visit.objects.update_or_create(
        document=document, member=member, defaults={"visited_at": timezone.now()}
    )
    log(document, DocumentEvent.Kind.READ, by=member)
