"""What people change about themselves."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
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


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["name"] = str(_("パスキー"))
        self.fields["name"].label = _("名前")
        alone = self.fields["passwordless"]
        alone.label, alone.initial = _("パスワードの代わりに使う"), True
        alone.help_text = _(
            "指紋・顔・暗証番号で守られた端末やキーが必要です。"
            "外すと、パスワードのあとの2段階目として使います。"
        )


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("名前")
