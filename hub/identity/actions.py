"""Sign-ins and what ending one means for the live connections made with it."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hub.identity.models import User
from hub.realtime import publish
from hub.realtime.groups import session_group
from hub.realtime.protocol import CloseCode, SessionEnded


@transaction.atomic
def end_live_session(*, session_key: str) -> None:
    """Cut the live connections of one browser once this transaction commits."""
    publish(session_group(session_key), SessionEnded, closes=CloseCode.UNAUTHENTICATED)


@transaction.atomic
def end_session(*, user: User, session_id: int) -> None:
    """Sign one of the person's browsers out. Raises UserSession.DoesNotExist."""
    UserSession.objects.get(user=user, pk=session_id).end()


@transaction.atomic
def end_sessions(*, user: User, keep: str | None = None) -> None:
    """Sign the person out everywhere, but for the session with the key `keep`."""
    ended = UserSession.objects.filter(user=user).exclude(session_key=keep)
    keys = list(ended.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    ended.delete()


@transaction.atomic
def change_email(*, user: User, email: str) -> User:
    """Set or clear the address one may sign in with. Raises ValidationError."""
    user.email = User.objects.normalize_email(email)
    taken = User.objects.filter(email__iexact=user.email).exclude(pk=user.pk)
    if user.email and taken.exists():
        raise ValidationError({"email": _("このメールアドレスは使えません。")})
    user.save(update_fields=["email"])
    return user
