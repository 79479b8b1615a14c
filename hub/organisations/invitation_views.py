"""Invitations: the administrator's list, the printable card, the page that accepts."""

from uuid import UUID

import segno
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hub.attempts import attempt, flash_errors
from hub.identity.models import User
from hub.organisations.acting import SESSION_KEY, MemberRequest, member_required
from hub.organisations.actions import invitations as actions
from hub.organisations.actions.second_factors import remove_second_factors
from hub.organisations.admin_views import administered_or_404
from hub.organisations.forms import InvitationForm, JoinForm, NewPersonForm, PasswordForm
from hub.organisations.models import Invitation, Organisation

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def qr_path(url: str) -> tuple[str, int]:
    """The QR code of `url` as one SVG path, and its side in modules (ISO/IEC 18004)."""
    code = segno.make(url, error="m")
    border = 2
    rows = [list(row) for row in code.matrix_iter(border=border)]
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return path, len(rows)


def cards(
    request: MemberRequest,
    organisation: Organisation,
    made: list[tuple[Invitation, str]],
    *,
    first: bool = False,
) -> HttpResponse:
    """Shown once: links and their cards. The tokens are stored nowhere."""
    rows = []
    for invitation, token in made:
        url = request.build_absolute_uri(reverse("organisations:accept", args=[token]))
        path, size = qr_path(url)
        rows.append({"invitation": invitation, "url": url, "path": path, "size": size})
    context = {"organisation": organisation, "cards": rows, "tab": "invitations", "first": first}
    return render(request, "organisations/admin/cards.html", context)


@never_cache
@member_required
def invitations(request: MemberRequest, organisation_id: UUID) -> HttpResponse:
    organisation = administered_or_404(request, organisation_id)
    form = InvitationForm(organisation, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: actions.invite_several(
                by=request.member, organisation_id=organisation.id, **form.cleaned_data
            ),
        )
        if made is not None:
            return cards(request, organisation, made)
    rows = organisation.invitations.filter(renews=None).select_related("invited_by", "section")
    context = {
        "organisation": organisation,
        "form": form,
        "invitations": rows[:100],
        "waiting": actions.without_password(organisation).count(),
        "tab": "invitations",
    }
    status = 422 if form.errors else 200
    return render(request, "organisations/admin/invitations.html", context, status=status)


@never_cache
@require_POST
@member_required
def waiting(request: MemberRequest, organisation_id: UUID) -> HttpResponse:
    """Cards for the next people who came by an import and have no password yet."""
    organisation = administered_or_404(request, organisation_id)
    made = actions.invite_waiting(by=request.member, organisation_id=organisation.id)
    if not made:
        return redirect("organisations:invitations", organisation.id)
    return cards(request, organisation, made, first=True)


@require_POST
@member_required
def revoke(request: MemberRequest, organisation_id: UUID, invitation_id: UUID) -> HttpResponse:
    organisation = administered_or_404(request, organisation_id)
    if not organisation.invitations.filter(pk=invitation_id).exists():
        raise Http404
    flash_errors(
        request,
        lambda: actions.revoke_invitation(
            by=request.member, organisation_id=organisation.id, invitation_id=invitation_id
        ),
        _("招待を取り消しました。"),
    )
    return redirect("organisations:invitations", organisation.id)


@never_cache
@require_POST
@member_required
def renew(request: MemberRequest, organisation_id: UUID, member_id: UUID) -> HttpResponse:
    """A card with which the member chooses a new password."""
    organisation = administered_or_404(request, organisation_id)
    if not organisation.members.filter(pk=member_id).exists():
        raise Http404
    made: list[tuple[Invitation, str]] = []
    flash_errors(
        request,
        lambda: made.append(actions.invite_to_renew(by=request.member, member_id=member_id)),
        _("再設定用のカードを作成しました。"),
    )
    if not made:
        return redirect("organisations:edit-member", organisation.id, member_id)
    return cards(request, organisation, made)


@require_POST
@member_required
def unlock(request: MemberRequest, organisation_id: UUID, member_id: UUID) -> HttpResponse:
    """Remove the second factors of who lost them."""
    organisation = administered_or_404(request, organisation_id)
    if not organisation.members.filter(pk=member_id).exists():
        raise Http404
    flash_errors(
        request,
        lambda: remove_second_factors(by=request.member, member_id=member_id),
        _("2段階認証を解除しました。本人に、登録し直すよう伝えてください。"),
    )
    return redirect("organisations:edit-member", organisation.id, member_id)


@never_cache
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Join with a new sign-in, or with the one already signed in; or renew a password."""
    try:
        invitation = actions.open_invitation(token)
        if invitation.renews is not None:
            return renew_password(request, token, invitation)
        if request.user.is_authenticated:
            return join_signed_in(request, token, invitation)
        return join_new(request, token, invitation)
    except Invitation.DoesNotExist:
        return render(request, "organisations/invitation_closed.html", status=404)


def entrance(
    request: HttpRequest, invitation: Invitation, form: JoinForm | PasswordForm
) -> HttpResponse:
    context = {"invitation": invitation, "form": form}
    status = 422 if form.errors else 200
    return render(request, "organisations/accept.html", context, status=status)


def join_new(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    initial = {"name": invitation.name, "reading": invitation.reading}
    form = NewPersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        joined = attempt(form, lambda: actions.accept_as_new(token=token, **form.cleaned_data))
        if joined is not None:
            login(request, joined.user, backend=BACKEND)
            return redirect("home")
    return entrance(request, invitation, form)


def join_signed_in(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    initial = {"name": invitation.name, "reading": invitation.reading}
    form = JoinForm(request.POST or None, initial=initial)
    user = User.objects.get(username=request.user.get_username())
    if request.method == "POST" and form.is_valid():
        joined = attempt(
            form, lambda: actions.accept_as(token=token, user=user, **form.cleaned_data)
        )
        if joined is not None:
            request.session[SESSION_KEY] = str(joined.id)
            return redirect("home")
    return entrance(request, invitation, form)


def renew_password(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        renewed = attempt(
            form,
            lambda: actions.renew_password(token=token, password=form.cleaned_data["password"]),
        )
        if renewed is not None:
            return redirect("account_login")
    return entrance(request, invitation, form)
