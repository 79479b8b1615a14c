"""Who holds a duty when: shifts are planned, taken back, and turn by the clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.audit import AuditAction, record
from hub.organisations import ports
from hub.organisations.actions.rights import administered
from hub.organisations.models import Duty, Member, Shift
from hub.organisations.rosters import Planned
from hub.years import check_year

LONGEST = timedelta(days=31)
AT_ONCE = 1_000


@transaction.atomic
def plan_shifts(
    *,
    by: Member,
    organisation_id: UUID,
    duty_id: UUID,
    planned: Sequence[Planned],
    replaces: tuple[datetime, datetime] | None = None,
) -> int:
    """Store shifts; returns how many are new. Doing it twice changes nothing.

    `replaces` first takes back what begins within that span and has not begun yet. Raises
    Duty.DoesNotExist, and ValidationError for people of other organisations.
    """
    organisation = administered(by, organisation_id)
    duty = organisation.duties.get(pk=duty_id)
    check(duty, planned)
    before = list(duty.present_holders())
    if replaces is not None:
        since = max(replaces[0], timezone.now())
        duty.shifts.filter(starts_at__gte=since, starts_at__lt=replaces[1]).delete()
    held = set(duty.shifts.values_list("member_id", "starts_at"))
    rows = {
        (each.member_id, each.starts_at): Shift(
            duty=duty,
            member_id=each.member_id,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            rank=each.rank,
        )
        for each in planned
    }
    fresh = [row for key, row in rows.items() if key not in held]
    Shift.objects.bulk_create(fresh)
    finish(by, duty, _("%(n)d件の当番") % {"n": len(fresh)}, before)
    return len(fresh)


def check(duty: Duty, planned: Sequence[Planned]) -> None:
    if len(planned) > AT_ONCE:
        raise ValidationError(_("一度に登録できる当番は%(n)d件までです。") % {"n": AT_ONCE})
    wanted = {each.member_id for each in planned}
    own = Member.objects.active().filter(organisation_id=duty.organisation_id, id__in=wanted)
    if own.count() != len(wanted):
        raise ValidationError({"member": _("自分の組織の人を選んでください。")})
    for each in planned:
        check_year("day", each.starts_at)
        if not timedelta() < each.ends_at - each.starts_at <= LONGEST:
            raise ValidationError({"ends": _("終了は開始から31日以内にしてください。")})


@transaction.atomic
def remove_shift(*, by: Member, organisation_id: UUID, shift_id: UUID) -> None:
    """Take back what has not begun; end what is on. What is over stays as evidence."""
    organisation = administered(by, organisation_id)
    shift = Shift.objects.select_related("duty").get(pk=shift_id, duty__organisation=organisation)
    now = timezone.now()
    if shift.ends_at <= now:
        raise ValidationError(_("終わった当番は、記録として残ります。"))
    before = list(shift.duty.present_holders())
    cut(shift, now)
    finish(by, shift.duty, _("当番の取り消し"), before)


def cut(shift: Shift, now: datetime) -> None:
    if shift.starts_at >= now:
        shift.delete()
        return
    shift.ends_at = now
    shift.save(update_fields=["ends_at"])


def end_shifts(member: Member) -> None:
    """Whoever leaves is on no shift any more."""
    now = timezone.now()
    for shift in member.shifts.filter(ends_at__gt=now):
        cut(shift, now)


def finish(by: Member, duty: Duty, what: str, before: list[Member]) -> None:
    record(
        AuditAction.DUTY_CHANGED, by=by, organisation=duty.organisation, name=duty.name, roster=what
    )
    ports.duty_changed(duty, [*{*before, *duty.present_holders()}])
