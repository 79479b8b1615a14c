"""What ending a sign-in means for the live connections made with it."""

from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from hub.realtime import publish
from hub.realtime.groups import session_group
from hub.realtime.protocol import CloseCode, SessionEnded


@transaction.atomic
def end_live_session(*, session_key: str) -> None:
    """Cut the live connections of one browser once this transaction commits."""
    publish(session_group(session_key), SessionEnded, closes=CloseCode.UNAUTHENTICATED)


def session_deleted(*, instance: Session, **_signal: Any) -> None:
    """Sign-out, a new password and "sign out elsewhere" all delete the session's row."""
    if instance.expire_date > timezone.now():
        end_live_session(session_key=instance.session_key)
