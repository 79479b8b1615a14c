"""Who may administer what; every action starts here."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from hub.organisations.models import Member, Organisation
from hub.realtime import publish
from hub.realtime.groups import member_group
from hub.realtime.protocol import CloseCode, SessionEnded


def administered(by: Member, organisation_id: UUID) -> Organisation:
    """The organisation, locked. Raises DoesNotExist when `by` does not administer it."""
    found = Organisation.objects.administered_by(by).filter(pk=organisation_id)
    return found.select_for_update().get()


def check_city_administrator(by: Member) -> None:
    if by.role != Member.Role.CITY_ADMINISTRATOR:
        raise PermissionDenied(_("この操作は市の管理者だけができます。"))


def check_role(by: Member, organisation: Organisation, role: str) -> None:
    """The city administrator's role exists in city hall only, and only they give it."""
    if role not in Member.Role.values:
        raise ValidationError({"role": _("権限を選んでください。")})
    if role != Member.Role.CITY_ADMINISTRATOR:
        return
    if organisation.kind != Organisation.Kind.CITY_HALL:
        raise ValidationError({"role": _("市の管理者は市役所のメンバーだけがなれます。")})
    if by.role != Member.Role.CITY_ADMINISTRATOR:
        raise ValidationError({"role": _("市の管理者を任命できるのは市の管理者だけです。")})


def keep_city_administrator() -> None:
    """Raises ValidationError when the change would leave the city without one."""
    remaining = Member.objects.active().filter(role=Member.Role.CITY_ADMINISTRATOR)
    if not remaining.exists():
        raise ValidationError(_("市の管理者が1人もいなくなるため、変更できません。"))


def end_live_sessions(member: Member) -> None:
    """Cut every live connection of the member once this transaction commits."""
    publish(member_group(member.id), SessionEnded, closes=CloseCode.UNAUTHENTICATED)
