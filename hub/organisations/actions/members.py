"""Members: change, leave, come back."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.audit import AuditAction, record
from hub.organisations import ports
from hub.organisations.actions.rights import (
    administered,
    check_rank,
    check_role,
    end_live_sessions,
    keep_city_administrator,
)
from hub.organisations.actions.rosters import end_shifts
from hub.organisations.models import Member, Section


def administered_member(by: Member, member_id: UUID) -> Member:
    """The member, if `by` administers the organisation. Raises Member.DoesNotExist."""
    member = Member.objects.with_organisation().get(pk=member_id)
    if not by.is_administrator or not (
        by.role == Member.Role.CITY_ADMINISTRATOR or by.organisation_id == member.organisation_id
    ):
        raise Member.DoesNotExist
    administered(by, member.organisation_id)
    return member


@transaction.atomic
def change_member(
    *, by: Member, member_id: UUID, role: str, section: Section | None, **fields: Any
) -> Member:
    """Change name, title, section or role. Raises ValidationError naming the field."""
    member = administered_member(by, member_id)
    if role != member.role:
        check_role(by, member.organisation, role)
        if member.role == Member.Role.CITY_ADMINISTRATOR:
            check_role(by, member.organisation, member.role)
    if section is not None and section.organisation_id != member.organisation_id:
        raise ValidationError({"section": _("同じ組織の部署を選んでください。")})
    member.role, member.section = role, section
    for field, value in fields.items():
        setattr(member, field, value)
    member.full_clean()
    member.save(update_fields=["role", "section", "folded", *fields])
    keep_city_administrator()
    ports.staff_changed(member)
    if not member.is_administrator:
        revoke_invitations_by(member)
    if not member.may_chat:
        end_live_sessions(member)
    record(
        AuditAction.MEMBER_CHANGED,
        by=by,
        organisation=member.organisation,
        name=member.name,
        role=role,
        section=section or "",
    )
    return member


def revoke_invitations_by(member: Member) -> None:
    """Cards in a former administrator's drawer open nothing any more."""
    open_ones = member.invitations_sent.filter(accepted_at=None, revoked_at=None)
    open_ones.update(revoked_at=timezone.now())


@transaction.atomic
def end_membership(*, by: Member, member_id: UUID) -> Member:
    """The member left: loses every room and session at once; what was written stays."""
    member = administered_member(by, member_id)
    check_rank(by, member)
    if member.left_at is None:
        member.left_at = timezone.now()
        member.save(update_fields=["left_at"])
        member.duties.clear()
        end_shifts(member)
        revoke_invitations_by(member)
        keep_city_administrator()
        ports.staff_changed(member)
        end_live_sessions(member)
        record(AuditAction.MEMBER_LEFT, by=by, organisation=member.organisation, name=member.name)
    return member


@transaction.atomic
def reinstate_member(*, by: Member, member_id: UUID) -> Member:
    member = administered_member(by, member_id)
    check_rank(by, member)
    if member.left_at is not None:
        member.left_at = None
        member.save(update_fields=["left_at"])
        ports.staff_changed(member)
        record(
            AuditAction.MEMBER_REINSTATED, by=by, organisation=member.organisation, name=member.name
        )
    return member


@transaction.atomic
def update_own_details(*, member: Member, title: str, phone: str) -> Member:
    member.title, member.phone = title, phone
    member.save(update_fields=["title", "phone"])
    return member
