"""The account page, and acting for another of one's organisations."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages as flashes
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hub.identity import actions
from hub.identity.forms import EmailForm, OwnMemberForm
from hub.identity.models import User
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
    return account_page(request, form, EmailForm(initial={"email": own_user(request).email}))


def account_page(
    request: MemberRequest, form: OwnMemberForm, email_form: EmailForm
) -> HttpResponse:
    factors = Authenticator.objects.filter(user_id=request.user.pk, type__in=SECOND_FACTORS)
    context = {
        "form": form,
        "email_form": email_form,
        "second_factor": factors.exists(),
        "sessions": UserSession.objects.filter(user_id=request.user.pk).count(),
        "places": request.member.other_places(),
    }
    status = 422 if form.errors or email_form.errors else 200
    return render(request, "identity/account.html", context, status=status)


def own_user(request: HttpRequest) -> User:
    return User.objects.get(username=request.user.get_username())


@require_POST
@member_required
def email(request: MemberRequest) -> HttpResponse:
    form = EmailForm(request.POST)
    if form.is_valid():
        try:
            actions.change_email(user=own_user(request), email=form.cleaned_data["email"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            flashes.success(request, _("保存しました。"))
            return redirect("identity:account")
    return account_page(request, OwnMemberForm(instance=request.member), form)


@require_POST
@member_required
def end_session(request: MemberRequest) -> HttpResponse:
    """Sign out one of the person's own browsers."""
    chosen = request.POST.get("session", "")
    if not chosen.isdecimal():
        raise Http404
    actions.end_session(user=own_user(request), session_id=int(chosen))
    flashes.success(request, _("端末をサインアウトさせました。"))
    return redirect("usersessions_list")


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
