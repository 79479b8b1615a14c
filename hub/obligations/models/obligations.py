"""Obligations, and a branch for each one who owes an answer."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.obligations.querysets import BranchQuerySet, ObligationQuerySet
from hub.organisations.models import Duty, Member, Organisation, Section
from hub.organisations.models.organisations import Row


class Mode(models.TextChoices):
    SEQUENTIAL = "sequential", _("順番に呼び出す")
    PARALLEL = "parallel", _("一斉に呼び出す")


class Obligation(Row):
    """Asks each of its branches for an answer by a deadline.

    `choices` is a list of {key, label, state}; `steps` the ladder as [rank, minutes] (see
    `ladders.py`). What carries it (a notice, a message) points here.
    """

    class Holding(models.TextChoices):
        PERSON = "person", _("一人ひとりが回答する")
        ORGANISATION = "organisation", _("組織ごとに誰か一人が回答する")

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("確認しましたボタン")
        CHOICE = "choice", _("選択肢から選ぶ")
        WORDS = "words", _("自由に書く")

    title = models.CharField(_("件名"), max_length=200)
    says = models.TextField(_("電話で伝える内容"), max_length=1000, blank=True)
    author = models.ForeignKey(Member, models.PROTECT, related_name="obligations")
    section = models.ForeignKey(
        Section, models.SET_NULL, null=True, blank=True, related_name="obligations"
    )
    holding = models.CharField(_("回答する人"), max_length=20, choices=Holding)
    kind = models.CharField(_("回答の方法"), max_length=20, choices=Kind)
    choices = models.JSONField(default=list, blank=True)
    urgent = models.BooleanField(_("緊急"), default=False)
    deadline = models.DateTimeField(_("回答期限"), null=True, blank=True)
    mode = models.CharField(_("呼び出し方"), max_length=20, choices=Mode, default=Mode.SEQUENTIAL)
    steps = models.JSONField(default=list)
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[ObligationQuerySet] = ObligationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("回答のお願い")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.deadline is not None and self.deadline < timezone.now()

    def choice(self, key: str) -> dict[str, Any] | None:
        return next((each for each in self.choices if each["key"] == key), None)


class Branch(models.Model):
    """Who owes one answer: a person, a duty, or an organisation of which one is enough.

    `state` repeats what the current answer says, so that counting is one query.
    """

    class State(models.TextChoices):
        OPEN = "open", _("未回答")
        CONFIRMED = "confirmed", _("確認済み")
        DONE = "done", _("対応済み")
        HELP = "help", _("応援必要")
        DECLINED = "declined", _("対応できない")

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="branches")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="branches")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="branches"
    )
    duty = models.ForeignKey(Duty, models.SET_NULL, null=True, blank=True, related_name="branches")
    duty_name = models.CharField(max_length=100, blank=True)  # stays when the duty goes
    wave = models.ForeignKey("Wave", models.PROTECT, null=True, related_name="branches")
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    answer = models.ForeignKey("Answer", models.SET_NULL, null=True, related_name="+")
    # The ladder came to its end: the sender must ring.
    ring_now_at = models.DateTimeField(null=True)

    objects: ClassVar[BranchQuerySet] = BranchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["obligation", "member"],
                condition=Q(member__isnull=False),
                name="branch_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["obligation", "duty"],
                condition=Q(duty__isnull=False),
                name="branch_once_a_duty",
            ),
            models.UniqueConstraint(
                fields=["obligation", "organisation"],
                condition=Q(member=None, duty=None, duty_name=""),
                name="branch_once_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(member=None) | Q(duty=None), name="branch_one_holder"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["obligation", "state"], name="branch_obligation_state"),
            models.Index(fields=["wave", "state"], name="branch_wave_state"),
        ]

    def __str__(self) -> str:
        return self.holder_name

    @property
    def holder_name(self) -> str:
        if self.member is not None:
            return self.member.name
        return self.duty_name or self.organisation.name

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def rings_at(self) -> datetime | None:
        """When the first ring of this branch comes, or came."""
        return self.wave.starts_at if self.wave is not None else None
