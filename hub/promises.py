"""Promised work is a row with a due time; beat only ticks.

A worker claims one due row under its lock and takes a lease on it, so that several workers
and two beats share the work; a worker that dies gives the row back when the lease ends.
What is done must bear being done again: the mark follows the deed.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
FIRST_DELAY = timedelta(seconds=15)
LONGEST_DELAY = timedelta(hours=1)
PATIENCE = timedelta(days=1)
BATCH = 200

# Functions of the apps that keep their own due promises; registered in AppConfig.ready.
keepers: list[Callable[[], None]] = []


class Broken(Exception):
    """This promise can never be kept; the text tells why."""


class Promise(models.Model):
    due_at = models.DateTimeField(_("予定日時"))
    waits_until = models.DateTimeField(null=True, editable=False)  # leased, or tried in vain
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    kept_at = models.DateTimeField(null=True, editable=False)
    broken_at = models.DateTimeField(null=True, editable=False)
    problem = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(kept_at=None, broken_at=None),
                name="%(app_label)s_%(class)s_due",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.kept_at is None and self.broken_at is None


P = TypeVar("P", bound=Promise)


def claim(promises: "models.QuerySet[Any]", now: datetime, lease: timedelta = LEASE) -> Any:
    """The longest due open promise with a fresh lease, or None."""
    with transaction.atomic():
        due = promises.filter(kept_at=None, broken_at=None, due_at__lte=now)
        free = due.filter(Q(waits_until=None) | Q(waits_until__lte=now)).order_by("due_at")
        skipping = connection.features.has_select_for_update_skip_locked
        promise = free.select_for_update(skip_locked=skipping, of=("self",)).first()
        if promise is not None:
            promise.attempts += 1
            promise.waits_until = now + lease
            promise.save(update_fields=["attempts", "waits_until"])
    return promise


def keep_due(
    promises: "models.QuerySet[P]",
    keep: Callable[[P], None],
    patience: timedelta = PATIENCE,
    lease: timedelta = LEASE,
) -> int:
    """Keep every due promise of `promises` by calling `keep`; returns how many were kept.

    A failing one is tried again with growing delays until `patience` after its due time;
    `Broken` ends it at once.
    """
    kept = 0
    for _attempt in range(BATCH):
        promise = claim(promises, timezone.now(), lease)
        if promise is None:
            break
        kept += attempt_one(promise, keep, patience)
    return kept


def attempt_one(promise: P, keep: Callable[[P], None], patience: timedelta) -> bool:
    try:
        keep(promise)
    except Broken as reason:
        mark(promise, broken_at=timezone.now(), problem=str(reason)[:300])
    except Exception as error:
        logger.exception("A promise was not kept: %s %s", type(promise).__name__, promise.pk)
        now, problem = timezone.now(), f"{type(error).__name__}: {error}"[:300]
        if now > promise.due_at + patience:
            mark(promise, broken_at=now, problem=problem)
        else:
            mark(promise, waits_until=now + delay(promise.attempts), problem=problem)
    else:
        mark(promise, kept_at=timezone.now(), problem="")
        return True
    return False


def delay(attempts: int) -> timedelta:
    """15 s, 30 s, 1 min … up to an hour."""
    return min(FIRST_DELAY * int(2 ** (min(attempts, 12) - 1)), LONGEST_DELAY)


def mark(promise: Promise, **fields: Any) -> None:
    type(promise)._default_manager.filter(pk=promise.pk).update(**fields)
