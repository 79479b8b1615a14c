"""Dates as officials write and type them: 令和8年11月23日."""

import re
import unicodedata
from calendar import monthrange
from datetime import date

from django.utils import formats, timezone
from django.utils.translation import get_language

# First days of the eras. Source: 元号法 and the cabinet orders on each change of era.
ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
)


def era_year(day: date) -> str:
    """令和8年; the first year of an era is 元年. Days before 大正 keep the western year."""
    for first, name in ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return f"{name}{'元' if year == 1 else year}年"
    return f"{day.year}年"


def era_date(day: date) -> str:
    """The date with its era in Japanese, the ordinary long date in other languages."""
    if get_language() != "ja":
        return formats.date_format(day, "DATE_FORMAT")
    return f"{era_year(day)}{day.month}月{day.day}日"


LAST_YEAR = 2200  # a typing error beyond it
ERA_LETTERS = {"R": "令和", "H": "平成", "S": "昭和", "T": "大正"}
TYPED = re.compile(
    "(?:(令和|平成|昭和|大正|[RHST])(元|[0-9]{1,2})|([0-9]{4}))"  # era and year, or year
    "(?:[年./-](?:([0-9]{1,2})(?:[月./-](?:([0-9]{1,2})日?)?)?)?)?"
)
TYPED_DAY = re.compile("([0-9]{1,2})[月/]([0-9]{1,2})日?")
TYPED_DIGITS = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})")


def typed_days(text: str) -> tuple[date, date]:
    """The first and last day of a typed day, month or year, western or with its era.

    令和8年11月23日, R8.11.23, 2026-11-23, 20261123, 令和8年11月, 2026年; 11/23 is the latest
    one that is not in the future. Raises ValueError for anything else.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).upper().split())
    if found := TYPED_DAY.fullmatch(plain):
        day = latest(int(found[1]), int(found[2]))
        return day, day
    if found := TYPED_DIGITS.fullmatch(plain):
        plain = "-".join(found.groups())
    found = TYPED.fullmatch(plain)
    if found is None:
        raise ValueError(text)
    era, era_number, western, month, day_number = found.groups()
    year = int(western) if western else year_of(era, era_number)
    if not ERAS[-1][0].year <= year < LAST_YEAR:
        raise ValueError(text)
    first = date(year, int(month or 1), int(day_number or 1))
    if day_number:
        return first, first
    last_month = int(month or 12)
    return first, date(year, last_month, monthrange(year, last_month)[1])


def year_of(era: str, number: str) -> int:
    name = ERA_LETTERS.get(era, era)
    first = next(first for first, each in ERAS if each == name)
    return first.year + (1 if number == "元" else int(number)) - 1


def latest(month: int, day: int) -> date:
    today = timezone.localdate()
    this_year = date(today.year, month, day)
    return this_year if this_year <= today else date(today.year - 1, month, day)
