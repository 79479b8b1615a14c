"""Invitations: single use, expiring, bound to an organisation, a role and a section."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.audit import AuditAction, record
from hub.identity.actions import end_sessions
from hub.identity.models import User
from hub.organisations import ports
from hub.organisations.actions.members import administered_member
from hub.organisations.actions.rights import administered, check_role, end_live_sessions
from hub.organisations.models import Invitation, Member, Organisation, Section
from hub.organisations.querysets import MemberQuerySet

VALID_HOURS = (24, 72, 168)
CARDS_AT_ONCE = 100


def hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def open_invitation(token: str) -> Invitation:
    """The invitation behind a token. Used, expired, revoked and unknown are all the same.

    Raises Invitation.DoesNotExist.
    """
    found = Invitation.objects.select_related("organisation", "section", "invited_by", "renews")
    invitation = found.get(token_hash=hash_token(token))
    if not invitation.is_open or invitation.organisation.suspended_at:
        raise Invitation.DoesNotExist
    return invitation


@transaction.atomic
def invite(
    *,
    by: Member,
    organisation_id: UUID,
    role: str,
    section: Section | None,
    hours: int = 72,
    **person: Any,
) -> tuple[Invitation, str]:
    """Return the invitation and its token, which is stored nowhere."""
    organisation = administered(by, organisation_id)
    check_role(by, organisation, role)
    if section is not None and section.organisation_id != organisation.id:
        raise ValidationError({"section": _("同じ組織の部署を選んでください。")})
    invitation, token = issue(by, organisation, hours, role=role, section=section, **person)
    record(AuditAction.INVITED, by=by, organisation=organisation, name=invitation.name, role=role)
    return invitation, token


@transaction.atomic
def invite_several(
    *, more: Iterable[tuple[str, str]], name: str = "", reading: str = "", **shared: Any
) -> list[tuple[Invitation, str]]:
    """One card each; without any name a single card for whoever gets it."""
    people = [(name, reading), *more] if name else [*more] or [("", reading)]
    shared = shared if len(people) == 1 else shared | {"email": ""}
    return [invite(name=name, reading=reading, **shared) for name, reading in people]


def issue(
    by: Member, organisation: Organisation, hours: int, **fields: Any
) -> tuple[Invitation, str]:
    if hours not in VALID_HOURS:
        raise ValidationError({"hours": _("有効期間を選んでください。")})
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        invited_by=by,
        token_hash=hash_token(token),
        expires_at=timezone.now() + timedelta(hours=hours),
        **fields,
    )
    return invitation, token


@transaction.atomic
def invite_to_renew(*, by: Member, member_id: UUID) -> tuple[Invitation, str]:
    """A link with which a member chooses a new password; nobody sets it for them.

    Only who administers every organisation the person belongs to may issue it, because
    the password opens all of them. Raises PermissionDenied.
    """
    member = administered_member(by, member_id)
    if not may_renew(by, member):
        raise PermissionDenied(_("この人の再設定カードは、市の管理者に依頼してください。"))
    earlier = Invitation.objects.filter(renews__user=member.user_id, accepted_at=None)
    earlier.filter(revoked_at=None).update(revoked_at=timezone.now())
    invitation, token = issue(by, member.organisation, 24, renews=member, name=member.name)
    record(AuditAction.INVITED, by=by, organisation=member.organisation, name=member.name)
    return invitation, token


@transaction.atomic
def invite_waiting(*, by: Member, organisation_id: UUID) -> list[tuple[Invitation, str]]:
    """Cards for people an import has brought: with them they choose their first password.

    At most as many as are printed at once; who holds an open card waits for its end.
    """
    organisation = administered(by, organisation_id)
    made = []
    for member in without_password(organisation)[:CARDS_AT_ONCE]:
        if may_renew(by, member):
            fields = {"renews": member, "name": member.name}
            made.append(issue(by, organisation, max(VALID_HOURS), **fields))
            record(AuditAction.INVITED, by=by, organisation=organisation, name=member.name)
    return made


def without_password(organisation: Organisation) -> MemberQuerySet:
    """People who have never chosen a password and hold no card that is still good."""
    held = Invitation.objects.filter(
        renews__isnull=False, accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )
    waiting = Member.objects.active().filter(
        organisation=organisation, user__password__startswith=UNUSABLE_PASSWORD_PREFIX
    )
    return waiting.exclude(role=Member.Role.BOT).exclude(id__in=held.values("renews_id"))


def may_renew(by: Member, member: Member) -> bool:
    """Whether `by` administers all that the member's password opens. Bots have none."""
    if member.role == Member.Role.BOT:
        return False
    if by.role == Member.Role.CITY_ADMINISTRATOR:
        return True
    places = Member.objects.filter(user_id=member.user_id, left_at=None)
    beyond = places.exclude(organisation_id=by.organisation_id)
    higher = places.filter(role=Member.Role.CITY_ADMINISTRATOR)
    return not beyond.exists() and not higher.exists()


