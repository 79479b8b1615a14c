"""Working days of a city hall."""

from datetime import datetime, timedelta

from django.utils import timezone

from hub.holidays import holidays


def is_working(day: datetime) -> bool:
    """Neither a weekend, a holiday nor the city hall's closing at the turn of the year."""
    closed = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return not closed and day.weekday() < 5 and day.date() not in holidays(day.year)


def working_day(day: datetime) -> datetime:
    """`day` itself, or the next working day after it."""
    while not is_working(day):
        day += timedelta(days=1)
    return day


def working_days_before(midnight: datetime, steps: int) -> datetime:
    """0 is the day itself, or the last working day before a day off."""
    days = (midnight - timedelta(days=back) for back in range(30))
    return [day for day in days if is_working(day)][steps]


def working_day_from(now: datetime, days: int) -> datetime:
    """Midnight of the working day so many after today, or before it when negative."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    if days <= 0:
        return working_days_before(midnight, -days)
    ahead = (midnight + timedelta(days=day) for day in range(1, 30))
    return [day for day in ahead if is_working(day)][days - 1]
