"""Input of the document pages. The actions decide; forms only read."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from docs_app.models import Circulation, Document, Folder
from docs_app.places import place_of_folder
from docs_app.roles import Role
from hub.organisations.models import Member
from hub.search.days import DaysField, first_of, last_of
from hub.search.terms import QUERY_LIMIT, Term, terms_of

ROLES = [(role.value, role.label) for role in Role]
LINK_ROLES = [("", _("リンクでは開けない")), *ROLES[:-1]]


class SearchForm(forms.Form):
    q = forms.CharField(label=_("探す言葉"), required=False)
    since = DaysField(label=_("最終更新がこの日から"), required=False, max_length=30)
    until = DaysField(label=_("最終更新がこの日まで"), required=False, max_length=30)

    def clean_q(self) -> str:
        return str(self.cleaned_data["q"])[:QUERY_LIMIT]

    @property
    def terms(self) -> list[Term]:
        return terms_of(self.cleaned_data["q"])

    @property
    def days(self) -> dict[str, date | None]:
        given = self.cleaned_data
        return {"since": first_of(given["since"]), "until": last_of(given["until"])}

    @property
    def asks(self) -> bool:
        return any(not term.excluded for term in self.terms) or any(self.days.values())


class RoleForm(forms.Form):
    role = forms.TypedChoiceField(label=_("権限"), choices=ROLES, coerce=lambda v: Role(int(v)))
    expires_on = forms.DateField(label=_("期限"), required=False)


class GrantForm(RoleForm):
    """`target` is a kind and an id: `member:<id>`."""

    target = forms.RegexField(r"^(member|section|organisation|room):[0-9a-f-]{36}$")

    def clean_target(self) -> tuple[str, UUID]:
        kind, _colon, key = self.cleaned_data["target"].partition(":")
        try:
            return kind, UUID(key)
        except ValueError:
            raise forms.ValidationError(_("共有する相手を選んでください。")) from None


class LinkForm(forms.Form):
    role = forms.TypedChoiceField(
        label=_("リンクを知っている人"),
        choices=LINK_ROLES,
        coerce=lambda v: Role(int(v)),
        empty_value=None,
        required=False,
    )


class AboutForm(forms.ModelForm[Document]):
    class Meta:
        model = Document
        fields = ("title", "number", "retention")
        help_texts: ClassVar = {
            "number": _("例: 健第1234号"),
            "retention": _(
                "ごみ箱に入れても、最後に変更した年度の末から保存期間が過ぎるまでは消えません。"
            ),
        }


class FolderField(forms.ModelChoiceField[Folder]):
    def label_from_instance(self, obj: Any) -> str:
        names = [place_of_folder(obj).name, *(each.name for each in reversed(obj.lineage()))]
        return " / ".join(names)


def folders_for(member: Member) -> Any:
    seen = Folder.objects.visible_to(member)
    return seen.select_related("organisation", "section", "room", "parent__parent__parent")


class MoveForm(forms.Form):
    folder = FolderField(
        label=_("フォルダー"),
        queryset=Folder.objects.none(),
        required=False,
        empty_label=_("フォルダーなし"),
    )

    def __init__(self, member: Member, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["folder"].queryset = folders_for(member)  # type: ignore[attr-defined]


class NewDocumentForm(MoveForm):
    title = forms.CharField(label=_("表題"))
    template = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ("title", "folder")


class NameForm(forms.Form):
    name = forms.CharField(max_length=200)


class CirculationForm(forms.Form):
    """The people stay in the order in which they were sent."""

    order = forms.ChoiceField(label=_("回し方"), choices=Circulation.Order.choices)
    due_on = forms.DateField(
        label=_("期限"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    note = forms.CharField(
        label=_("連絡事項"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    people = forms.TypedMultipleChoiceField(
        label=_("回覧先"),
        coerce=UUID,
        required=False,
        error_messages={"invalid_choice": _("この文書を閲覧できる人だけを選べます。")},
    )

    def __init__(self, readers: Sequence[Member], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.readers = {str(each.pk): each for each in readers}
        field = self.fields["people"]
        field.choices = [(key, each.name) for key, each in self.readers.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[Member]:
        given = dict.fromkeys(self["people"].value() or [])
        return [self.readers[each] for each in given if each in self.readers]

    @property
    def others(self) -> list[Member]:
        chosen = self.chosen
        return [each for each in self.readers.values() if each not in chosen]
