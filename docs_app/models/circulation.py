"""回覧: a frozen revision goes to named people, who confirm it or return it with a reason."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from docs_app.models.revisions import Revision
from docs_app.querysets import CirculationQuerySet
from hub.organisations.models import Member, Row


class Circulation(Row):
    class Order(models.TextChoices):
        SEQUENTIAL = "sequential", _("順番に回す")
        PARALLEL = "parallel", _("一斉に回す")

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="circulations")
    order = models.CharField(_("回し方"), max_length=20, choices=Order)
    note = models.TextField(_("連絡事項"), max_length=1000, blank=True)
    due_on = models.DateField(_("期限"), null=True, blank=True)
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    objects: ClassVar[CirculationQuerySet] = CirculationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("回覧")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.revision} {self.get_order_display()}"

    @property
    def confirmed(self) -> int:
        return sum(step.state == CirculationStep.State.CONFIRMED for step in self.steps.all())

    @property
    def returned(self) -> bool:
        return any(step.state == CirculationStep.State.RETURNED for step in self.steps.all())


class CirculationStep(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("順番待ち")
        ASKED = "asked", _("確認待ち")
        CONFIRMED = "confirmed", _("確認済み")
        RETURNED = "returned", _("差し戻し")

    circulation = models.ForeignKey(Circulation, models.CASCADE, related_name="steps")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    reason = models.TextField(_("理由"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("回覧先")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["circulation", "member"], name="step_member_once"),
            models.UniqueConstraint(fields=["circulation", "position"], name="step_position_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["member", "state"], name="step_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.circulation_id}: {self.member_id} {self.state}"
