"""Input of the administration pages. The actions decide; forms read and explain."""

import re
from datetime import time
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hub.audit import AuditAction
from hub.organisations.models import Duty, Member, OpeningHours, Organisation, Section
from hub.years import known_year

SPANS = 2  # a lunch break makes two
CARDS = 50  # at a time
NAME_LENGTH = 100
SEPARATOR = re.compile(r"[、，,\t]")


class OrganisationForm(forms.ModelForm[Organisation]):
    class Meta:
        model = Organisation
        fields = (
            "name",
            "reading",
            "kind",
            "phone",
            "fax",
            "address",
            "guide",
            "requires_second_factor",
            "mails_carry_text",
            "keeps_documents",
        )


class SectionForm(forms.ModelForm[Section]):
    class Meta:
        model = Section
        fields = ("name", "reading", "parent", "phone", "fax")

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Section.objects.filter(organisation=organisation)
        self.fields["parent"].queryset = own.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]


class MemberForm(forms.ModelForm[Member]):
    class Meta:
        model = Member
        fields = ("name", "reading", "title", "phone", "section", "role")

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = Section.objects.filter(organisation=organisation)  # type: ignore[attr-defined]
        self.fields["role"].choices = roles_for(organisation)  # type: ignore[attr-defined]


class DutyForm(forms.ModelForm[Duty]):
    class Meta:
        model = Duty
        fields = ("name", "reading", "holders")
        widgets: ClassVar = {"holders": forms.CheckboxSelectMultiple}

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders = Member.objects.active().filter(organisation=organisation)
        self.fields["holders"].queryset = holders  # type: ignore[attr-defined]


class InvitationForm(forms.Form):
    name = forms.CharField(label=_("氏名"), max_length=100, required=False)
    reading = forms.CharField(label=_("ふりがな"), max_length=200, required=False)
    title = forms.CharField(label=_("役職・職種"), max_length=60, required=False)
    email = forms.EmailField(label=_("メールアドレス"), required=False)
    more = forms.CharField(
        label=_("同じ内容で招待するほかの人"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "1行に1人ずつ、氏名とふりがなを読点で区切って入力します。例: 山田 花子、やまだ はなこ"
        ),
    )
    section = forms.ModelChoiceField(
        label=_("部署"), queryset=Section.objects.none(), required=False
    )
    role = forms.ChoiceField(label=_("権限"), initial=Member.Role.MEMBER)
    hours = forms.TypedChoiceField(
        label=_("有効期間"),
        coerce=int,
        initial=72,
        choices=[(24, _("1日")), (72, _("3日")), (168, _("1週間"))],
    )

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = Section.objects.filter(organisation=organisation)  # type: ignore[attr-defined]
        self.fields["role"].choices = roles_for(organisation)  # type: ignore[attr-defined]

    def clean_more(self) -> list[tuple[str, str]]:
        """(name, reading) of each line. A tab, as copied from a table, separates too."""
        lines = filter(None, map(str.strip, self.cleaned_data["more"].splitlines()))
        people = [SEPARATOR.split(line, maxsplit=1) for line in lines]
        if len(people) > CARDS:
            raise ValidationError(_("一度に招待できるのは{n}人までです。").format(n=CARDS))
        if any(len(part) > NAME_LENGTH for person in people for part in person):
            raise ValidationError(_("氏名かふりがなが長すぎます。"))
        return [(name.strip(), rest[0].strip() if rest else "") for name, *rest in people]


class AuditFilterForm(forms.Form):
    action = forms.ChoiceField(
        label=_("操作"), required=False, choices=[("", _("すべての操作")), *AuditAction.choices]
    )
    since = forms.DateField(
        label=_("開始日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[known_year],
    )
    until = forms.DateField(
        label=_("終了日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[known_year],
    )


class JoinForm(forms.Form):
    name = forms.CharField(label=_("氏名"), max_length=100)
    reading = forms.CharField(label=_("ふりがな"), max_length=200, required=False)


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("パスワード"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())


class NewPersonForm(JoinForm, PasswordForm):
    username = forms.CharField(
        label=_("サインイン名"),
        max_length=60,
        help_text=_("半角の英数字で決めてください。例: yamada.hanako"),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    field_order = ["name", "reading", "username", "password"]


class HoursForm(forms.Form):
    """Two spans for each weekday; an empty day is closed."""

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored: dict[int, list[OpeningHours]] = {}
        for row in organisation.opening_hours.all():
            stored.setdefault(row.weekday, []).append(row)
        for day, label in OpeningHours.Weekday.choices:
            rows = stored.get(day, [])
            for span in range(SPANS):
                stored_span = rows[span] if span < len(rows) else None
                for name, words in (("opens", _("開始")), ("closes", _("終了"))):
                    self.fields[f"{name}_{day}_{span}"] = forms.TimeField(
                        label=f"{label} {words}",
                        required=False,
                        initial=getattr(stored_span, f"{name}_at", None),
                        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                    )

    def days(self) -> list[tuple[str, list[tuple[Any, Any]]]]:
        return [
            (
                str(label),
                [
                    (self[f"opens_{day}_{span}"], self[f"closes_{day}_{span}"])
                    for span in range(SPANS)
                ],
            )
            for day, label in OpeningHours.Weekday.choices
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for day in OpeningHours.Weekday.values:
            for span in range(SPANS):
                opens, closes = data.get(f"opens_{day}_{span}"), data.get(f"closes_{day}_{span}")
                if bool(opens) != bool(closes):
                    self.add_error(f"closes_{day}_{span}", _("開始と終了を両方入力してください。"))
                elif opens and closes and closes <= opens:
                    self.add_error(
                        f"closes_{day}_{span}", _("終了は開始より後の時刻にしてください。")
                    )
        return data

    def spans(self) -> list[tuple[int, time, time]]:
        return [
            (
                day,
                self.cleaned_data[f"opens_{day}_{span}"],
                self.cleaned_data[f"closes_{day}_{span}"],
            )
            for day in OpeningHours.Weekday.values
            for span in range(SPANS)
            if self.cleaned_data.get(f"opens_{day}_{span}")
        ]


def roles_for(organisation: Organisation) -> list[tuple[str, Any]]:
    """The city administrator's role exists in city hall only."""
    city = organisation.kind == Organisation.Kind.CITY_HALL
    return [
        (value, label)
        for value, label in Member.Role.choices
        if value != Member.Role.BOT and (city or value != Member.Role.CITY_ADMINISTRATOR)
    ]
