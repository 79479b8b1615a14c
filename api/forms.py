"""Forms of the integration pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from api.scopes import Scope

LIFETIMES = [(30, _("30日")), (90, _("90日")), (180, _("180日")), (365, _("1年"))]


class TokenForm(forms.Form):
    name = forms.CharField(label=_("名前"), max_length=60, help_text=_("使う場所が分かる名前"))
    scopes = forms.MultipleChoiceField(
        label=_("権限"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(label=_("有効期限"), choices=LIFETIMES, coerce=int, initial=90)


class NameForm(forms.Form):
    name = forms.CharField(label=_("名前"), max_length=60)


class OutgoingForm(NameForm):
    url = forms.URLField(label=_("送信先のURL"), max_length=500, assume_scheme="https")
