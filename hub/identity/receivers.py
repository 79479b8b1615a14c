"""What Django and allauth tell us about sign-ins, handed to the actions."""

from typing import Any

from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from hub.identity.actions import end_live_session, end_sessions
from hub.identity.models import User


def session_deleted(*, instance: Session, **_signal: Any) -> None:
    """However a sign-in ends, its session's row is deleted."""
    if instance.expire_date > timezone.now():
        end_live_session(session_key=instance.session_key)


def password_changed(*, request: HttpRequest, user: User, **_signal: Any) -> None:
    """Whoever knew the old password is out; the browser that changed it stays."""
    end_sessions(user=user, keep=request.session.session_key)
