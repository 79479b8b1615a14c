"""Steps that are due. Called by the job runner every few seconds."""

from datetime import timedelta

from hub.obligations.actions.ringing import ring_step
from hub.obligations.models import Step
from hub.promises import keep_due

# A worker that died gives its step back soon: a ladder must not wait for the usual lease.
LEASE = timedelta(seconds=20)


def keep_steps() -> None:
    keep_due(Step.objects.all(), lambda step: ring_step(step=step), lease=LEASE)
