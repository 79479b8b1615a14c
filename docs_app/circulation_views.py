"""回覧: begin one, see how far it has come, answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages as flashes
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from docs_app.about_views import document_for
from docs_app.actions import circulation as actions
from docs_app.actions.revisions import render_revision
from docs_app.bounded import Broken, RefusedByWorker
from docs_app.forms import CirculationForm
from docs_app.models import Circulation, CirculationStep, Revision
from docs_app.querysets import readers_known_to
from docs_app.roles import Role
from hub.attempts import attempt, flash_errors
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Member

SHOWN = 100


@require_GET
@member_required
def circulations(request: MemberRequest) -> HttpResponse:
    """What waits for the member, and what they have answered or begun."""
    seen = Circulation.objects.visible_to(request.member)
    rows = seen.select_related("revision__document", "created_by__organisation")
    rows = rows.prefetch_related("steps")
    waiting = Circulation.objects.waiting_for(request.member).values("pk")
    context = {
        "waiting": rows.filter(pk__in=waiting)[:SHOWN],
        "others": rows.exclude(pk__in=waiting)[:SHOWN],
    }
    return render(request, "documents/circulations.html", context)


@require_GET
@member_required
def circulation(request: MemberRequest, circulation_id: UUID) -> HttpResponse:
    seen = Circulation.objects.visible_to(request.member)
    rows = seen.select_related("revision__document__organisation", "created_by__organisation")
    shown = get_object_or_404(rows, pk=circulation_id)
    steps = shown.steps.select_related("member__organisation", "member__section")
    own = steps.filter(member=request.member, state=CirculationStep.State.ASKED).first()
    over = shown.finished_at is not None or shown.cancelled_at is not None
    context = {
        "circulation": shown,
        "steps": steps,
        "asked": own if not over else None,
        "mine": shown.created_by_id == request.member.pk,
        "in_order": shown.order == Circulation.Order.SEQUENTIAL,
        "next": next_of(shown.revision),
        "over": over,
        "html": html_of(shown.revision, request.member),
    }
    return render(request, "documents/circulation.html", context)


def next_of(revision: Revision) -> Revision | None:
    """The newest final revision behind this one: what may go round after a return."""
    later = revision.document.revisions.filter(number__gt=revision.number).defer("state", "html")
    return later.exclude(frozen_at=None).order_by("-number").first()


def html_of(revision: Revision, reader: Member) -> str | None:
    try:
        return render_revision(revision, reader)
    except (Broken, RefusedByWorker):
        return None


@member_required
def begin(request: MemberRequest, document_id: UUID, revision_id: UUID) -> HttpResponse:
    document = document_for(request, document_id)
    revision = get_object_or_404(document.revisions.defer("state", "html"), pk=revision_id)
    if document.role < Role.EDITOR or revision.frozen_at is None:
        flashes.error(request, _("確定した版だけを回覧できます。"))
        return redirect("documents:history", document_id)
    readers = readers_known_to(request.member, document).exclude(pk=request.member.pk)
    people = list(readers.with_organisation().order_by("organisation__reading", "reading"))
    again = Circulation.objects.returned_to(request.member).filter(revision__document=document)
    returned = again.first()
    if request.method == "POST" and "arrange" not in request.POST:
        form = CirculationForm(people, request.POST)
    else:
        form = CirculationForm(people, initial=begun_with(request.POST, returned))
    if form.is_valid():

        def act() -> Circulation:
            return actions.circulate(
                member=request.member, revision_id=revision.pk, **form.cleaned_data
            )

        if begun := attempt(form, act):
            flashes.success(request, _("回覧を始めました。"))
            return redirect("documents:circulation", begun.pk)
    context = {"document": document, "revision": revision, "form": form, "returned": returned}
    return render(request, "documents/circulate.html", context)


def begun_with(data: QueryDict, returned: Circulation | None) -> dict[str, Any]:
    """What the form shows first: as it was arranged without scripts, else as it went before."""
    if data:
        people = moved(data.getlist("people"), data.get("arrange", ""))
        return {**data.dict(), "people": people}
    if returned is None:
        return {}
    people = [str(each) for each in returned.steps.values_list("member_id", flat=True)]
    return {"order": returned.order, "people": people}


def moved(people: list[str], wish: str) -> list[str]:
    """The people with one of them a place further: `up:<id>`, `down:<id>`."""
    way, _colon, who = wish.partition(":")
    if who not in people:
        return people
    at = people.index(who)
    to = max(at - 1, 0) if way == "up" else at + 1
    rest = [each for each in people if each != who]
    return [*rest[:to], who, *rest[to:]]


def answered(
    request: MemberRequest, circulation_id: UUID, act: Callable[[], Any], done: str
) -> HttpResponse:
    get_object_or_404(Circulation.objects.visible_to(request.member), pk=circulation_id)
    flash_errors(request, act, done)
    return redirect("documents:circulation", circulation_id)


@require_POST
@member_required
def confirm(request: MemberRequest, circulation_id: UUID) -> HttpResponse:
    def act() -> None:
        actions.confirm(member=request.member, circulation_id=circulation_id)

    return answered(request, circulation_id, act, _("確認を記録しました。"))


@require_POST
@member_required
def return_it(request: MemberRequest, circulation_id: UUID) -> HttpResponse:
    def act() -> None:
        reason = request.POST.get("reason", "")
        actions.return_it(member=request.member, circulation_id=circulation_id, reason=reason)

    return answered(request, circulation_id, act, _("差し戻しました。"))


@require_POST
@member_required
def cancel(request: MemberRequest, circulation_id: UUID) -> HttpResponse:
    def act() -> None:
        actions.cancel(member=request.member, circulation_id=circulation_id)

    return answered(request, circulation_id, act, _("回覧を取りやめました。"))
