"""National holidays of Japan. Source: 国民の祝日に関する法律, as amended up to 2018."""

from datetime import date, timedelta
from functools import cache

# (month, day) and (month, which Monday)
FIXED = [(1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23)]
MONDAYS = [(1, 2), (7, 3), (9, 3), (10, 2)]


@cache
def holidays(year: int) -> frozenset[date]:
    days = {date(year, month, day) for month, day in FIXED}
    days |= {monday(year, month, which) for month, which in MONDAYS}
    # The equinoxes of 1980-2099.
    leaps = 0.242194 * (year - 1980) - (year - 1980) // 4
    days |= {date(year, 3, int(20.8431 + leaps)), date(year, 9, int(23.2488 + leaps))}
    for day in sorted(days):
        between = day + timedelta(days=1)
        if day + timedelta(days=2) in days and between.weekday() != 6:
            days.add(between)
    for day in sorted(day for day in days if day.weekday() == 6):
        while day in days:
            day += timedelta(days=1)  # noqa: PLW2901  the next free day
        days.add(day)
    return frozenset(days)


def monday(year: int, month: int, which: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(7 - first.weekday()) % 7 + 7 * (which - 1))
