"""The log of a document: who read it, changed it, passed it on."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from docs_app.models import Document, DocumentEvent, DocumentUpdate, Visit
from hub.organisations.models import Member

STRETCH = timedelta(minutes=30)  # one line stands for reading or editing that long at a time


def log(
    document: Document, kind: DocumentEvent.Kind, *, by: Member, detail: str = "", **facts: Any
) -> DocumentEvent:
    """Add a line: `detail` is a name, `facts` what `log_words` puts into words."""
    return DocumentEvent.objects.create(
        document=document, member=by, kind=kind, detail=detail[:300], facts=facts
    )


def prolong(
    document_id: UUID, kind: DocumentEvent.Kind, member_id: UUID, first: datetime, last: datetime
) -> None:
    """Reading or editing again within STRETCH is the same line still."""
    lines = DocumentEvent.objects.filter(document_id=document_id, member_id=member_id, kind=kind)
    line = lines.first()
    if line is None or first - (line.until or line.at) >= STRETCH:
        DocumentEvent.objects.create(
            document_id=document_id, member_id=member_id, kind=kind, at=first, until=last
        )
    else:
        line.until = last
        line.save(update_fields=["until"])


def log_edits(document_id: UUID, *, after: int, up_to: int) -> None:
    """The lines of those who wrote these updates; the first one of all is the blank page."""
    rows = DocumentUpdate.objects.filter(
        document_id=document_id, seq__gt=max(after, 1), seq__lte=up_to
    )
    written = rows.exclude(author=None).values_list("author")
    spans = written.annotate(first=Min("created_at"), last=Max("created_at")).order_by("first")
    for author_id, first, last in spans:
        prolong(document_id, DocumentEvent.Kind.EDITED, author_id, first, last)


@transaction.atomic
def visit(*, member: Member, document: Document) -> None:
    """The member has the document open: it becomes their most recent one."""
    now = timezone.now()
    Visit.objects.update_or_create(document=document, member=member, defaults={"visited_at": now})
    prolong(document.pk, DocumentEvent.Kind.READ, member.pk, now, now)
