"""Tracking: the list of what one asked, the live board, ringing again, closing."""

from typing import Any
from uuid import UUID

from django.contrib import messages as flashes
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hub.attempts import flash_errors
from hub.obligations.actions.opening import close_obligation
from hub.obligations.actions.ringing import ring_again
from hub.obligations.answer_views import refused, wants_json
from hub.obligations.models import Branch, Obligation
from hub.obligations.ports import carriers_of
from hub.obligations.tracking import board_of, filters_of
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Organisation

PAGE = 30
MOST = 1000  # branches of one request


def tracked_or_404(request: MemberRequest, obligation_id: UUID) -> Obligation:
    rows = Obligation.objects.tracked_by(request.member).opened()
    found = rows.select_related("author__organisation", "section").filter(pk=obligation_id)
    obligation = found.first()
    if obligation is None:
        raise Http404
    return obligation


@require_GET
@member_required
def tracked(request: MemberRequest) -> HttpResponse:
    """What the member may track: running ones first, then the closed."""
    state = "closed" if request.GET.get("state") == "closed" else "running"
    whose = "all" if request.GET.get("whose") == "all" else "mine"
    rows = Obligation.objects.tracked_by(request.member).opened()
    rows = rows.exclude(closed_at=None) if state == "closed" else rows.filter(closed_at=None)
    if whose == "mine":
        rows = rows.filter(author=request.member)
    rows = rows.with_counts().select_related("author", "section").order_by("-opened_at")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    carriers = carriers_of([each.pk for each in page], request.member)
    context = {"page": page, "state": state, "whose": whose, "carriers": carriers}
    return render(request, "obligations/tracked.html", context)


@never_cache
@require_GET
@member_required
def tracking(request: MemberRequest, obligation_id: UUID) -> HttpResponse:
    obligation = tracked_or_404(request, obligation_id)
    context: dict[str, Any] = board_of(obligation, filters_of(request.GET), request.member)
    context["carrier"] = carriers_of([obligation_id], request.member).get(obligation_id)
    context["kinds"] = Organisation.Kind.choices
    context["waves"] = (
        obligation.waves.annotate(n=Count("branches")).prefetch_related("ladder").order_by("pk")
    )
    return render(request, "obligations/tracking.html", context)


@never_cache
@require_GET
@member_required
def rows(request: MemberRequest, obligation_id: UUID) -> HttpResponse:
    """The live part of the page alone, for the same filters."""
    obligation = tracked_or_404(request, obligation_id)
    context = board_of(obligation, filters_of(request.GET), request.member)
    return render(request, "obligations/_board.html", context)


@require_POST
@member_required
def again(request: MemberRequest, obligation_id: UUID) -> HttpResponse:
    """Ring the chosen branches once more; with `everyone` all that are open."""
    obligation = tracked_or_404(request, obligation_id)
    chosen = [key for key in request.POST.getlist("branch")[:MOST] if is_key(key)]
    branches = obligation.branches.filter(state=Branch.State.OPEN)
    if "everyone" not in request.POST:
        branches = branches.filter(pk__in=chosen)
    try:
        reached = ring_again(
            by=request.member,
            obligation_id=obligation_id,
            branch_ids=list(branches.values_list("pk", flat=True)),
        )
    except ValidationError as error:
        return answered(request, obligation_id, error)
    text = ngettext(
        "%(n)d人をもう一度呼び出しました。", "%(n)d人をもう一度呼び出しました。", reached
    )
    return answered(request, obligation_id, text % {"n": reached})


@require_POST
@member_required
def close(request: MemberRequest, obligation_id: UUID) -> HttpResponse:
    tracked_or_404(request, obligation_id)
    flash_errors(
        request,
        lambda: close_obligation(by=request.member, obligation_id=obligation_id),
        _("回答の受付を終了しました。"),
    )
    return redirect("obligations:tracking", obligation_id)


def is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def answered(
    request: MemberRequest, obligation_id: UUID, outcome: str | ValidationError
) -> HttpResponse:
    """For a script words alone: it fetches the board anew."""
    if wants_json(request):
        if isinstance(outcome, ValidationError):
            return refused(request, outcome)
        return JsonResponse({"message": outcome})
    if isinstance(outcome, ValidationError):
        flashes.error(request, outcome.messages[0])
    else:
        flashes.success(request, outcome)
    return redirect("obligations:tracking", obligation_id)
