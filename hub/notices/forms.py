"""Input of the notice pages. The actions decide; forms only read."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.notices.actions.writing import Wording
from hub.notices.choosing import chosen
from hub.notices.models import Audience, Board, Category, Importance, Notice
from hub.obligations.asking import MOMENT, AskingForm
from hub.obligations.ladders import Ladder
from hub.obligations.models import Obligation
from hub.organisations.models import Member, Section


class KeysField(forms.Field):
    """Several values under one name, as hidden fields carry them."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[str]:
        return [str(each) for each in super().clean(value) or []]


class FileKeysField(KeysField):
    def clean(self, value: Any) -> Any:
        try:
            return [UUID(each) for each in super().clean(value)]
        except ValueError:
            raise forms.ValidationError(_("添付するファイルが見つかりません。")) from None


class NoticeForm(AskingForm):
    board = forms.ModelChoiceField(label=_("掲示板"), queryset=Board.objects.none())
    category = forms.ModelChoiceField(
        label=_("分類"), queryset=Category.objects.none(), required=False, empty_label=_("なし")
    )
    section = forms.ModelChoiceField(
        label=_("差出人"), queryset=Section.objects.none(), required=False
    )
    title = forms.CharField(label=_("件名"), max_length=120)
    body = Notice._meta.get_field("body").formfield()
    importance = forms.ChoiceField(
        label=_("重要度"),
        choices=Importance.choices,
        initial=Importance.STANDARD,
        widget=forms.RadioSelect,
    )
    starts_at = forms.DateTimeField(
        label=_("掲載開始"), required=False, widget=MOMENT, help_text=_("空欄なら公開してすぐ")
    )
    ends_at = forms.DateTimeField(
        label=_("掲載終了"), required=False, widget=MOMENT, help_text=_("空欄なら終了しない")
    )
    comments_allowed = forms.BooleanField(
        label=_("コメントを受け付ける"), required=False, initial=True
    )
    audience = KeysField(required=False)
    attached = FileKeysField(required=False)

    def __init__(self, member: Member, *args: Any, notice: Notice | None = None, **options: Any):
        super().__init__(member, *args, **options)
        boards = Board.objects.postable_by(member).select_related("organisation")
        if notice is not None:
            boards = Board.objects.filter(pk=notice.board_id)
        fields: dict[str, Any] = self.fields
        fields["board"].queryset = boards
        categories = Category.objects.filter(board__in=boards.values("pk"))
        fields["category"].queryset = categories.select_related("board")
        own = Section.objects.filter(organisation_id=member.organisation_id)
        fields["section"].queryset = own
        fields["section"].empty_label = member.organisation.name

    def wording(self) -> Wording:
        """What the form says. Raises ValidationError for addressees that name nobody."""
        given = self.cleaned_data
        same = ("title", "body", "importance", "category", "section", "starts_at", "ends_at")
        return Wording(
            **{name: given[name] for name in (*same, "comments_allowed")},
            files=given["attached"],
            audience=chosen(self.member, given["audience"], Audience),
            asks=self.asks(),
        )


def initial_of(notice: Notice, ladders: dict[str, Ladder]) -> dict[str, Any]:
    """How a stored notice fills the form."""
    names = ("board", "category", "section", "title", "body", "importance", "starts_at")
    values = {name: getattr(notice, name) for name in (*names, "ends_at", "comments_allowed")}
    asked = notice.obligation
    if asked is None:
        return values
    same = next((key for key, each in ladders.items() if each.steps == asked.steps), "")
    about = {name: getattr(asked, name) for name in ("kind", "holding", "deadline", "says")}
    choices = asked.choices if asked.kind == Obligation.Kind.CHOICE else []
    return {**values, **about, "ladder": same, "choices": choices}


class BoardForm(forms.ModelForm[Board]):
    categories = forms.CharField(
        label=_("分類"),
        required=False,
        help_text=_("1行に1つ書きます。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = Board
        fields = ("name", "description", "scope", "section", "comments_allowed")

    def __init__(self, member: Member, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["section"].queryset = Section.objects.filter(organisation_id=member.organisation_id)
        if member.role != Member.Role.CITY_ADMINISTRATOR:
            own: Sequence[Any] = [each for each in Board.Scope.choices if each[0] != "city"]
            fields["scope"].choices = own
        if self.instance.pk and not self.is_bound:
            names = self.instance.categories.values_list("name", flat=True)
            self.initial["categories"] = "\n".join(names)

    def _post_clean(self) -> None:
        """The action checks the row; here only the input is read."""


class ListForm(forms.Form):
    """Filters of the list; what makes no sense is left out."""

    SHOW = (
        ("", _("掲載中")),
        ("unread", _("未読")),
        ("asked", _("回答が必要")),
        ("ended", _("終了したもの")),
        ("mine", _("自分が書いたもの")),
    )
    show = forms.ChoiceField(choices=SHOW, required=False)
    board = forms.ModelChoiceField(queryset=Board.objects.none(), required=False)
    category = forms.ModelChoiceField(queryset=Category.objects.none(), required=False)
    importance = forms.ChoiceField(
        choices=[("", _("すべての重要度")), *Importance.choices], required=False
    )
    q = forms.CharField(required=False, max_length=200)

    def __init__(self, member: Member, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        boards = Board.objects.readable_by(member)
        fields: dict[str, Any] = self.fields
        fields["board"].queryset = boards
        fields["category"].queryset = Category.objects.filter(
            Q(board__in=list(boards.values_list("pk", flat=True)))
        )
