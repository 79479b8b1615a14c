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
    """The city administrator's role exists in city hall only, and only they give it.

    So it is with city hall's auditors, who read the log of every organisation.
    """
    if role not in Member.Role.values or role == Member.Role.BOT:
        raise ValidationError({"role": _("権限を選んでください。")})
    city_hall = organisation.kind == Organisation.Kind.CITY_HALL
    by_city = by.role == Member.Role.CITY_ADMINISTRATOR
    if role == Member.Role.AUDITOR and city_hall and not by_city:
        raise ValidationError({"role": _("市役所の監査担当を任命できるのは市の管理者だけです。")})
    if role != Member.Role.CITY_ADMINISTRATOR:
        return
    if not city_hall:
        raise ValidationError({"role": _("市の管理者は市役所のメンバーだけがなれます。")})
    if not by_city:
        raise ValidationError({"role": _("市の管理者を任命できるのは市の管理者だけです。")})


def check_rank(by: Member, member: Member) -> None:
    """Only a city administrator ends or renews what a city administrator has."""
    city_administrator = Member.Role.CITY_ADMINISTRATOR
    if member.role == city_administrator != by.role:
        raise PermissionDenied(_("市の管理者を変更できるのは市の管理者だけです。"))


def keep_city_administrator() -> None:
    """Raises ValidationError when the change would leave the city without one."""
    remaining = Member.objects.active().filter(role=Member.Role.CITY_ADMINISTRATOR)
    if not remaining.exists():
        raise ValidationError(_("市の管理者が1人もいなくなるため、変更できません。"))


def end_live_sessions(member: Member) -> None:
    """Cut every live connection of the member once this transaction commits."""
    publish(member_group(member.id), SessionEnded, closes=CloseCode.UNAUTHENTICATED)
