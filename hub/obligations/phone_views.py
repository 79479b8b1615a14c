"""Ringing somebody: whom, what to say, and the box for what came of it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hub.attempts import attempt
from hub.obligations.actions.answering import log_phone_call
from hub.obligations.forms import PhoneForm
from hub.obligations.models import Branch, PhoneCall
from hub.obligations.tracking import lines_of
from hub.obligations.tracking_views import answered, tracked_or_404
from hub.organisations.acting import MemberRequest, member_required


@never_cache
@member_required
def phone(request: MemberRequest, obligation_id: UUID, branch_id: int) -> HttpResponse:
    """The page, or with X-Part the inside of a dialog."""
    obligation = tracked_or_404(request, obligation_id)
    branches = Branch.objects.filter(pk=branch_id, obligation=obligation)
    lines = lines_of(branches, request.member)
    if not lines:
        raise Http404
    form = PhoneForm(obligation, request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> PhoneCall:
            return log_phone_call(by=request.member, branch_id=branch_id, **form.cleaned_data)

        logged = attempt(form, act)
        if logged is not None:
            return answered(request, obligation_id, _("電話の結果を記録しました。"))
    context = {"obligation": obligation, "line": lines[0], "form": form}
    part = request.headers.get("X-Part") == "1"
    page = "obligations/_phone.html" if part else "obligations/phone.html"
    return render(request, page, context, status=422 if form.errors else 200)
