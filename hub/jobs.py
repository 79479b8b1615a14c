"""Work that takes longer than a request: a row with its progress, done by the job runner."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SILENT_FOR = timedelta(minutes=1)  # then its worker is taken for dead
ATTEMPTS = 3


class Job(models.Model):
    class State(models.TextChoices):
        MAPPING = "mapping", _("列の対応")
        CHECKING = "checking", _("確認中")
        CHECKED = "checked", _("確認待ち")
        APPLYING = "applying", _("取り込み中")
        DONE = "done", _("完了")
        FAILED = "failed", _("失敗")

    state = models.CharField(_("状態"), max_length=20, choices=State, default=State.MAPPING)
    done = models.PositiveIntegerField(default=0)  # rows
    total = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)  # a worker said so lately

    class Meta:
        abstract = True

    RUNNING: ClassVar = (State.CHECKING, State.APPLYING)

    @property
    def is_running(self) -> bool:
        return self.state in self.RUNNING

    def claim(self) -> bool:
        """Whether this worker may do it: nobody else does, or whoever did is silent."""
        now = timezone.now()
        free = Q(claimed_at=None) | Q(claimed_at__lt=now - SILENT_FOR)
        rows = type(self)._default_manager.filter(free, pk=self.pk, state__in=self.RUNNING)
        return bool(rows.update(claimed_at=now, attempts=models.F("attempts") + 1))

    def advance(self, done: int) -> None:
        """Say how far it is; outside of a transaction, so that everybody sees it."""
        self.done = done
        type(self)._default_manager.filter(pk=self.pk).update(done=done, claimed_at=timezone.now())


def silent(rows: "models.QuerySet[models.Model]") -> "models.QuerySet[models.Model]":
    """Jobs nobody works on any more, or never began to."""
    waiting = Q(claimed_at=None) | Q(claimed_at__lt=timezone.now() - SILENT_FOR)
    return rows.filter(waiting, state__in=Job.RUNNING)
