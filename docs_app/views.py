"""The page of one document."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from docs_app.actions.logging import visit
from docs_app.exporting import FORMATS
from docs_app.models import Document
from docs_app.roles import Role
from docs_app.shelves import dressed
from hub.offline.shared import is_shared
from hub.organisations.acting import MemberRequest, member_required
from hub.security_headers import framed_by_us


def keeps(request: MemberRequest, shown: Document) -> bool:
    """Whether the browser may keep a copy: both organisations agree, the device is one person's."""
    agreed = shown.organisation.keeps_documents and request.member.organisation.keeps_documents
    return agreed and not is_shared(request)


@require_GET
@member_required
def document(request: MemberRequest, document_id: UUID) -> HttpResponse:
    """The editor; with `?beside=1` without the header, for the frame beside a room."""
    found = dressed(Document.objects.readable_by(request.member), request.member)
    shown = found.filter(pk=document_id).first()
    if shown is None:
        raise Http404
    visit(member=request.member, document=shown)
    role = Role(shown.role)  # type: ignore[attr-defined]
    beside = request.GET.get("beside") == "1"
    context = {
        "document": shown,
        "role": role,
        "may_edit": role >= Role.EDITOR,
        "owning": role >= Role.OWNER,
        "access_count": shown.accesses.current().count(),
        "beside": beside,
        "keeps": keeps(request, shown),
        "export_formats": FORMATS.items(),
    }
    response = render(request, "documents/document.html", context)
    if context["keeps"]:
        response.headers["Device-Keep"] = "1"
    return framed_by_us(response) if beside else response
