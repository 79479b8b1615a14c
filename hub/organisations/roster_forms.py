"""Input of the roster page: one shift, a weekly pattern, a pasted month."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hub.organisations.models import Duty, Member, OpeningHours, Shift
from hub.organisations.rosters import HOLIDAY, Planned, local, matching_days, pasted, span
from hub.tables import Unreadable, decoded
from hub.years import known_year

LIST_BYTES = 200_000
LONGEST = timedelta(days=366)
WEEKDAYS = [*OpeningHours.Weekday.choices, (HOLIDAY, _("国民の祝日"))]
DAY_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME_INPUT = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.title}）" if obj.title else str(obj.name)


class RosterForm(forms.Form):
    """What all three share: the duty and its people."""

    def __init__(self, duty: Duty, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duty = duty
        self.people = Member.objects.active().filter(organisation_id=duty.organisation_id)
        if "member" in self.fields:
            self.fields["member"].queryset = self.people.order_by("reading")  # type: ignore[attr-defined]

    def planned(self) -> list[Planned]:
        raise NotImplementedError


class ShiftForm(RosterForm):
    member = PersonChoice(label=_("担当者"), queryset=Member.objects.none())
    rank = forms.ChoiceField(label=_("区分"), choices=Shift.Rank, initial=Shift.Rank.LEAD)
    day = forms.DateField(label=_("日付"), widget=DAY_INPUT, validators=[known_year])
    begins = forms.TimeField(label=_("開始"), widget=TIME_INPUT)
    ends = forms.TimeField(
        label=_("終了"),
        widget=TIME_INPUT,
        help_text=_("開始と同じか早い時刻は、翌日の時刻とみなします。"),
    )

    def planned(self) -> list[Planned]:
        given = self.cleaned_data
        starts_at, ends_at = span(given["day"], given["begins"], given["ends"])
        return [Planned(given["member"].id, starts_at, ends_at, given["rank"])]


class WeeklyForm(ShiftForm):
    day = None  # type: ignore[assignment]
    weekdays = forms.TypedMultipleChoiceField(
        label=_("曜日"), coerce=int, choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    since = forms.DateField(label=_("この日から"), widget=DAY_INPUT, validators=[known_year])
    until = forms.DateField(label=_("この日まで"), widget=DAY_INPUT, validators=[known_year])
    field_order = ("member", "rank", "weekdays", "since", "until", "begins", "ends")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and not timedelta() <= until - since <= LONGEST:
            raise ValidationError({"until": _("開始日から1年以内の日付を入力してください。")})
        return given

    def planned(self) -> list[Planned]:
        given = self.cleaned_data
        days = matching_days(given["since"], given["until"], given["weekdays"])
        return [
            Planned(given["member"].id, *span(day, given["begins"], given["ends"]), given["rank"])
            for day in days
        ]


class PasteForm(RosterForm):
    text = forms.CharField(
        label=_("当番表"),
        required=False,
        max_length=LIST_BYTES,
        widget=forms.Textarea(
            attrs={"rows": 6, "placeholder": "2026/12/6\t9:00\t17:00\t山田 花子"}
        ),
        help_text=_(
            "表計算ソフトから貼り付けます。1行に1つ、日付、開始、終了、氏名（またはサインイン名）、区分（担当・代行）の順です。"
        ),
    )
    file = forms.FileField(label=_("またはCSVファイル"), required=False)
    replaces = forms.BooleanField(
        label=_("表示中の月の、これから始まる当番を入れ替える"), required=False
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        text = given.get("text") or ""
        if given.get("file"):
            try:
                text = decoded(given["file"].read(LIST_BYTES))[0]
            except Unreadable as error:
                raise ValidationError({"file": str(error)}) from error
        if not text.strip():
            raise ValidationError({"text": _("当番表を貼り付けるか、ファイルを選んでください。")})
        try:
            given["planned"] = pasted(text, self.people.select_related("user"))
        except ValidationError as error:
            raise ValidationError({"text": error.messages}) from error
        return given

    def planned(self) -> list[Planned]:
        found: list[Planned] = self.cleaned_data["planned"]
        return found


def month_span(first: date) -> tuple[datetime, datetime]:
    return local(first), local((first + timedelta(days=31)).replace(day=1))
