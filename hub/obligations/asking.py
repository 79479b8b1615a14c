"""Input of what is asked: the kind of answer, by whom, until when, and the ladder."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.obligations.ladders import BUILT_IN, Ladder
from hub.obligations.models import Branch, LadderPreset, Obligation
from hub.organisations.models import Member

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
NOTHING = "none"
CHOICES = 6
FIRST_CHOICES = ((_("対応済み"), "done"), (_("応援必要"), "help"))
MEANINGS = [
    (state.value, state.label)
    for state in (
        Branch.State.CONFIRMED,
        Branch.State.DONE,
        Branch.State.HELP,
        Branch.State.DECLINED,
    )
]


def ladders_for(member: Member) -> dict[str, Ladder]:
    """{key: ladder}: those of the own organisation, then the built-in ones."""
    own = LadderPreset.objects.filter(organisation_id=member.organisation_id)
    presets = [Ladder(str(each.pk), each.name, each.mode, each.steps) for each in own]
    return {ladder.key: ladder for ladder in (*presets, *BUILT_IN)}


class AskingForm(forms.Form):
    """The answer a notice or a message asks for."""

    kind = forms.ChoiceField(
        label=_("回答"),
        choices=[(NOTHING, _("求めない")), *Obligation.Kind.choices],
        initial=NOTHING,
        widget=forms.RadioSelect,
    )
    holding = forms.ChoiceField(
        label=_("回答する人"),
        choices=Obligation.Holding.choices,
        initial=Obligation.Holding.ORGANISATION,
        required=False,
        widget=forms.RadioSelect,
    )
    deadline = forms.DateTimeField(label=_("回答期限"), required=False, widget=MOMENT)
    ladder = forms.ChoiceField(label=_("呼び出し手順"), required=False)
    says = forms.CharField(
        label=_("電話で伝える内容"),
        required=False,
        max_length=1000,
        help_text=_("回答がなく電話をかけるとき、かける人の画面に出ます。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, member: Member, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.member = member
        self.ladders = ladders_for(member)
        offered = [(key, ladder.name) for key, ladder in self.ladders.items()]
        self.fields["ladder"].choices = offered  # type: ignore[attr-defined]

    def choice_rows(self) -> list[dict[str, str]]:
        """{label, state} of each line of choices, as given or as they stand."""
        if not self.is_bound:
            rows = list(self.initial.get("choices") or [])
            first = [{"label": str(label), "state": state} for label, state in FIRST_CHOICES]
            return [*(rows or first), *[{"label": "", "state": "done"}] * CHOICES][:CHOICES]
        labels = self.data.getlist("choice_label")  # type: ignore[attr-defined]
        states = self.data.getlist("choice_state")  # type: ignore[attr-defined]
        given = zip(labels, states, strict=False)
        return [{"label": label, "state": state} for label, state in given][:CHOICES]

    def asks(self) -> dict[str, Any] | None:
        """The fields of `draft_obligation`, None when nothing is asked."""
        given = self.cleaned_data
        if given["kind"] == NOTHING:
            return None
        ladder = self.ladders.get(given["ladder"]) or BUILT_IN[0]
        return {
            "kind": given["kind"],
            "holding": given["holding"] or Obligation.Holding.ORGANISATION,
            "deadline": given["deadline"],
            "mode": ladder.mode,
            "steps": ladder.steps,
            "says": given["says"],
            "choices": [row for row in self.choice_rows() if row["label"].strip()],
        }
