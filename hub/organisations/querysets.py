"""The one visibility rule: who may learn that an organisation or a person exists.

City hall sees everyone it may address. Anybody else sees the own organisation, city hall
itself, and the people with whom a space (a room) is shared. Default deny: a missing
member sees nothing.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, cast

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hub.folding import fold
from hub.organisations import ports
from hub.search.terms import Term, containing

if TYPE_CHECKING:
    from hub.organisations.models import (  # noqa: F401
        Duty,
        Member,
        Organisation,
        Section,
        Shift,
    )


def matching(rows: models.QuerySet[Any], query: str) -> Any:
    """Rows whose name or reading contains every word of `query`, however it is typed."""
    return containing(rows, "folded", [Term(word) for word in fold(query).split()])


class MemberQuerySet(models.QuerySet["Member"]):
    def active(self) -> Self:
        return self.filter(left_at=None, user__is_active=True, organisation__suspended_at=None)

    def visible_to(self, member: "Member | None") -> Self:
        if member is None:
            return self.none()
        if member.is_city_staff:
            return self.active()
        return self.met_by(member)

    def met_by(self, member: "Member") -> Self:
        """Active members of the own organisation, or met in any shared space."""
        condition = Q(organisation_id=member.organisation_id)
        for space in ports.shared_spaces:
            condition |= Q(id__in=space(member))
        return self.active().filter(condition)

    def matching(self, query: str) -> Self:
        return cast(Self, matching(self, query))

    def with_organisation(self) -> Self:
        return self.select_related("organisation", "section")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, member: "Member | None") -> Self:
        if member is None:
            return self.none()
        active = self.filter(suspended_at=None)
        if member.is_city_staff:
            return active
        return active.filter(
            Q(id=member.organisation_id)
            | Q(kind=self.model.Kind.CITY_HALL)
            | Q(id__in=member.met().values("organisation_id"))
        )

    def matching(self, query: str) -> Self:
        return cast(Self, matching(self, query))

    def administered_by(self, member: "Member | None") -> Self:
        """Organisations whose people and settings `member` may change."""
        if member is None or not member.is_administrator:
            return self.none()
        if member.role == member.Role.CITY_ADMINISTRATOR:
            return self.all()
        return self.filter(id=member.organisation_id)


class SectionQuerySet(models.QuerySet["Section"]):
    def matching(self, query: str) -> Self:
        return cast(Self, matching(self, query))

    def visible_to(self, member: "Member | None") -> Self:
        """Sections of the own organisation; all for city staff; else those of people met."""
        if member is None:
            return self.none()
        if member.is_city_staff:
            return self.filter(organisation__suspended_at=None)
        met = member.met().exclude(section=None).values("section_id")
        return self.filter(Q(organisation_id=member.organisation_id) | Q(id__in=met))


class DutyQuerySet(models.QuerySet["Duty"]):
    def matching(self, query: str) -> Self:
        return cast(Self, matching(self, query))

    def held_by(self, members: "MemberQuerySet | list[Member]", at: datetime | None = None) -> Self:
        """Duties that one of `members` holds at a moment (now), fixed or by a shift."""
        on_shift = shifts().on_at(at or timezone.now()).filter(member__in=members)
        held = Q(holders__in=members) | Q(id__in=on_shift.values("duty_id"))
        return self.filter(held).distinct()

    def visible_to(self, member: "Member | None") -> Self:
        """Duties of the own organisation; all for city staff; else those of people met."""
        if member is None:
            return self.none()
        if member.is_city_staff:
            return self.filter(organisation__suspended_at=None)
        met = self.held_by(member.met()).values("id")
        return self.filter(Q(organisation_id=member.organisation_id) | Q(id__in=met))


class ShiftQuerySet(models.QuerySet["Shift"]):
    def on_at(self, at: datetime) -> Self:
        """Shifts that are on at the moment `at`; at its end a shift is over."""
        return self.filter(starts_at__lte=at, ends_at__gt=at)

    def between(self, since: datetime, until: datetime) -> Self:
        """Shifts that overlap the span."""
        return self.filter(starts_at__lt=until, ends_at__gt=since)

    def turning(self, since: datetime, until: datetime) -> Self:
        """Shifts that began or ended after `since`, up to `until`."""
        began = Q(starts_at__gt=since, starts_at__lte=until)
        return self.filter(began | Q(ends_at__gt=since, ends_at__lte=until))


def shifts() -> ShiftQuerySet:
    return cast(ShiftQuerySet, apps.get_model("organisations", "Shift").objects.all())
