"""Periodic jobs of the hub itself."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from hub.models import Pulse


@shared_task  # type: ignore[untyped-decorator]
def tick() -> None:
    """Leave a pulse: `/readyz` shows jobs as down when it is older than a minute."""
    Pulse.objects.update_or_create(name="jobs", defaults={"at": timezone.now()})


@shared_task  # type: ignore[untyped-decorator]
def clear_expired_sessions() -> None:
    call_command("clearsessions")
