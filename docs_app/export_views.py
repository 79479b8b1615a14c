"""Documents out, as files."""

from uuid import UUID

from django.contrib import messages as flashes
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from docs_app.about_views import document_for
from docs_app.actions.logging import log
from docs_app.bounded import Broken, RefusedByWorker
from docs_app.exporting import FORMATS, Format, exported
from docs_app.models import DocumentEvent
from hub.files.views import INERT
from hub.organisations.acting import MemberRequest, member_required


@require_GET
@member_required
def export(request: MemberRequest, document_id: UUID, format_name: str) -> HttpResponse:
    """The file, for everybody who may read the document; the log says who took it."""
    document = document_for(request, document_id)
    if format_name not in FORMATS:
        raise Http404
    kind = FORMATS[format_name]
    try:
        made = exported(document, format_name, reader=request.member)
    except (Broken, RefusedByWorker):
        flashes.error(request, _("この文書は書き出せませんでした。大きすぎる可能性があります。"))
        return redirect("documents:document", document_id)
    log(document, DocumentEvent.Kind.EXPORTED, by=request.member, detail=str(kind.label))
    return sent(made, document.title, kind)


def sent(made: bytes, name: str, kind: Format) -> HttpResponse:
    """A file to take along; no browser runs anything in it."""
    response = HttpResponse(made, content_type=kind.content_type)
    full = content_disposition_header(True, f"{name}.{kind.ending}")
    response["Content-Disposition"] = full or "attachment"
    for header, value in INERT.items():
        response[header] = value
    return response
