"""What people change about themselves."""

from django import forms

from hub.organisations.models import Member


class OwnMemberForm(forms.ModelForm[Member]):
    """Name and reading come from the organisation's administrator; these are one's own."""

    class Meta:
        model = Member
        fields = ("title", "phone")
