"""The audit log as its readers see it."""

from datetime import datetime, time, timedelta

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hub.audit import AuditAction
from hub.models import AuditEntry
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.forms import AuditFilterForm
from hub.organisations.models import Member

PAGE = 50


def readable_by(member: Member) -> QuerySet[AuditEntry]:
    """City hall's auditors and administrators read all; others their own organisation's."""
    entries = AuditEntry.objects.select_related("member", "organisation")
    sees_all = member.is_city_staff and member.role != Member.Role.ORGANISATION_ADMINISTRATOR
    return entries if sees_all else entries.filter(organisation_id=member.organisation_id)


def filtered(entries: QuerySet[AuditEntry], form: AuditFilterForm) -> QuerySet[AuditEntry]:
    if not form.is_valid():
        return entries
    since, until = form.cleaned_data["since"], form.cleaned_data["until"]
    if form.cleaned_data["action"]:
        entries = entries.filter(action=form.cleaned_data["action"])
    if since:
        entries = entries.filter(at__gte=timezone.make_aware(datetime.combine(since, time())))
    if until:
        end = datetime.combine(until + timedelta(days=1), time())
        entries = entries.filter(at__lt=timezone.make_aware(end))
    return entries


@require_GET
@member_required
def audit(request: MemberRequest) -> HttpResponse:
    if request.member.role == Member.Role.MEMBER:
        raise Http404
    form = AuditFilterForm(request.GET)
    entries = filtered(readable_by(request.member), form)
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    labels, roles = dict(AuditAction.choices), dict(Member.Role.choices)
    for entry in page:
        entry.label = labels.get(entry.action, entry.action)  # type: ignore[attr-defined]
        entry.role_label = roles.get(entry.detail.get("role"))  # type: ignore[attr-defined]
    return render(
        request, "organisations/admin/audit.html", {"page": page, "filter": form, "tab": "audit"}
    )
