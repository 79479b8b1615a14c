"""What stands on a document's cover, its log, and what is done with it as a whole."""

from typing import Any
from uuid import UUID

from django.contrib import messages as flashes
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from docs_app import copying
from docs_app.actions import folders, marks, trash
from docs_app.actions.documents import change_document
from docs_app.forms import AboutForm, MoveForm
from docs_app.log_words import words_of
from docs_app.models import Document, DocumentEvent, Folder
from docs_app.places import place_of_folder
from docs_app.querysets import was_granted
from docs_app.roles import Role
from docs_app.shelves import dressed
from hub.attempts import attempt, flash_errors
from hub.eras import era_date
from hub.errors import problem_of
from hub.organisations.acting import MemberRequest, member_required

LOG_PAGE = 50


def document_for(request: MemberRequest, document_id: UUID) -> Any:
    rows = dressed(Document.objects.readable_by(request.member), request.member)
    return get_object_or_404(rows.select_related("created_by"), pk=document_id)


@member_required
def about(request: MemberRequest, document_id: UUID) -> HttpResponse:
    """Title, number, retention class; the log for who was granted to edit: it names others."""
    document = document_for(request, document_id)
    editing = document.role >= Role.EDITOR
    given = request.POST if request.method == "POST" and editing else None
    form = AboutForm(given, instance=Document.objects.get(pk=document.pk))
    if given is not None and form.is_valid():
        values = {"member": request.member, "document_id": document_id, **form.cleaned_data}
        if attempt(form, lambda: change_document(**values)) is not None:
            flashes.success(request, _("保存しました。"))
            return redirect("documents:about", document_id)
    context = {
        "document": document,
        "form": form,
        "editing": editing,
        "owning": document.role >= Role.OWNER,
        "role_label": Role(document.role).label,
        "move_form": MoveForm(request.member, initial={"folder": document.folder_id}),
        "place": place_of_folder(document.folder) if document.in_sight else None,
        **(log_of(request, document) if editing and was_granted(request.member, document) else {}),
    }
    return render(request, "documents/about.html", context, status=422 if form.errors else 200)


@require_POST
@member_required
def rename(request: MemberRequest, document_id: UUID) -> JsonResponse:
    """The title alone, where it stands above the text; the answer is how it is written now."""
    title = request.POST.get("title", "")
    try:
        changed = change_document(member=request.member, document_id=document_id, title=title)
    except (ValidationError, ObjectDoesNotExist) as error:
        status = 422 if isinstance(error, ValidationError) else 404
        return JsonResponse(problem_of(error)._asdict(), status=status)
    return JsonResponse({"title": changed.title})


def log_of(request: MemberRequest, document: Document) -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    events = document.events.select_related("member__organisation")
    if kind in DocumentEvent.Kind.values:
        events = events.filter(kind=kind)
    page = Paginator(events, LOG_PAGE).get_page(request.GET.get("page"))
    lines = [(event, words_of(event)) for event in page]
    return {"lines": lines, "page": page, "kind": kind, "kinds": DocumentEvent.Kind.choices}


@require_POST
@member_required
def star(request: MemberRequest, document_id: UUID) -> HttpResponse:
    """By script as JSON; a plain form comes back to where the star stood."""
    on = request.POST.get("on") == "1"
    marks.star_document(member=request.member, document_id=document_id, on=on)
    if "json" in request.headers.get("Accept", ""):
        return JsonResponse({"on": on})
    return redirect("documents:about", document_id)


@require_POST
@member_required
def duplicate(request: MemberRequest, document_id: UUID) -> HttpResponse:
    copy = copying.duplicate_document(by=request.member, document_id=document_id)
    flashes.success(request, _("複製しました。"))
    return redirect("documents:document", copy.pk)


@require_POST
@member_required
def move(request: MemberRequest, document_id: UUID) -> HttpResponse:
    document_for(request, document_id)
    form = MoveForm(request.member, request.POST)
    if not form.is_valid():
        raise Folder.DoesNotExist
    to = form.cleaned_data["folder"]

    def act() -> Document:
        return folders.move_document(
            by=request.member, document_id=document_id, folder_id=to.pk if to else None
        )

    flash_errors(request, act, _("移動しました。"))
    return redirect("documents:about", document_id)


@require_POST
@member_required
def save_template(request: MemberRequest, document_id: UUID) -> HttpResponse:
    document_for(request, document_id)
    name = request.POST.get("name", "")
    flash_errors(
        request,
        lambda: copying.save_template(by=request.member, document_id=document_id, name=name),
        _("テンプレートとして保存しました。"),
    )
    return redirect("documents:about", document_id)


@require_POST
@member_required
def trash_document(request: MemberRequest, document_id: UUID) -> HttpResponse:
    document = trash.trash_document(by=request.member, document_id=document_id)
    last_day = trash.kept_until(document)
    if last_day is None:
        text = _("ごみ箱に入れました。いつでも元に戻せます。")
    else:
        day = {"day": era_date(last_day)}
        text = _("ごみ箱に入れました。%(day)sまで元に戻せます。") % day
    flashes.success(request, text)
    return redirect("documents:library")


@require_POST
@member_required
def recover(request: MemberRequest, document_id: UUID) -> HttpResponse:
    trash.recover_document(by=request.member, document_id=document_id)
    flashes.success(request, _("元に戻しました。"))
    return redirect("documents:document", document_id)
