"""The account page, and acting for another of one's organisations."""

from allauth.mfa.models import Authenticator
from django.contrib import messages as flashes
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hub.identity.forms import OwnMemberForm
from hub.identity.second_factor import SECOND_FACTORS
from hub.organisations.acting import SESSION_KEY, MemberRequest, member_required
from hub.organisations.actions.members import update_own_details
from hub.organisations.models import Member


@member_required
def account(request: MemberRequest) -> HttpResponse:
    form = OwnMemberForm(request.POST or None, instance=Member.objects.get(pk=request.member.pk))
    if request.method == "POST" and form.is_valid():
        update_own_details(member=request.member, **form.cleaned_data)
        flashes.success(request, _("保存しました。"))
        return redirect("identity:account")
    factors = Authenticator.objects.filter(user_id=request.user.pk, type__in=SECOND_FACTORS)
    context = {"form": form, "second_factor": factors.exists()}
    return render(request, "identity/account.html", context)


@require_POST
@member_required
def switch(request: MemberRequest) -> HttpResponse:
    """Act as another of the person's own members; anything else is not found."""
    own = Member.objects.active().filter(user_id=request.member.user_id)
    chosen = next((m for m in own if str(m.id) == request.POST.get("member")), None)
    if chosen is None:
        raise Http404
    request.session[SESSION_KEY] = str(chosen.id)
    return redirect("home")


def forgotten(request: HttpRequest) -> HttpResponse:
    """Whom to ask: passwords are renewed by card, so that no e-mail is needed."""
    return render(request, "identity/forgotten.html")
