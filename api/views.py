"""Pages for people: tokens, bots, webhooks, and the API's description."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages as flashes
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from api.actions import bots, tokens, webhooks
from api.document import described
from api.forms import NameForm, OutgoingForm, TokenForm
from api.models import AccessToken, Delivery
from chat.actions.locking import hosts
from chat.models import Membership
from hub.attempts import attempt, flash_errors
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Member, Organisation

DELIVERIES_SHOWN = 20


def token_page(request: MemberRequest, member: Member, **more: Any) -> HttpResponse:
    """Tokens of oneself or of a bot, and a form for one more; a new one is shown this once."""
    form = TokenForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: tokens.create_token(by=request.member, member=member, **form.cleaned_data),
        )
    context = {
        "form": TokenForm() if made else form,
        "made": made,
        "owner": member,
        "tokens": AccessToken.objects.filter(member=member, revoked_at=None),
        "api": settings.ORIGINS[0] + reverse("api-1:api-root"),
        **more,
    }
    status = 422 if form.errors else 200
    response = render(request, "api/tokens.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@reauthentication_required  # type: ignore[untyped-decorator]
@member_required
def own_tokens(request: MemberRequest) -> HttpResponse:
    if not tokens.may_hold_tokens_of(request.member, request.member):
        raise Http404
    return token_page(request, request.member)


@require_POST
@member_required
def revoke(request: MemberRequest, token_id: UUID) -> HttpResponse:
    row = tokens.revoke_token(by=request.member, token_id=token_id)
    flashes.success(request, _("トークンを取り消しました。"))
    if row.member_id == request.member.pk:
        return redirect("integrations:tokens")
    return redirect("integrations:bot", row.member.organisation_id, row.member_id)


def administered(request: MemberRequest, organisation_id: UUID) -> Organisation:
    own = Organisation.objects.administered_by(request.member)
    found = own.filter(pk=organisation_id).first()
    if found is None:
        raise Http404
    return found


@member_required
def bot_list(request: MemberRequest, organisation_id: UUID) -> HttpResponse:
    organisation = administered(request, organisation_id)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        bot = attempt(
            form,
            lambda: bots.create_bot(by=request.member, organisation_id=organisation.id, name=name),
        )
        if bot is not None:
            flashes.success(request, _("ボットを作りました。トークンを発行してください。"))
            return redirect("integrations:bot", organisation.id, bot.id)
    context = {
        "organisation": organisation,
        "bots": bots.bots_of(organisation.id),
        "form": form,
        "tab": "bots",
    }
    return render(request, "api/bots.html", context, status=422 if form.errors else 200)


@reauthentication_required  # type: ignore[untyped-decorator]
@member_required
def bot(request: MemberRequest, organisation_id: UUID, member_id: UUID) -> HttpResponse:
    organisation = administered(request, organisation_id)
    found = next((each for each in bots.bots_of(organisation.id) if each.id == member_id), None)
    if found is None:
        raise Http404
    return token_page(request, found, organisation=organisation, tab="bots")


def hosted(request: MemberRequest, room_id: UUID) -> Membership:
    own = Membership.objects.of_member(request.member).filter(room_id=room_id)
    place = own.select_related("room", "member").first()
    if place is None or not hosts(place):
        raise Http404
    return place


@member_required
def room(request: MemberRequest, room_id: UUID) -> HttpResponse:
    """Webhooks of one room, for its hosts."""
    place = hosted(request, room_id)
    form, outgoing_form = NameForm(prefix="in"), OutgoingForm(prefix="out")
    address = ""
    if request.method == "POST" and request.POST.get("kind") == "in":
        form, address = create_incoming(request, place)
    elif request.method == "POST":
        outgoing_form = OutgoingForm(request.POST, prefix="out")
        if create_outgoing(request, place, outgoing_form):
            return redirect("integrations:room", room_id)
    context = {
        "room": place.room,
        "form": form,
        "outgoing_form": outgoing_form,
        "address": address,
        "incoming": place.room.incoming_webhooks.filter(revoked_at=None),
        "outgoing": place.room.outgoing_webhooks.filter(revoked_at=None),
        "deliveries": Delivery.objects.filter(webhook__room=place.room).select_related("webhook")[
            :DELIVERIES_SHOWN
        ],
        "allowed": bool(settings.WEBHOOK_HOSTS),
    }
    status = 422 if form.errors or outgoing_form.errors else 200
    response = render(request, "api/room.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def create_incoming(request: MemberRequest, place: Membership) -> tuple[NameForm, str]:
    """A fresh form and the address to show once; or the form with what is wrong."""
    form = NameForm(request.POST, prefix="in")
    if form.is_valid():
        name = form.cleaned_data["name"]
        made = attempt(
            form,
            lambda: webhooks.create_incoming(host=request.member, room_id=place.room_id, name=name),
        )
        if made is not None:
            path = reverse("integrations:incoming", args=[made[1]])
            return NameForm(prefix="in"), settings.ORIGINS[0] + path
    return form, ""


def create_outgoing(request: MemberRequest, place: Membership, form: OutgoingForm) -> bool:
    if not form.is_valid():
        return False
    given = form.cleaned_data
    made = attempt(
        form,
        lambda: webhooks.create_outgoing(host=request.member, room_id=place.room_id, **given),
    )
    if made is not None:
        flashes.success(request, _("送信Webhookを作りました。"))
    return made is not None


@require_POST
@member_required
def revoke_webhook(request: MemberRequest, room_id: UUID, webhook_id: UUID) -> HttpResponse:
    hosted(request, room_id)
    flash_errors(
        request,
        lambda: webhooks.revoke_webhook(
            host=request.member, room_id=room_id, webhook_id=webhook_id
        ),
        _("Webhookを取り消しました。"),
    )
    return redirect("integrations:room", room_id)


@require_POST
@member_required
def send_again(request: MemberRequest, room_id: UUID, delivery_id: UUID) -> HttpResponse:
    hosted(request, room_id)
    flash_errors(
        request,
        lambda: webhooks.send_again(host=request.member, room_id=room_id, delivery_id=delivery_id),
        _("もう一度送ります。"),
    )
    return redirect("integrations:room", room_id)


@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """The document as a page: nothing from outside, readable without a script."""
    context = {"groups": described(), "origin": settings.ORIGINS[0]}
    return render(request, "api/docs.html", context)
