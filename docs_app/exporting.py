"""A document as a file for other programs, made in the bounded worker."""

import re
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from docs_app.admission import rendering_for
from docs_app.images import files_in_documents
from docs_app.log import stored_state
from docs_app.models import Document, DocumentImage
from hub.eras import era_date
from hub.files.models import StoredFile
from hub.organisations.models import Member

SOURCE = re.compile(rb"/files/([0-9a-f-]{36})/")
PICTURE_BYTES = 40 * 1024 * 1024  # of all pictures in one file


class Format(NamedTuple):
    ending: str
    content_type: str
    label: Any


FORMATS = {
    "docx": Format(
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _("Word（docx）"),
    ),
    "pdf": Format("pdf", "application/pdf", _("PDF（A4）")),
    "markdown": Format("md", "text/markdown; charset=utf-8", _("Markdown")),
    "html": Format("html", "text/html; charset=utf-8", _("HTML")),
    "text": Format("txt", "text/plain; charset=utf-8", _("テキスト")),
}


def exported(document: Document, format_name: str, *, reader: Member) -> bytes:
    """The document as it is stored now. Raises Broken, RefusedByWorker, Busy, RateLimited."""
    return exported_state(document, stored_state(document.pk), format_name, reader=reader)


def exported_state(
    document: Document, state: bytes, format_name: str, *, reader: Member, older: bytes = b""
) -> bytes:
    """Any state of the document; with `older`, what changed since, as 見え消し."""
    cover = {
        "title": document.title,
        "number": document.number,
        "dated": era_date(timezone.localdate()),
        "organisation": document.organisation.name,
    }
    with rendering_for(reader) as worker:
        pictures = pictures_of(document, state + older, reader)
        _answer, made = worker.ask(
            "export",
            b"".join([state, older, *pictures.values()]),
            format=format_name,
            state=len(state),
            older=len(older),
            pictures=[[str(key), len(content)] for key, content in pictures.items()],
            cover=cover,
        )
    return made


def pictures_of(document: Document, state: bytes, reader: Member) -> dict[UUID, bytes]:
    """The document's own pictures that occur in its state, as far as they fit."""
    named = {UUID(key.decode()) for key in SOURCE.findall(state) if is_id(key)}
    own = DocumentImage.objects.filter(document=document).values("file_id")
    readable = StoredFile.objects.complete().filter(id__in=own)
    readable = readable.filter(id__in=files_in_documents(reader))
    found: dict[UUID, bytes] = {}
    left = PICTURE_BYTES
    for file in readable.filter(id__in=named):
        if file.size <= left:
            left -= file.size
            with file.content.open("rb") as content:
                found[file.pk] = content.read()
    return found


def is_id(key: bytes) -> bool:
    try:
        UUID(key.decode())
    except ValueError:
        return False
    return True
