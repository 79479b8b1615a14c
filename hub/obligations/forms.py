"""Input of the tracking page, the contact list and the ladders. The actions decide."""

import uuid
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.obligations.ladders import LONGEST, MOST_STEPS
from hub.obligations.models import Contact, LadderPreset, Obligation, PhoneCall, Rank
from hub.obligations.models.ladders import PEOPLE
from hub.obligations.models.obligations import Mode
from hub.organisations.models import Duty, Member, Organisation

AFTER, BEFORE = "after", "before"
RANKS = [(rank.value, rank.label) for rank in PEOPLE]
STEP_RANKS = [*RANKS, *((rank.value, rank.label) for rank in (Rank.AGAIN, Rank.RING_NOW))]


class PhoneForm(forms.Form):
    """What came of ringing one branch; with an answer when one was given."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    result = forms.ChoiceField(
        label=gettext_lazy("電話の結果"), choices=PhoneCall.Result, widget=forms.RadioSelect
    )
    spoken_with = forms.CharField(label=gettext_lazy("話した相手"), max_length=100, required=False)
    choice = forms.ChoiceField(
        label=gettext_lazy("電話で受けた回答"), required=False, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("回答の内容"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = forms.CharField(label=gettext_lazy("メモ"), max_length=300, required=False)
    at = forms.DateTimeField(
        label=gettext_lazy("電話した日時"),
        required=False,
        help_text=gettext_lazy("空欄のときは今の時刻になります。"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def __init__(self, obligation: Obligation, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        kwargs["initial"] |= {"client_id": uuid.uuid4(), "result": PhoneCall.Result.REACHED}
        super().__init__(*args, **kwargs)
        if obligation.kind == Obligation.Kind.WORDS:
            del self.fields["choice"]
            return
        if obligation.kind == Obligation.Kind.CONFIRM:
            del self.fields["words"]
        confirmed = _("確認しましたと回答")
        offered = [(each["key"], each["label"] or confirmed) for each in obligation.choices]
        field = cast(forms.ChoiceField, self.fields["choice"])
        field.choices = [("", _("回答はまだ")), *offered]


class PresetForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名前"), max_length=60)
    mode = forms.ChoiceField(
        label=gettext_lazy("呼び出し方"), choices=Mode, widget=forms.RadioSelect
    )

    def __init__(self, preset: LadderPreset | None, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": preset.name if preset else ""}
        kwargs["initial"]["mode"] = preset.mode if preset else Mode.SEQUENTIAL
        super().__init__(*args, **kwargs)


class StepForm(forms.Form):
    """One step: after how many minutes, or how long before the deadline, who is rung."""

    minutes = forms.IntegerField(
        label=gettext_lazy("分"), min_value=0, max_value=LONGEST, required=False
    )
    base = forms.ChoiceField(
        label=gettext_lazy("いつ"),
        choices=[(AFTER, gettext_lazy("分後")), (BEFORE, gettext_lazy("分前（期限の）"))],
        required=False,
    )
    rank = forms.ChoiceField(
        label=gettext_lazy("呼び出す人"),
        choices=[("", gettext_lazy("（使わない）")), *STEP_RANKS],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("rank") and data.get("minutes") is None and "minutes" not in self.errors:
            raise ValidationError({"minutes": _("何分後かを入力してください。")})
        return data

    def step(self) -> list[Any] | None:
        rank, minutes = self.cleaned_data.get("rank"), self.cleaned_data.get("minutes")
        if not rank or minutes is None:
            return None
        return [rank, -minutes if self.cleaned_data.get("base") == BEFORE else minutes]


StepForms = forms.formset_factory(
    StepForm, extra=0, min_num=MOST_STEPS // 2, max_num=MOST_STEPS, absolute_max=MOST_STEPS
)


def step_initial(step: list[Any]) -> dict[str, Any]:
    rank, minutes = step
    return {"rank": rank, "minutes": abs(minutes), "base": BEFORE if minutes < 0 else AFTER}


class ContactForm(forms.Form):
    """One line of the 連絡順: its place, the rank, and a person or a duty."""

    place = forms.IntegerField(
        label=gettext_lazy("順番"), min_value=1, max_value=999, required=False
    )
    rank = forms.ChoiceField(label=gettext_lazy("区分"), choices=RANKS, required=False)
    who = forms.ChoiceField(label=gettext_lazy("人か役割"), required=False)

    def __init__(self, *args: Any, holders: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["who"]).choices = holders

    def contact(self) -> Contact | None:
        kind, _colon, key = self.cleaned_data.get("who", "").partition(":")
        if not key:
            return None
        rank = self.cleaned_data.get("rank") or Rank.HOLDER
        return Contact(rank=rank, **{f"{kind}_id": uuid.UUID(key)})


ContactForms = forms.formset_factory(ContactForm, extra=3, max_num=50, absolute_max=60)


def holders_of(organisation: Organisation) -> list[Any]:
    """The choices of `who`: duties, then active people, of one organisation."""
    duties = Duty.objects.filter(organisation=organisation)
    people = Member.objects.active().filter(organisation=organisation)
    people = people.exclude(role__in=[Member.Role.AUDITOR, Member.Role.BOT])
    return [
        ("", _("（選んでください）")),
        (_("役割"), [(f"duty:{each.pk}", each.name) for each in duties]),
        (_("人"), [(f"member:{each.pk}", titled(each)) for each in people]),
    ]


def titled(member: Member) -> str:
    return " ".join(filter(None, [member.name, member.title]))
