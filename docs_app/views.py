"""The page of one document, and the list of documents."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from docs_app.actions.documents import create_document
from docs_app.actions.logging import visit
from docs_app.models import Document
from docs_app.roles import Role
from hub.organisations.acting import MemberRequest, member_required


@require_GET
@member_required
def library(request: MemberRequest) -> HttpResponse:
    documents = Document.objects.granted_to(request.member).standing().order_by("-edited_at")
    return render(request, "documents/library.html", {"documents": documents[:50]})


@require_GET
@member_required
def document(request: MemberRequest, document_id: UUID) -> HttpResponse:
    found = Document.objects.readable_by(request.member).with_role(request.member)
    shown = found.select_related("organisation", "folder").filter(pk=document_id).first()
    if shown is None:
        raise Http404
    visit(member=request.member, document=shown)
    role = Role(shown.role)  # type: ignore[attr-defined]
    context = {"document": shown, "role": role, "may_edit": role >= Role.EDITOR}
    return render(request, "documents/document.html", context)


@require_POST
@member_required
def create(request: MemberRequest) -> HttpResponse:
    made = create_document(author=request.member, title=request.POST.get("title", ""))
    return redirect("documents:document", made.pk)
