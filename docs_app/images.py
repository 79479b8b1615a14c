"""Pictures of documents, as the port of files asks for them."""

from typing import Any

from django.db.models import QuerySet

from docs_app.models import Document, DocumentImage
from hub.organisations.models import Member


def files_in_documents(member: Member) -> "QuerySet[Any, Any]":
    """Ids of the files in documents `member` may open."""
    readable = Document.objects.readable_by(member)
    return DocumentImage.objects.filter(document__in=readable).values("file_id")
