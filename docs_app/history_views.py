"""The history of a document: its revisions, any two compared, one brought back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages as flashes
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from docs_app.about_views import document_for
from docs_app.actions import revisions
from docs_app.actions.logging import log
from docs_app.bounded import Broken, RefusedByWorker
from docs_app.export_views import sent
from docs_app.exporting import FORMATS, exported_state
from docs_app.log import stored_state
from docs_app.models import Document, DocumentEvent, Revision
from docs_app.restoring import restore_revision
from docs_app.roles import Role
from hub.attempts import flash_errors
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Member

NOW = "now"
PAGE = 200  # revisions; older ones are reached by their address


def revision_of(document: Document, given: str) -> Revision | None:
    """The revision an address names; None for the document as it is now."""
    if given in {"", NOW}:
        return None
    try:
        return Revision.objects.get(document=document, pk=UUID(given))
    except (ValueError, Revision.DoesNotExist):
        raise Http404 from None


def state_of(document: Document, revision: Revision | None) -> bytes:
    return stored_state(document.pk) if revision is None else bytes(revision.state)


@require_GET
@member_required
def history(request: MemberRequest, document_id: UUID) -> HttpResponse:
    """`?shown=` a revision, `?with=` an older one to compare it with."""
    document = document_for(request, document_id)
    shown = revision_of(document, request.GET.get("shown", ""))
    compared = request.GET.get("with", "")
    older = revision_of(document, compared) if compared else None
    rows = document.revisions.select_related("author", "restored_from", "frozen_by")
    context = {
        "document": document,
        "revisions": rows.defer("state", "html")[:PAGE],
        "shown": shown,
        "older": older,
        "html": html_or_none(request.member, document, shown, older, comparing=bool(compared)),
        "comparing": bool(compared),
        "editing": document.role >= Role.EDITOR,
        "owning": document.role >= Role.OWNER,
        "formats": [(name, FORMATS[name]) for name in ("docx", "pdf")],
    }
    return render(request, "documents/history.html", context)


def html_or_none(
    reader: Member,
    document: Document,
    shown: Revision | None,
    older: Revision | None,
    *,
    comparing: bool,
) -> str | None:
    try:
        if comparing:
            before, now = state_of(document, older), state_of(document, shown)
            return revisions.compare_states(before, now, reader)
        if shown is not None:
            return revisions.render_revision(shown, reader)
        return revisions.render_state(stored_state(document.pk), reader)
    except (Broken, RefusedByWorker):
        return None


@require_GET
@member_required
def export_revision(request: MemberRequest, document_id: UUID, format_name: str) -> HttpResponse:
    """A revision, or the comparison of two, as a file."""
    document = document_for(request, document_id)
    if format_name not in FORMATS:
        raise Http404
    shown = revision_of(document, request.GET.get("shown", ""))
    compared = request.GET.get("with", "")
    older = state_of(document, revision_of(document, compared)) if compared else b""
    try:
        made = exported_state(
            document, state_of(document, shown), format_name, reader=request.member, older=older
        )
    except (Broken, RefusedByWorker):
        flashes.error(request, _("この文書は書き出せませんでした。大きすぎる可能性があります。"))
        return redirect("documents:history", document_id)
    log(document, DocumentEvent.Kind.EXPORTED, by=request.member, detail=str(shown or ""))
    ending = _("見え消し") if compared else str(shown.name if shown else "")
    name = f"{document.title}_{ending}" if ending else document.title
    return sent(made, name, FORMATS[format_name])


def acted(
    request: MemberRequest,
    document_id: UUID,
    act: Callable[[], Any],
    done: str,
    *,
    shown: UUID | None = None,
) -> HttpResponse:
    document_for(request, document_id)
    try:
        flash_errors(request, act, done)
    except (Broken, RefusedByWorker):
        flashes.error(request, _("この版は復元できませんでした。"))
    at = reverse("documents:history", args=[document_id])
    return redirect(f"{at}?shown={shown}" if shown else at)


def in_document(document_id: UUID, revision_id: UUID) -> UUID:
    if not Revision.objects.filter(pk=revision_id, document_id=document_id).exists():
        raise Http404
    return revision_id


@require_POST
@member_required
def keep(request: MemberRequest, document_id: UUID) -> HttpResponse:
    def act() -> None:
        name = request.POST.get("name", "")
        revisions.keep_revision(member=request.member, document_id=document_id, name=name)

    return acted(request, document_id, act, _("版を保存しました。"))


@require_POST
@member_required
def rename(request: MemberRequest, document_id: UUID, revision_id: UUID) -> HttpResponse:
    found, name = in_document(document_id, revision_id), request.POST.get("name", "")

    def act() -> None:
        revisions.rename_revision(member=request.member, revision_id=found, name=name)

    return acted(request, document_id, act, _("版に名前を付けました。"), shown=found)


@require_POST
@member_required
def freeze(request: MemberRequest, document_id: UUID, revision_id: UUID) -> HttpResponse:
    found = in_document(document_id, revision_id)

    def act() -> None:
        revisions.freeze_revision(member=request.member, revision_id=found)

    return acted(request, document_id, act, _("版を確定しました。"), shown=found)


@require_POST
@member_required
def restore(request: MemberRequest, document_id: UUID, revision_id: UUID) -> HttpResponse:
    found = in_document(document_id, revision_id)

    def act() -> None:
        restore_revision(member=request.member, revision_id=found)

    return acted(
        request, document_id, act, _("版を復元しました。直前の内容も版として残っています。")
    )
