"""Dates as officials write them: 令和8年11月23日."""

from datetime import date

from django.utils import formats
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
