"""The roster of a duty: its month, and the forms that plan it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages as flashes
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from hub.attempts import attempt, flash_errors
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.actions.rosters import plan_shifts, remove_shift
from hub.organisations.admin_views import administered_or_404
from hub.organisations.models import Duty, Member, Organisation, Shift
from hub.organisations.roster_forms import (
    PasteForm,
    RosterForm,
    ShiftForm,
    WeeklyForm,
    month_span,
)
from hub.organisations.rosters import month_of
from hub.years import chosen_month

FORMS: dict[str, type[RosterForm]] = {"one": ShiftForm, "weekly": WeeklyForm, "paste": PasteForm}


def month_context(duty: Duty, first: date) -> dict[str, Any]:
    return {
        "duty": duty,
        "month": first,
        "earlier": first - timedelta(days=1),
        "later": first + timedelta(days=31),
        "weeks": month_of(duty, first),
        "today": timezone.localdate(),
        "holders": duty.present_holders(),
        "fixed": Member.objects.active().filter(duties=duty),
    }


@member_required
def roster(request: MemberRequest, organisation_id: UUID, duty_id: UUID) -> HttpResponse:
    """The month with its gaps and overlaps; `form` in a post names the form that was sent."""
    organisation = administered_or_404(request, organisation_id)
    duty = organisation.duties.filter(pk=duty_id).first()
    if duty is None:
        raise Http404
    first = chosen_month(request.GET.get("month", ""))
    sent = request.POST.get("form", "")
    forms = {
        key: form(
            duty, *((request.POST, request.FILES) if key == sent else ()), auto_id=f"{key}_%s"
        )
        for key, form in FORMS.items()
    }
    if sent in forms and forms[sent].is_valid() and planned(request, duty, forms[sent], first):
        return redirect(f"{request.path}?month={first:%Y-%m}")
    context = {"organisation": organisation, "tab": "duties", "forms": forms, "sent": sent}
    status = 422 if any(form.errors for form in forms.values()) else 200
    page = "organisations/admin/roster.html"
    return render(request, page, context | month_context(duty, first), status=status)


def planned(request: MemberRequest, duty: Duty, form: RosterForm, first: date) -> bool:
    replaces = month_span(first) if form.cleaned_data.get("replaces") else None
    count = attempt(
        form,
        lambda: plan_shifts(
            by=request.member,
            organisation_id=duty.organisation_id,
            duty_id=duty.id,
            planned=form.planned(),
            replaces=replaces,
        ),
    )
    if count is not None:
        text = ngettext("当番を%(n)d件登録しました。", "当番を%(n)d件登録しました。", count)
        flashes.success(request, text % {"n": count})
    return count is not None


@require_POST
@member_required
def remove(
    request: MemberRequest, organisation_id: UUID, duty_id: UUID, shift_id: UUID
) -> HttpResponse:
    organisation = administered_or_404(request, organisation_id)
    shift = Shift.objects.filter(pk=shift_id, duty=duty_id, duty__organisation=organisation).first()
    if shift is None:
        raise Http404
    flash_errors(
        request,
        lambda: remove_shift(by=request.member, organisation_id=organisation.id, shift_id=shift.id),
        _("当番を取り消しました。"),
    )
    page = reverse("organisations:roster", args=[organisation.id, duty_id])
    return redirect(f"{page}?month={timezone.localtime(shift.starts_at):%Y-%m}")


@require_GET
@member_required
def duty(request: MemberRequest, duty_id: UUID) -> HttpResponse:
    """Who holds it now; the month is for the own organisation and city hall."""
    found = Duty.objects.visible_to(request.member).select_related("organisation")
    row = found.filter(pk=duty_id).first()
    if row is None:
        raise Http404
    first = chosen_month(request.GET.get("month", ""))
    visible = Member.objects.visible_to(request.member)
    inside = request.member.is_city_staff or row.organisation_id == request.member.organisation_id
    administers = Organisation.objects.administered_by(request.member)
    context = month_context(row, first) | {
        "holders": row.present_holders().filter(id__in=visible).with_organisation(),
        "inside": inside,
        "administers": administers.filter(pk=row.organisation_id).exists(),
    }
    return render(request, "organisations/duty.html", context)
