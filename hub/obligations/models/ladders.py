"""Ladders: who is rung after how long. The steps of an open one are promises."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.obligations.models.obligations import Mode, Obligation
from hub.organisations.models import Duty, Member, Organisation
from hub.organisations.models.organisations import Row
from hub.promises import Promise


class Rank(models.TextChoices):
    """Whom a step rings. `again` rings everybody who was rung; `ring_now` asks the sender."""

    HOLDER = "holder", _("担当")
    DEPUTY = "deputy", _("代行")
    NEXT = "next", _("次の当番")
    AGAIN = "again", _("再度の呼び出し")
    RING_NOW = "ring_now", _("送信者が電話")
    COLLEAGUE = "colleague", _("同じ組織の人")


PEOPLE = (Rank.HOLDER, Rank.DEPUTY, Rank.NEXT)


class Wave(models.Model):
    """The branches of an obligation whose steps fall due together."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="waves")
    starts_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["starts_at", "id"]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Step(Promise):
    """Rings one rank of every branch of the wave that is still open when it falls due."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="ladder")
    position = models.PositiveSmallIntegerField()
    rank = models.CharField(max_length=20, choices=Rank)
    # How many people it rang (for ring_now: branches); null until it happened.
    reached = models.PositiveIntegerField(null=True)

    class Meta(Promise.Meta):
        ordering: ClassVar = ["due_at", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wave", "position"], name="step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id} {self.rank} {self.due_at:%Y-%m-%d %H:%M}"


class Contact(models.Model):
    """A line of an organisation's 連絡順: a person or a duty, and its rank."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contacts")
    position = models.PositiveSmallIntegerField(_("順番"), default=0)
    rank = models.CharField(
        _("区分"),
        max_length=20,
        choices=[(rank.value, rank.label) for rank in PEOPLE],
        default=Rank.HOLDER,
    )
    member = models.ForeignKey(Member, models.CASCADE, null=True, blank=True, related_name="+")
    duty = models.ForeignKey(Duty, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("連絡順")
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(member=None, duty__isnull=False) | Q(member__isnull=False, duty=None),
                name="contact_is_a_person_or_a_duty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.rank}"


class LadderPreset(Row):
    """A named ladder of an organisation, chosen when an answer is asked for."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="ladder_presets")
    name = models.CharField(_("名前"), max_length=60)
    mode = models.CharField(_("呼び出し方"), max_length=20, choices=Mode, default=Mode.SEQUENTIAL)
    steps = models.JSONField(default=list)

    class Meta:
        verbose_name = _("呼び出し手順")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="ladder_preset_name_unique",
                violation_error_message=_("同じ名前の手順がすでにあります。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
