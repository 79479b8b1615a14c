"""Who calls: a bearer token (RFC 6750) and the scopes it has.

Cookies are not looked at, so no other site can make a browser call.
"""

from datetime import timedelta
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from api.models import AccessToken
from api.scopes import Scope
from api.tokens import hash_of, is_well_formed
from hub.errors import RateLimited
from hub.identity.second_factor import second_factor_missing
from hub.organisations.acting import MemberRequest
from hub.organisations.models import Member
from hub.realtime.limits import Buckets

PER_SECOND = 4.0  # 240 a minute
BURST = 60.0
USED_EVERY = timedelta(minutes=1)
calls = Buckets(PER_SECOND, BURST)


class Bearer(HttpBearer):
    """Lets a token with `scope` in; the request then acts as its member."""

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        row = found(token)
        wait = calls.take(row.pk)
        if wait:
            raise RateLimited(wait)
        if self.scope is not None and self.scope.value not in row.scopes:
            text = _("このトークンには %(scope)s の権限がありません。")
            raise PermissionDenied(text % {"scope": self.scope.value})
        cast(MemberRequest, request).member = row.member
        return row


def found(token: str) -> AccessToken:
    """The usable token. Raises AuthenticationError, the same for every reason."""
    if not is_well_formed(token):
        raise AuthenticationError
    usable = AccessToken.objects.usable().select_related(
        "member", "member__organisation", "member__section", "member__user"
    )
    row = usable.filter(token_hash=hash_of(token)).first()
    if row is None or not may_call(row.member):
        raise AuthenticationError
    now = timezone.now()
    if row.last_used_at is None or now - row.last_used_at > USED_EVERY:
        AccessToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return row


def may_call(member: Member) -> bool:
    """Whoever may not open a live session has no program that reads for them, either."""
    if member.role == Member.Role.BOT:
        return True
    return member.may_chat and not second_factor_missing(member.user, member)
