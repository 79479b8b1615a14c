"""Input of the document pages. The actions decide; forms only read."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from docs_app.models import Circulation, Document, Folder
from docs_app.places import place_of_folder
from docs_app.roles import Role
from hub.organisations.models import Member

ROLES = [(role.value, role.label) for role in Role]
LINK_ROLES = [("", _("リンクでは開けない")), *ROLES[:-1]]


class RoleForm(forms.Form):
    role = forms.TypedChoiceField(label=_("権限"), choices=ROLES, coerce=lambda v: Role(int(v)))
    expires_on = forms.DateField(label=_("期限"), required=False)


class GrantForm(RoleForm):
    """`target` is a kind and an id: `member:<id>`."""

    target = forms.RegexField(r"^(member|section|organisation|room):[0-9a-f-]{36}$")


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
