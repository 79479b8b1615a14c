"""Steps that are due. Called by the job runner every few seconds."""

from datetime import timedelta

from django.utils import timezone

from hub.obligations.actions.ringing import ring_step
from hub.obligations.models import Step
from hub.promises import keep_due

# A worker that died gives its step back soon: a ladder must not wait for the usual lease.
LEASE = timedelta(seconds=20)
LATE = timedelta(seconds=35)


def keep_steps() -> None:
    keep_due(Step.objects.all(), lambda step: ring_step(step=step), lease=LEASE)


def check_ladders() -> None:
    """Raises TimeoutError when a step of an open obligation should have been taken by now."""
    waiting = Step.objects.filter(kept_at=None, broken_at=None, due_at__lt=timezone.now() - LATE)
    if waiting.filter(wave__obligation__closed_at=None).exists():
        raise TimeoutError("A step of a ladder is late.")
