"""The way back in for who lost the telephone and the recovery codes."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from hub.audit import AuditAction, record
from hub.identity.actions import end_sessions
from hub.organisations.actions.invitations import may_renew
from hub.organisations.actions.members import administered_member
from hub.organisations.models import Member


@transaction.atomic
def remove_second_factors(*, by: Member, member_id: UUID) -> Member:
    """Remove app, passkeys and codes; the password stays. Raises PermissionDenied.

    Whoever may renew the password may do this: both open all the person's organisations.
    """
    member = administered_member(by, member_id)
    if not may_renew(by, member):
        raise PermissionDenied(_("この人の2段階認証の解除は、市の管理者に依頼してください。"))
    Authenticator.objects.filter(user=member.user_id).delete()
    end_sessions(user=member.user)
    record(
        AuditAction.SECOND_FACTOR_REMOVED,
        by=by,
        organisation=member.organisation,
        name=member.name,
    )
    return member