@transaction.atomic
def revoke_invitation(*, by: Member, organisation_id: UUID, invitation_id: UUID) -> Invitation:
    organisation = administered(by, organisation_id)
    invitation = organisation.invitations.select_for_update().get(pk=invitation_id)
    if invitation.is_open:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        record(
            AuditAction.INVITATION_REVOKED,
            by=by,
            organisation=organisation,
            name=invitation.name,
        )
    return invitation


def check_password(password: str, user: User) -> None:
    """Raises ValidationError naming the password."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from None


def use(token: str) -> Invitation:
    """Lock the invitation, so that of two people at once exactly one gets in."""
    Invitation.objects.select_for_update().filter(token_hash=hash_token(token)).first()
    return open_invitation(token)


@transaction.atomic
def accept_as_new(*, token: str, username: str, password: str, name: str, reading: str) -> Member:
    """Make a sign-in and join. Raises Invitation.DoesNotExist, ValidationError."""
    invitation = use(token)
    user = User(username=username, email=invitation.email)
    check_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save(force_insert=True)
    return join(invitation, user, name, reading)


@transaction.atomic
def accept_as(*, token: str, user: User, name: str, reading: str) -> Member:
    """Join with an existing sign-in. Raises ValidationError for who is a member already."""
    invitation = use(token)
    earlier = invitation.organisation.members.filter(user=user).first()
    if earlier is not None and earlier.left_at is not None:
        raise ValidationError(_("以前のメンバーです。組織の管理者に復帰を依頼してください。"))
    if earlier is not None:
        raise ValidationError(_("すでにこの組織のメンバーです。"))
    return join(invitation, user, name, reading)


def join(invitation: Invitation, user: User, name: str, reading: str) -> Member:
    if invitation.renews_id:
        raise Invitation.DoesNotExist
    member = Member(
        user=user,
        organisation=invitation.organisation,
        section=invitation.section,
        role=invitation.role,
        name=name,
        reading=reading,
        title=invitation.title,
    )
    member.full_clean()
    member.save(force_insert=True)
    close(invitation, member)
    ports.staff_changed(member)
    record(AuditAction.INVITATION_ACCEPTED, by=member, organisation=member.organisation, name=name)
    return member


def close(invitation: Invitation, member: Member) -> None:
    invitation.accepted_at, invitation.accepted_by = timezone.now(), member
    invitation.save(update_fields=["accepted_at", "accepted_by"])


@transaction.atomic
def renew_password(*, token: str, password: str) -> Member:
    """Set the password the person chose and end all their sessions."""
    invitation = use(token)
    member = invitation.renews
    # Since the card was made the person may have joined another organisation.
    if member is None or not may_renew(invitation.invited_by, member):
        raise Invitation.DoesNotExist
    user = member.user
    check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user=user)
    for place in Member.objects.filter(user=user):
        end_live_sessions(place)
    close(invitation, member)
    record(
        AuditAction.PASSWORD_RENEWED,
        by=member,
        organisation=member.organisation,
        name=member.name,
    )
    return member
