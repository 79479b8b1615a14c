"""The second factor an organisation may require of everyone who acts for it."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from hub.organisations.models import Member, Organisation
from hub.organisations.querysets import MemberQuerySet

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def second_factor_missing(user: Any, member: Member) -> bool:
    """Whether the acting member must set up a second factor before anything else."""
    return (
        member.organisation.requires_second_factor
        and not Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS).exists()
    )


def without_second_factor(organisation: Organisation) -> MemberQuerySet:
    """Active members who would have to set one up if the organisation asked for it."""
    protected = Authenticator.objects.filter(type__in=SECOND_FACTORS).values("user_id")
    return Member.objects.active().filter(organisation=organisation).exclude(user__in=protected)


class SecondFactorMiddleware:
    """Leads people who lack a required second factor to the page that sets one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        member = getattr(request, "member", None)
        open_path = request.path.startswith(
            ("/accounts/", "/static/", "/i18n/", "/healthz", "/readyz")
        )
        if not open_path and member and second_factor_missing(request.user, member):
            return redirect(reverse("mfa_index"))
        return self.get_response(request)
