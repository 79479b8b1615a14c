"""The library: shelves, folders of places, search, new documents."""

from typing import Any
from uuid import UUID

from django.contrib import messages as flashes
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from docs_app import places, shelves, starters
from docs_app.actions import folders, templates
from docs_app.actions.documents import check_may_begin
from docs_app.actions.trash import kept_until
from docs_app.forms import NewDocumentForm, SearchForm
from docs_app.models import DocumentTemplate, Folder
from docs_app.querysets import DocumentQuerySet
from docs_app.search import find_documents, hits_of
from hub.attempts import attempt, flash_errors
from hub.organisations.acting import MemberRequest, member_required

PAGE = 30


def shown(
    request: MemberRequest, documents: DocumentQuerySet, context: dict[str, Any]
) -> HttpResponse:
    """The library with one page of `documents` in it."""
    dressed = shelves.dressed(documents, request.member)
    page = Paginator(dressed, PAGE).get_page(request.GET.get("page"))
    own, rooms = shelves.furnished_places(request.member)
    context = {
        "page": page,
        "shelves": [(key, label, icon) for key, (label, icon, _read) in shelves.SHELVES.items()],
        "places": own,
        "empty_rooms": rooms,
        **context,
    }
    return render(request, "documents/library.html", context)


@require_GET
@member_required
def shelf(request: MemberRequest, name: str) -> HttpResponse:
    label, icon, read = shelves.SHELVES[name]
    context = {"shelf": name, "heading": label, "shelf_icon": icon}
    return shown(request, read(request.member), context)


@require_GET
@member_required
def trash(request: MemberRequest) -> HttpResponse:
    documents = shelves.dressed(shelves.trashed(request.member), request.member)
    page = Paginator(documents, PAGE).get_page(request.GET.get("page"))
    context = {
        "shelf": "trash",
        "heading": shelves.SHELVES["trash"][0],
        "trashed": [(each, kept_until(each)) for each in page],
    }
    return shown(request, shelves.trashed(request.member), context)


@require_GET
@member_required
def place(request: MemberRequest, kind: str, place_id: UUID) -> HttpResponse:
    """The folders of a place, and documents everybody there has a role for."""
    found = places.place_of(request.member, f"{kind}:{place_id}")
    roots = Folder.objects.visible_to(request.member).filter(parent=None, **found.column)
    context = {"heading": found.name, "place": found, "folders": roots}
    return shown(request, shelves.in_place(request.member, found), context)


@require_GET
@member_required
def folder(request: MemberRequest, folder_id: UUID) -> HttpResponse:
    seen = Folder.objects.visible_to(request.member).select_related(
        "organisation", "section__organisation", "room__organisation", "parent"
    )
    found = get_object_or_404(seen, pk=folder_id)
    context = {
        "heading": found.name,
        "folder": found,
        "place": places.place_of_folder(found),
        "lineage": list(reversed(found.lineage()))[:-1],
        "folders": found.children.all(),
    }
    return shown(request, shelves.in_folder(request.member, found), context)


@require_POST
@member_required
def new_folder(request: MemberRequest) -> HttpResponse:
    """In the place or the folder the form names; leads to the new one."""
    parent = request.POST.get("parent")
    try:
        made = folders.create_folder(
            by=request.member,
            name=request.POST.get("name", ""),
            place=request.POST.get("place", ""),
            parent_id=UUID(parent) if parent else None,
        )
    except ValueError:
        raise Folder.DoesNotExist from None
    except ValidationError as error:
        flashes.error(request, error.messages[0])
        return redirect(back_to(request))
    return redirect("documents:folder", made.pk)


def back_to(request: MemberRequest) -> str:
    parent = request.POST.get("parent")
    if parent:
        return f"/documents/folders/{UUID(parent)}/"
    kind, _separator, key = request.POST.get("place", "").partition(":")
    return f"/documents/places/{kind}/{UUID(key)}/"


@require_POST
@member_required
def rename_folder(request: MemberRequest, folder_id: UUID) -> HttpResponse:
    name = request.POST.get("name", "")
    flash_errors(
        request,
        lambda: folders.rename_folder(by=request.member, folder_id=folder_id, name=name),
        _("フォルダー名を変更しました。"),
    )
    return redirect("documents:folder", folder_id)


@require_POST
@member_required
def delete_folder(request: MemberRequest, folder_id: UUID) -> HttpResponse:
    try:
        gone = folders.delete_folder(by=request.member, folder_id=folder_id)
    except ValidationError as error:
        flashes.error(request, error.messages[0])
        return redirect("documents:folder", folder_id)
    flashes.success(request, _("フォルダーを削除しました。"))
    if gone.parent_id:
        return redirect("documents:folder", gone.parent_id)
    above = places.place_of_folder(gone)
    return redirect("documents:place", above.kind, above.row.pk)


@require_GET
@member_required
def search(request: MemberRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    filtering = bool(request.GET.get("since") or request.GET.get("until"))
    context: dict[str, Any] = {"form": form, "filtering": filtering, "asked": False}
    if form.is_valid() and form.asks:
        found = find_documents(request.member, form.terms, **form.days)
        documents = shelves.dressed(found, request.member)
        page = Paginator(documents, PAGE).get_page(request.GET.get("page"))
        context |= {"asked": True, "page": page, "hits": hits_of(list(page), form.terms)}
    return render(request, "documents/search.html", context)


@member_required
def create(request: MemberRequest) -> HttpResponse:
    """Choose a template, a title and a folder; then straight into the document."""
    check_may_begin(request.member)
    given = request.POST if request.method == "POST" else None
    initial = {"folder": request.GET.get("folder"), "template": request.GET.get("template", "")}
    form = NewDocumentForm(request.member, given, initial=initial)
    if given is not None and form.is_valid():
        made = attempt(form, lambda: begun(request, form.cleaned_data))
        if made is not None:
            # The editor takes up the caret there.
            return redirect(reverse("documents:document", args=[made.pk]) + "#write")
    own = DocumentTemplate.objects.filter(organisation=request.member.organisation)
    context = {
        "form": form,
        "chosen": form["template"].value() or "",
        "starters": starters.STARTERS.values(),
        "own_templates": own.select_related("created_by").defer("state"),
    }
    return render(request, "documents/create.html", context, status=422 if form.errors else 200)


def begun(request: MemberRequest, given: dict[str, Any]) -> Any:
    return templates.begin_document(
        author=request.member,
        title=given["title"],
        template=given["template"],
        folder_id=given["folder"].pk if given["folder"] else None,
    )


@require_POST
@member_required
def delete_template(request: MemberRequest, template_id: UUID) -> HttpResponse:
    flash_errors(
        request,
        lambda: templates.delete_template(by=request.member, template_id=template_id),
        _("テンプレートを削除しました。"),
    )
    return redirect("documents:create")
