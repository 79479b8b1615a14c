"""What people change about themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.organisations.models import Member


class OwnMemberForm(forms.ModelForm[Member]):
    """Name and reading come from the organisation's administrator; these are one's own."""

    class Meta:
        model = Member
        fields = ("title", "phone")


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=_("メールアドレス"),
        required=False,
        help_text=_("なくても使えます。登録すると、サインイン名の代わりに使えます。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
