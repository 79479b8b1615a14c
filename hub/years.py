"""Years that a date may lie in; `datetime` and the table of holidays end somewhere."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

YEARS = range(1980, 2100)  # whose equinoxes `hub.holidays` knows


def chosen_month(text: str) -> date:
    """2026-11; anything else is this month."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = date.min
    return first if first.year in YEARS else timezone.localdate().replace(day=1)


def known_year(day: date | datetime) -> None:
    """The validator of form fields. Raises ValidationError."""
    if day.year not in YEARS:
        text = _("%(first)d年から%(last)d年までの日付を入力してください。")
        raise ValidationError(text % {"first": YEARS[0], "last": YEARS[-1]})


def check_year(field: str, day: date | datetime | None) -> None:
    """The check of actions. Raises ValidationError for `field`."""
    if day is not None:
        try:
            known_year(day)
        except ValidationError as error:
            raise ValidationError({field: error.messages}) from None
