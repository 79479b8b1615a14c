"""Who is meant: exactly one of everyone, a kind of organisation, a place, a duty or a person."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.organisations.models import Duty, Member, Organisation, Section

PLACES = ("organisation", "section", "duty", "room", "member")
SILENT = (Member.Role.AUDITOR, Member.Role.BOT)


def one_addressee() -> Q:
    """The condition that a row names one addressee and no second one."""
    nobody = {f"{name}__isnull": True for name in PLACES}
    condition = Q(everyone=True, kind="", **nobody) | (Q(everyone=False, **nobody) & ~Q(kind=""))
    for name in PLACES:
        others = nobody | {f"{name}__isnull": False}
        condition |= Q(everyone=False, kind="", **others)
    return condition


class Addressee(models.Model):
    everyone = models.BooleanField(default=False)
    kind = models.CharField(max_length=20, choices=Organisation.Kind, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+"
    )
    section = models.ForeignKey(Section, models.CASCADE, null=True, blank=True, related_name="+")
    duty = models.ForeignKey(Duty, models.CASCADE, null=True, blank=True, related_name="+")
    room = models.ForeignKey("chat.Room", models.CASCADE, null=True, blank=True, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def key(self) -> str:
        """`everyone`, `kind:clinic`, `section:<id>` …: how a form names it."""
        if self.everyone:
            return "everyone"
        if self.kind:
            return f"kind:{self.kind}"
        name = next(name for name in PLACES if getattr(self, f"{name}_id") is not None)
        return f"{name}:{getattr(self, f'{name}_id')}"

    @property
    def label(self) -> str:
        if self.everyone:
            return _("全員")
        if self.kind:
            return str(self.get_kind_display())
        place: Any = next(each for name in PLACES if (each := getattr(self, name)) is not None)
        return str(place.name)

    @property
    def family(self) -> str:
        """The word for what kind of addressee it is."""
        first = self.key.partition(":")[0]
        return str(FAMILIES[first])


FAMILIES = {
    "everyone": gettext_lazy("全員"),
    "kind": gettext_lazy("組織の種別"),
    "organisation": gettext_lazy("組織"),
    "section": gettext_lazy("部署"),
    "duty": gettext_lazy("役割"),
    "room": gettext_lazy("ルーム"),
    "member": gettext_lazy("個人"),
}


def naming(member: Member) -> Q:
    """Rows of addressees that `member` belongs to now.

    Duties are looked up here and not in a subquery: SQLite's parser has no room for so many
    levels once notices stand inside the question for files.
    """
    duties = list(Duty.objects.held_by([member]).values_list("pk", flat=True))
    sections = [each.pk for each in member.section.lineage()] if member.section else []
    return (
        Q(everyone=True)
        | Q(kind=member.organisation.kind)
        | Q(organisation_id=member.organisation_id)
        | Q(section_id__in=sections)
        | Q(duty_id__in=duties)
        | Q(room__in=member.memberships.filter(left_at=None).values("room_id"))
        | Q(member_id=member.pk)
    )


def people_of(rows: Iterable[Addressee]) -> Q:
    """Members who belong to one of these addressees now; nobody when there are none."""
    condition = Q(pk__in=[])
    for row in rows:
        if row.everyone:
            condition |= Q(pk__isnull=False)
        elif row.kind:
            condition |= Q(organisation__kind=row.kind)
        elif row.section is not None:
            condition |= Q(pk__in=row.section.staff().values("pk"))
        elif row.duty is not None:
            condition |= Q(pk__in=row.duty.present_holders().values("pk"))
        elif row.room_id is not None:
            inside = Q(memberships__room_id=row.room_id, memberships__left_at=None)
            condition |= Q(pk__in=Member.objects.filter(inside).values("pk"))
        elif row.member_id is not None:
            condition |= Q(pk=row.member_id)
        else:
            condition |= Q(organisation_id=row.organisation_id)
    return condition
