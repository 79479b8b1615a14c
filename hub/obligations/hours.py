"""When a facility is open: what is not urgent rings then."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from hub.holidays import holidays
from hub.organisations.models import OpeningHours
from hub.organisations.rosters import local

Hours = Sequence[OpeningHours]
LOOK_AHEAD = 21  # days: longer than any run of holidays


def hours_of(organisation_ids: Iterable[UUID]) -> dict[UUID, list[OpeningHours]]:
    found: defaultdict[UUID, list[OpeningHours]] = defaultdict(list)
    for row in OpeningHours.objects.filter(organisation_id__in=set(organisation_ids)):
        found[row.organisation_id].append(row)
    return found


def next_open(hours: Hours, moment: datetime) -> datetime:
    """The first moment from `moment` on at which the facility is open.

    Closed on national holidays. Without hours, or without any in the next weeks, `moment`.
    """
    today = moment.astimezone(local(moment.date()).tzinfo).date()
    for day in (today + timedelta(days=n) for n in range(LOOK_AHEAD) if hours):
        if day in holidays(day.year):
            continue
        for span in sorted(hours, key=lambda each: each.opens_at):
            if span.weekday == day.weekday() and moment < local(day, span.closes_at):
                return max(moment, local(day, span.opens_at))
    return moment
