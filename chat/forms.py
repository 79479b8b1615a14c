"""Input of the room pages. The actions decide; forms only read."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.models import Room
from hub.organisations.models import Member, Section


class MemberChoices(forms.ModelMultipleChoiceField[Member]):
    """People the acting member may address, ticked one by one."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        parts = [obj.name, obj.reading, obj.organisation.name, obj.title]
        return " / ".join(part for part in parts if part)


def addressable(member: Member) -> Any:
    people = Member.objects.visible_to(member).exclude(pk=member.pk).with_organisation()
    return people.exclude(role=Member.Role.AUDITOR).order_by("organisation__reading", "reading")


class RoomForm(forms.ModelForm[Room]):
    class Meta:
        model = Room
        fields = ("name", "description")
        widgets: ClassVar = {"description": forms.Textarea(attrs={"rows": 3})}

    name = forms.CharField(label=_("ルーム名"), max_length=80)


class NewRoomForm(RoomForm):
    kind = forms.ChoiceField(
        label=_("種類"),
        widget=forms.RadioSelect,
        initial=Room.Kind.CLOSED,
        choices=[
            (Room.Kind.CLOSED, _("非公開ルーム（招待した人だけが参加できます）")),
            (Room.Kind.OPEN, _("公開ルーム（組織の誰でも見つけて参加できます）")),
            (Room.Kind.SECTION, _("部署ルーム（部署の人が自動で参加します）")),
            (Room.Kind.DIRECT, _("ダイレクト（選んだ人だけで話します。ルーム名は要りません）")),
        ],
    )
    section = forms.ModelChoiceField(
        label=_("部署"), queryset=Section.objects.none(), required=False
    )
    members = MemberChoices(label=_("メンバー"), queryset=Member.objects.none(), required=False)

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        sections = Section.objects.filter(organisation_id=member.organisation_id)
        self.fields["section"].queryset = sections  # type: ignore[attr-defined]
        self.fields["members"].queryset = addressable(member)  # type: ignore[attr-defined]
        self.order_fields(["kind", "name", "description", "section", "members"])


class PeopleForm(forms.Form):
    members = MemberChoices(label=_("追加する人"), queryset=Member.objects.none(), required=True)

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = addressable(member)  # type: ignore[attr-defined]


class HostForm(forms.Form):
    """One member of the room, and what to do."""

    member = forms.UUIDField()
    host = forms.BooleanField(required=False)
