"""回覧: begin one, see how far it has come, answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages as flashes
from django.core.exceptions import ValidationError
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
from docs_app.querysets import readers_of
from docs_app.roles import Role
from hub.attempts import attempt, flash_errors
from hub.organisations.acting import MemberRequest, member_required

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
        "over": over,
        "html": html_of(shown.revision),
    }
    return render(request, "documents/circulation.html", context)


def html_of(revision: Revision) -> str | None:
    try:
        return render_revision(revision)
    except (Broken, RefusedByWorker):
        return None


def places_in(data: QueryDict) -> list[UUID]:
    """Who has a number, the lowest first: `place-<member id>`."""
    numbered: list[tuple[int, int, UUID]] = []
    for at, (name, value) in enumerate(data.items()):
        text = str(value).strip()
        if not name.startswith("place-") or not text:
            continue
        if not (text.isascii() and text.isdigit() and len(text) < 4):
            raise ValidationError({"people": _("順番は数字で入力してください。")})
        try:
            numbered.append((int(text), at, UUID(name.removeprefix("place-"))))
        except ValueError as error:
            raise ValidationError({"people": _("回覧先が正しくありません。")}) from error
    return [member_id for _place, _at, member_id in sorted(numbered)]


@member_required
def begin(request: MemberRequest, document_id: UUID, revision_id: UUID) -> HttpResponse:
    document = document_for(request, document_id)
    revision = get_object_or_404(document.revisions.defer("state", "html"), pk=revision_id)
    if document.role < Role.EDITOR or revision.frozen_at is None:
        flashes.error(request, _("確定した版だけを回覧できます。"))
        return redirect("documents:history", document_id)
    form = CirculationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> Circulation:
            return actions.circulate(
                member=request.member,
                revision_id=revision.pk,
                people=places_in(request.POST),
                **form.cleaned_data,
            )

        if begun := attempt(form, act):
            flashes.success(request, _("回覧を始めました。"))
            return redirect("documents:circulation", begun.pk)
    people = readers_of(document).exclude(pk=request.member.pk).with_organisation()
    rows = [
        (person, request.POST.get(f"place-{person.pk}", ""))
        for person in people.order_by("organisation__reading", "reading")
    ]
    context = {"document": document, "revision": revision, "form": form, "people": rows}
    return render(request, "documents/circulate.html", context)


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
