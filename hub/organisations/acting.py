"""Which member a signed-in person acts as, kept in the session."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from hub.organisations.models import Member

SESSION_KEY = "acting_member"
P = ParamSpec("P")


class MemberRequest(HttpRequest):
    """A request of somebody who acts as a member of an organisation."""

    member: Member


def acting_member(user: Any, session: Any) -> Member | None:
    """The member chosen in the session, else the person's first one, else None."""
    if not user.is_authenticated:
        return None
    members = Member.objects.active().filter(user_id=user.pk).with_organisation()
    chosen = session.get(SESSION_KEY)
    ordered = sorted(members, key=lambda member: (str(member.id) != chosen, member.created_at))
    return ordered[0] if ordered else None


class ActingMemberMiddleware:
    """Sets `request.member`; false for nobody. Resolved when first looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cast(Any, request).member = SimpleLazyObject(
            lambda: acting_member(request.user, request.session)
        )
        return self.get_response(request)


def member_required(
    view: Callable[Concatenate[MemberRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let only acting members in, with `request.member` a plain `Member`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        request = cast(MemberRequest, request)
        if not request.member:
            return render(request, "organisations/no_organisation.html", status=403)
        return view(request, *args, **kwargs)

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponse], guarded)
