"""Who has access: a page, and the same content as a dialog of the document."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages as flashes
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from docs_app.actions import sharing
from docs_app.forms import GrantForm, LinkForm, RoleForm
from docs_app.models import Document, DocumentAccess
from docs_app.places import rooms_of
from docs_app.querysets import was_granted
from docs_app.roles import Role
from hub.attempts import flash_errors
from hub.errors import problem_of
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Member, Organisation, Section
from hub.search.terms import QUERY_LIMIT

CANDIDATES = 6  # of each kind


def is_part(request: HttpRequest) -> bool:
    """Asked for by a dialog, which wants the content without its frame."""
    return request.headers.get("X-Part") == "1"


def as_part(response: HttpResponse) -> HttpResponse:
    response.headers["X-Part"] = "1"
    return response


def document_for(member: Member, document_id: UUID) -> Any:
    found = Document.objects.readable_by(member).with_role(member).defer("html", "snapshot")
    return get_object_or_404(found.select_related("organisation"), pk=document_id)


def accesses_for(member: Member, document: Document) -> list[DocumentAccess]:
    """Everybody's roles for who has one; who came by a link sees whom they may know."""
    accesses = list(
        document.accesses.select_related(
            "member__organisation",
            "section__organisation",
            "organisation",
            "room__organisation",
            "granted_by",
        )
    )
    if was_granted(member, document):
        return accesses
    known = set(Organisation.objects.visible_to(member).values_list("pk", flat=True))
    return [each for each in accesses if owner_of(each).pk in known and each.room is None]


def owner_of(access: DocumentAccess) -> Organisation:
    target: Any = access.target
    return target if isinstance(target, Organisation) else target.organisation


def candidates(member: Member, query: str) -> list[tuple[str, Any]]:
    """(kind, row) of whom the words may mean."""
    people = Member.objects.visible_to(member).exclude(role=Member.Role.AUDITOR)
    people = people.exclude(role=Member.Role.BOT).matching(query).with_organisation()
    sections = Section.objects.visible_to(member).matching(query).select_related("organisation")
    organisations = Organisation.objects.visible_to(member).matching(query)
    rooms = rooms_of(member).filter(name__icontains=query)
    found: dict[str, Any] = {
        "organisation": organisations.order_by("reading"),
        "section": sections,
        "room": rooms,
        "member": people.order_by("reading"),
    }
    return [(kind, row) for kind, rows in found.items() for row in rows[:CANDIDATES]]


@require_GET
@member_required
def sharing_page(request: MemberRequest, document_id: UUID) -> HttpResponse:
    """The list of who has access; owners change it here."""
    document = document_for(request.member, document_id)
    owning = document.role >= Role.OWNER
    query = request.GET.get("q", "").strip()[:QUERY_LIMIT]
    context = {
        "document": document,
        "owning": owning,
        "access_count": document.accesses.current().count(),
        "accesses": accesses_for(request.member, document),
        "roles": Role.choices,
        "link_form": LinkForm(initial={"role": document.link_role or ""}),
        "address": request.build_absolute_uri(f"/documents/{document.pk}/"),
        "query": query,
        "candidates": candidates(request.member, query) if owning and query else [],
        "reaches_all": document.organisation.kind == Organisation.Kind.CITY_HALL,
    }
    if is_part(request):
        return as_part(render(request, "documents/_sharing.html", context))
    return render(request, "documents/sharing.html", context)


def back(document_id: UUID) -> HttpResponse:
    return redirect("documents:sharing", document_id)


@require_POST
@member_required
def grant(request: MemberRequest, document_id: UUID) -> HttpResponse:
    document_for(request.member, document_id)
    form = GrantForm(request.POST)
    if not form.is_valid():
        flashes.error(request, _("共有する相手を選んでください。"))
        return back(document_id)
    kind, target_id = form.cleaned_data["target"]

    def act() -> DocumentAccess:
        return sharing.grant_access(
            by=request.member,
            document_id=document_id,
            kind=kind,
            target_id=target_id,
            role=form.cleaned_data["role"],
            expires_on=form.cleaned_data["expires_on"],
        )

    if "json" in request.headers.get("Accept", ""):
        return as_json(act)
    flash_errors(request, act, _("共有しました。"))
    return back(document_id)


def as_json(act: Callable[[], Any]) -> HttpResponse:
    """Nothing, or what is wrong: for the list of documents beside a message."""
    try:
        act()
    except (ValidationError, ObjectDoesNotExist) as error:
        status = 422 if isinstance(error, ValidationError) else 404
        return JsonResponse(problem_of(error)._asdict(), status=status)
    return HttpResponse(status=204)


@require_POST
@member_required
def change(request: MemberRequest, document_id: UUID, access_id: UUID) -> HttpResponse:
    document_for(request.member, document_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        flashes.error(request, _("入力の形式が正しくありません。"))
        return back(document_id)
    given = form.cleaned_data

    def act() -> DocumentAccess:
        return sharing.change_access(
            by=request.member,
            document_id=document_id,
            access_id=access_id,
            role=given["role"],
            expires_on=given["expires_on"],
        )

    flash_errors(request, act, _("権限を変更しました。"))
    return back(document_id)


@require_POST
@member_required
def revoke(request: MemberRequest, document_id: UUID, access_id: UUID) -> HttpResponse:
    """Owners take back any role, everybody their own; then they may not be let in again."""
    document_for(request.member, document_id)

    def act() -> None:
        sharing.revoke_access(by=request.member, document_id=document_id, access_id=access_id)

    flash_errors(request, act, _("権限を取り消しました。"))
    readable = Document.objects.readable_by(request.member).filter(pk=document_id)
    return back(document_id) if readable.exists() else redirect("documents:library")


@require_POST
@member_required
def link(request: MemberRequest, document_id: UUID) -> HttpResponse:
    document_for(request.member, document_id)
    form = LinkForm(request.POST)
    if not form.is_valid():
        flashes.error(request, _("入力の形式が正しくありません。"))
        return back(document_id)
    role = form.cleaned_data["role"]

    def act() -> Document:
        return sharing.set_link(by=request.member, document_id=document_id, role=role)

    flash_errors(request, act, _("リンク共有を変更しました。"))
    return back(document_id)
