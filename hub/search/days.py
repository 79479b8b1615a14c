"""Days as filters of a search take them: typed as people write them, western or with an era."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.eras import typed_days


class DaysField(forms.CharField):
    """A day, month or year; cleaned into its first and last day, None for nothing."""

    widget = forms.TextInput(attrs={"placeholder": _("例: 令和8年11月")})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return typed_days(text)
        except ValueError:
            raise forms.ValidationError(
                _("日付として読めません。例: 2026/11/23、令和8年11月、R8.11.23")
            ) from None


def first_of(days: tuple[date, date] | None) -> date | None:
    return days[0] if days else None


def last_of(days: tuple[date, date] | None) -> date | None:
    return days[1] if days else None
