"""Organisations, their sections and duties."""

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.audit import AuditAction, record
from hub.identity.models import User
from hub.identity.second_factor import without_second_factor
from hub.organisations import ports
from hub.organisations.actions.rights import (
    administered,
    check_city_administrator,
    end_live_sessions,
)
from hub.organisations.models import Duty, Member, OpeningHours, Organisation, Section
from hub.richtext.actions import tie_pictures

Span = tuple[int, time, time]  # weekday 0-6 from Monday, opens, closes


@transaction.atomic
def create_city(*, city_name: str, username: str, password: str, name: str, reading: str) -> Member:
    """The first organisation and its administrator, on an empty database."""
    if Organisation.objects.exists():
        raise ValidationError(_("すでに組織が登録されています。"))
    city = Organisation(name=city_name, kind=Organisation.Kind.CITY_HALL)
    city.full_clean()
    city.save(force_insert=True)
    user = User.objects.create_user(username=username, password=password)
    administrator = Member.objects.create(
        user=user,
        organisation=city,
        name=name,
        reading=reading,
        role=Member.Role.CITY_ADMINISTRATOR,
    )
    record(AuditAction.CITY_CREATED, by=administrator, organisation=city)
    ports.staff_changed(administrator)
    return administrator


@transaction.atomic
def create_organisation(*, by: Member, **fields: Any) -> Organisation:
    """Only for city administrators. Raises ValidationError naming the field."""
    check_city_administrator(by)
    organisation = Organisation(**fields)
    if organisation.kind == Organisation.Kind.CITY_HALL:
        raise ValidationError({"kind": _("市役所は1つだけ登録できます。")})
    organisation.full_clean()
    organisation.save(force_insert=True)
    tie_pictures(by=by, holder=organisation, html=organisation.guide)
    record(
        AuditAction.ORGANISATION_CREATED, by=by, organisation=organisation, name=organisation.name
    )
    return organisation


@transaction.atomic
def change_organisation(
    *, by: Member, organisation_id: UUID, hours: Iterable[Span] | None = None, **fields: Any
) -> Organisation:
    """Change the organisation's own data; `hours` replaces all opening hours."""
    organisation = administered(by, organisation_id)
    if fields.get("kind", organisation.kind) != organisation.kind:
        check_city_administrator(by)
        if Organisation.Kind.CITY_HALL in {fields["kind"], organisation.kind}:
            raise ValidationError({"kind": _("市役所の種別は変更できません。")})
    newly_required = not organisation.requires_second_factor
    for field, value in fields.items():
        setattr(organisation, field, value)
    organisation.full_clean()
    organisation.save(update_fields=[*fields, "folded"])
    if "guide" in fields:
        tie_pictures(by=by, holder=organisation, html=organisation.guide)
    if newly_required and organisation.requires_second_factor:
        for member in without_second_factor(organisation):
            end_live_sessions(member)
    if hours is not None:
        replace_hours(organisation, hours)
    changed = ", ".join(sorted(fields))
    record(AuditAction.ORGANISATION_CHANGED, by=by, organisation=organisation, fields=changed)
    return organisation


def replace_hours(organisation: Organisation, hours: Iterable[Span]) -> None:
    organisation.opening_hours.all().delete()
    rows = [
        OpeningHours(organisation=organisation, weekday=day, opens_at=opens, closes_at=closes)
        for day, opens, closes in hours
    ]
    for row in rows:
        row.full_clean()
    OpeningHours.objects.bulk_create(rows)


@transaction.atomic
def suspend_organisation(*, by: Member, organisation_id: UUID, on: bool) -> Organisation:
    """Stop an organisation's people from using the hub at once, or let them back in."""
    check_city_administrator(by)
    organisation = administered(by, organisation_id)
    if organisation.kind == Organisation.Kind.CITY_HALL:
        raise ValidationError(_("市役所の利用は停止できません。"))
    organisation.suspended_at = timezone.now() if on else None
    organisation.save(update_fields=["suspended_at"])
    for member in organisation.members.filter(left_at=None) if on else ():
        end_live_sessions(member)
    action = AuditAction.ORGANISATION_SUSPENDED if on else AuditAction.ORGANISATION_RESUMED
    record(action, by=by, organisation=organisation, name=organisation.name)
    return organisation


@transaction.atomic
def save_section(
    *,
    by: Member,
    organisation_id: UUID,
    section_id: UUID | None = None,
    parent: Section | None,
    **fields: Any,
) -> Section:
    """Add a section, or change and move one. Raises ValidationError for a circle."""
    organisation = administered(by, organisation_id)
    section = Section(organisation=organisation)
    if section_id is not None:
        section = organisation.sections.get(pk=section_id)
    check_parent(section, parent)
    section.parent = parent
    for field, value in fields.items():
        setattr(section, field, value)
    section.full_clean()
    store(section, "parent", "folded", *fields)
    for member in section.staff():
        ports.staff_changed(member)
    action = AuditAction.SECTION_CHANGED if section_id else AuditAction.SECTION_CREATED
    record(action, by=by, organisation=organisation, name=section.name)
    return section


def store(row: Section | Duty, *fields: str) -> None:
    """Insert a new row; of a stored one save the named fields."""
    if row._state.adding:
        row.save(force_insert=True)
    else:
        row.save(update_fields=fields)


def check_parent(section: Section, parent: Section | None) -> None:
    if parent is not None and parent.organisation_id != section.organisation_id:
        raise ValidationError({"parent": _("同じ組織の部署を選んでください。")})
    if parent is not None and section in parent.lineage():
        raise ValidationError({"parent": _("自分より下の部署の中には移せません。")})


@transaction.atomic
def delete_section(*, by: Member, organisation_id: UUID, section_id: UUID) -> None:
    """Only an empty section: no section below it and nobody in it."""
    organisation = administered(by, organisation_id)
    section = organisation.sections.get(pk=section_id)
    if section.children.exists() or section.members.filter(left_at=None).exists():
        raise ValidationError(_("人や下位の部署がある部署は削除できません。"))
    record(AuditAction.SECTION_DELETED, by=by, organisation=organisation, name=section.name)
    section.delete()


@transaction.atomic
def save_duty(
    *,
    by: Member,
    organisation_id: UUID,
    duty_id: UUID | None = None,
    name: str,
    reading: str,
    holders: Sequence[Member],
) -> Duty:
    """Add or change a duty and who holds it now. Holders come from the organisation."""
    organisation = administered(by, organisation_id)
    duty = organisation.duties.get(pk=duty_id) if duty_id else Duty(organisation=organisation)
    if any(holder.organisation_id != organisation.id for holder in holders):
        raise ValidationError({"holders": _("自分の組織の人を選んでください。")})
    duty.name, duty.reading = name, reading
    duty.full_clean()
    store(duty, "name", "reading", "folded")
    earlier = list(duty.holders.all())
    duty.holders.set(holders)
    ports.duty_changed(duty, [*{*earlier, *holders}])
    names = "、".join(holder.name for holder in holders)
    record(AuditAction.DUTY_CHANGED, by=by, organisation=organisation, name=name, holders=names)
    return duty


@transaction.atomic
def delete_duty(*, by: Member, organisation_id: UUID, duty_id: UUID) -> None:
    organisation = administered(by, organisation_id)
    duty = organisation.duties.get(pk=duty_id)
    record(AuditAction.DUTY_DELETED, by=by, organisation=organisation, name=duty.name)
    holders = list(duty.present_holders())
    duty.holders.clear()
    duty.shifts.all().delete()
    ports.duty_changed(duty, holders)
    duty.delete()
