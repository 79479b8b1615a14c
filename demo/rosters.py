"""Who is on duty: two weeks behind and six ahead, taken in turns."""

import random
from datetime import datetime, time, timedelta
from itertools import cycle

from django.utils import timezone

from demo.people import People, key
from hub.holidays import holidays
from hub.organisations.models import Duty, Member, Shift

BEHIND, AHEAD = 14, 42  # days
SUNDAY = 6
# One Sunday that nobody has taken yet: the calendar shows such gaps.
OPEN_SUNDAY = 3


def shifts_of(people: People, rng: random.Random, now: datetime) -> list[Shift]:
    """Rosters of the duties that change hands; the others keep their fixed holders."""
    doctor, guard = people.duties["休日当番医 受付"], people.duties["危機管理当直"]
    doctors = staff_of(people, doctor, rng)
    guards = staff_of(people, guard, rng)
    days = [now + timedelta(days=day) for day in range(-BEHIND, AHEAD)]
    off = [day for day in days if is_off(day)]
    sundays = [day for day in off if day > now]
    shifts = []
    for day, member in zip(off, cycle(doctors)):
        if len(sundays) > OPEN_SUNDAY and day == sundays[OPEN_SUNDAY]:
            continue
        shifts.append(shift(doctor, member, day, time(9), hours=8))
    for day, member in zip(days, cycle(guards)):
        shifts.append(shift(guard, member, day, time(17, 15), hours=15.25))
    return shifts


def is_off(day: datetime) -> bool:
    local = timezone.localtime(day)
    return local.weekday() == SUNDAY or local.date() in holidays(local.year)


def staff_of(people: People, duty: Duty, rng: random.Random) -> list[Member]:
    """Up to five who take turns: the fixed holders' colleagues."""
    holders = list(duty.holders.all())
    section = holders[0].section_id
    staff = [each for each in people.members if each.section_id == section and each.may_chat]
    return rng.sample(staff, min(5, len(staff)))


def shift(duty: Duty, member: Member, day: datetime, begins: time, *, hours: float) -> Shift:
    local = timezone.localtime(day).date()
    starts_at = timezone.make_aware(datetime.combine(local, begins))
    return Shift(
        id=key("shift", duty.id, local.isoformat()),
        duty=duty,
        member=member,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        created_at=duty.created_at,
    )
