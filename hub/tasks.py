"""Periodic jobs of the hub itself."""

import logging

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from hub import promises
from hub.models import Pulse

logger = logging.getLogger(__name__)


@shared_task  # type: ignore[untyped-decorator]
def tick() -> None:
    """Leave a pulse: `/readyz` shows jobs as down when it gets old."""
    Pulse.objects.update_or_create(name="jobs", defaults={"at": timezone.now()})


@shared_task  # type: ignore[untyped-decorator]
def clear_expired_sessions() -> None:
    call_command("clearsessions")


@shared_task  # type: ignore[untyped-decorator]
def keep_promises() -> None:
    """Every app keeps what it promised for now; one that fails does not stop the others."""
    for keeper in promises.keepers:
        try:
            keeper()
        except Exception:
            logger.exception("A keeper of promises failed.")
