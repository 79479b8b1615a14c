"""Duties: addresses that stay while their holders change, and the roster that says when."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.folding import FoldedField
from hub.organisations.models.organisations import Member, Organisation, Row
from hub.organisations.querysets import DutyQuerySet, MemberQuerySet, ShiftQuerySet


class Duty(Row):
    """An address that stays while its holders change: 休日当番医 受付."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="duties", verbose_name=_("組織")
    )
    name = models.CharField(_("役割名"), max_length=100)
    reading = models.CharField(_("ふりがな"), max_length=200, blank=True)
    holders = models.ManyToManyField(
        Member, related_name="duties", blank=True, verbose_name=_("担当者")
    )
    folded = FoldedField(sources=("name", "reading"))

    objects: ClassVar[DutyQuerySet] = DutyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("役割宛先")
        ordering: ClassVar = ["reading", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="duty_name_unique",
                violation_error_message=_("同じ名前の役割がすでにあります。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def present_holders(self, at: datetime | None = None) -> MemberQuerySet:
        """Who holds it at a moment (now): the fixed holders and those on shift."""
        shifts = Shift.objects.filter(duty=self).on_at(at or timezone.now())
        holders = Q(duties=self) | Q(id__in=shifts.values("member_id"))
        return Member.objects.active().filter(holders).distinct()


class Shift(Row):
    """A span in which a member holds a duty, whatever the fixed holders are."""

    class Rank(models.TextChoices):
        LEAD = "lead", _("担当")
        DEPUTY = "deputy", _("代行")

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="shifts", verbose_name=_("役割"))
    member = models.ForeignKey(
        Member, models.CASCADE, related_name="shifts", verbose_name=_("担当者")
    )
    starts_at = models.DateTimeField(_("開始"))
    ends_at = models.DateTimeField(_("終了"))
    rank = models.CharField(_("区分"), max_length=10, choices=Rank, default=Rank.LEAD)

    objects: ClassVar[ShiftQuerySet] = ShiftQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("当番")
        ordering: ClassVar = ["starts_at", "-rank", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="shift_in_order",
                violation_error_message=_("終了は開始より後の時刻にしてください。"),
            ),
            models.UniqueConstraint(
                fields=["duty", "member", "starts_at"],
                name="shift_once",
                violation_error_message=_("この人の当番は、同じ時刻からすでに登録されています。"),
            ),
        ]
        indexes: ClassVar = [
            # Whose shift is on, and whose begins or ends just now.
            models.Index(fields=["duty", "starts_at", "ends_at"], name="shift_of_duty"),
            models.Index(fields=["ends_at"], name="shift_ends_at"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.member_id} {self.starts_at:%Y-%m-%d %H:%M}"
