"""Answering: cards, answers, taking one back, and what a device demonstrably showed."""

import json
from uuid import UUID

from django.contrib import messages as flashes
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hub.identity.devices import device_of
from hub.ids import ids_of
from hub.obligations.actions.answering import answer_obligation, withdraw_answer
from hub.obligations.actions.seeing import mark_seen
from hub.obligations.cards import cards_by_obligation, cards_of
from hub.obligations.mine import alarms_of, mine_of
from hub.obligations.models import Answer, Branch, Obligation
from hub.obligations.ports import carriers_of
from hub.organisations.acting import MemberRequest, member_required

CARDS = 30  # obligations of one request
SEEN = 100  # branches of one report
ROUTES = {Answer.Route.BROWSER, Answer.Route.CHAT}


@never_cache
@require_GET
@member_required
def mine(request: MemberRequest) -> HttpResponse:
    """Own obligations: a page, or with X-Part the section that renews itself."""
    part = request.headers.get("X-Part") == "1"
    page = "obligations/_mine.html" if part else "obligations/mine.html"
    return render(request, page, mine_of(request.member))


@never_cache
@require_GET
@member_required
def alarm(request: MemberRequest) -> HttpResponse:
    """Urgent calls nobody has answered; empty when all is quiet."""
    return render(request, "obligations/_alarms.html", {"branches": alarms_of(request.member)})


@never_cache
@require_GET
@member_required
def cards(request: MemberRequest) -> JsonResponse:
    """{obligation id: HTML} for what the member is asked or tracks; "" for anything else."""
    ids = ids_of(request.GET.getlist("id")[:CARDS])
    tracked = {
        each.pk: each
        for each in Obligation.objects.tracked_by(request.member).opened().filter(pk__in=ids)
        .with_counts()
    }  # fmt: skip
    own = cards_by_obligation(request.member, ids)
    route = request.GET.get("route", "")
    return JsonResponse(
        {
            str(key): render_to_string(
                "obligations/_cards.html",
                {"cards": own.get(key, []), "tracked": tracked.get(key), "route": route},
                request,
            ).strip()
            for key in ids
        }
    )


@never_cache
@require_GET
@member_required
def asked(request: MemberRequest, obligation_id: UUID) -> HttpResponse:
    """A page for who is asked, when what carries the obligation is out of reach."""
    found = cards_by_obligation(request.member, [obligation_id]).get(obligation_id)
    if not found:
        raise Http404
    carrier = carriers_of([obligation_id], request.member).get(obligation_id)
    context = {"cards": found, "obligation": found[0].obligation, "carrier": carrier}
    return render(request, "obligations/asked.html", context)


@never_cache
@require_GET
@member_required
def card(request: MemberRequest, branch_id: int) -> HttpResponse:
    return HttpResponse(card_html(request, branch_id, request.GET.get("route", "")))


@require_POST
@member_required
def answer(request: MemberRequest, branch_id: int) -> HttpResponse:
    if not Branch.objects.asked_of(request.member).filter(pk=branch_id).exists():
        raise Http404
    route = request.POST.get("route", "")
    try:
        answer_obligation(
            by=request.member,
            branch_id=branch_id,
            client_id=client_id_of(request),
            choice=request.POST.get("choice", "")[:20],
            words=request.POST.get("words", ""),
            route=route if route in ROUTES else Answer.Route.BROWSER,
            device=device_of(request.headers.get("User-Agent", "")),
        )
    except Branch.DoesNotExist:  # asked no more
        raise Http404 from None
    except ValidationError as error:
        return refused(request, error, branch_id)
    return done(request, branch_id, _("回答を記録しました。"))


@require_POST
@member_required
def withdraw(request: MemberRequest, answer_id: int) -> HttpResponse:
    try:
        branch = withdraw_answer(by=request.member, answer_id=answer_id)
    except Answer.DoesNotExist:
        raise Http404 from None
    except ValidationError as error:
        return refused(request, error)
    return done(request, branch.pk, _("回答を取り消しました。"))


@require_POST
@member_required
def seen(request: MemberRequest) -> HttpResponse:
    """{"branches": [...], "displayed": bool}: this device has them, or showed them for 2 s."""
    try:
        told = json.loads(request.body)
        branches, displayed = told["branches"], told["displayed"] is True
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"code": "invalid"}, status=400)
    if not isinstance(branches, list):
        return JsonResponse({"code": "invalid"}, status=400)
    branches = [key for key in branches[:SEEN] if type(key) is int and 0 < key < 2**63]
    mark_seen(member=request.member, branch_ids=branches, displayed=displayed)
    return HttpResponse(status=204)


def client_id_of(request: MemberRequest) -> UUID:
    found = next(iter(ids_of([request.POST.get("client_id", "")])), None)
    if found is None:
        raise ValidationError(_("送信できませんでした。ページを開き直してください。"))
    return found


def card_html(request: MemberRequest, branch_id: int, route: str) -> str:
    """Raises Http404 when the member is not asked."""
    found = cards_of(request.member, Branch.objects.filter(pk=branch_id))
    if not found:
        raise Http404
    context = {
        "card": found[0],
        "route": route if route in ROUTES else "",
        "plain": "plain" in request.GET,
    }
    return render_to_string("obligations/_card.html", context, request)


def wants_json(request: MemberRequest) -> bool:
    return "json" in request.headers.get("Accept", "")


def done(request: MemberRequest, branch_id: int, text: str) -> HttpResponse:
    """The new card for a script, the page where one came from for a plain form."""
    if wants_json(request):
        return JsonResponse({"message": text})
    flashes.success(request, text)
    return back(request, branch_id)


def refused(
    request: MemberRequest, error: ValidationError, branch_id: int | None = None
) -> HttpResponse:
    if wants_json(request):
        field = next(iter(error.message_dict)) if hasattr(error, "error_dict") else ""
        problem = {"code": "invalid", "message": error.messages[0], "field": field}
        return JsonResponse(problem, status=422)
    flashes.error(request, error.messages[0])
    return back(request, branch_id)


def back(request: MemberRequest, branch_id: int | None) -> HttpResponse:
    target = request.POST.get("next", "")
    hosts = {request.get_host()}
    if target and url_has_allowed_host_and_scheme(target, hosts, request.is_secure()):
        return redirect(target)
    branch = None
    if branch_id is not None:
        branch = Branch.objects.asked_of(request.member).filter(pk=branch_id).first()
    if branch is None:
        return redirect("home")
    return redirect("obligations:asked", branch.obligation_id)
