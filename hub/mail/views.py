"""Which mails I want."""

from typing import Any

from django import forms
from django.contrib import messages as flashes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.identity.models import User
from hub.mail.actions import is_configured, save_preference
from hub.mail.models import MailPreference
from hub.organisations.acting import MemberRequest, member_required


class PreferenceForm(forms.ModelForm[MailPreference]):
    class Meta:
        model = MailPreference
        fields = ("mentions", "calls", "documents", "digest", "digest_at")
        widgets = {"digest_at": forms.TimeInput({"type": "time"}, format="%H:%M")}


@member_required
def preferences(request: MemberRequest) -> HttpResponse:
    stored = MailPreference.objects.filter(member=request.member).first()
    form = PreferenceForm(request.POST or None, instance=stored)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        language = get_language() or "ja"
        save_preference(member=request.member, language=language, **given)
        flashes.success(request, _("保存しました。"))
        return redirect("mail:preferences")
    context = {
        "form": form,
        "address": User.objects.get(pk=request.member.user_id).email,
        "configured": is_configured(),
        "organisation": request.member.organisation,
    }
    return render(request, "mail/preferences.html", context, status=422 if form.errors else 200)
