"""Administration pages: organisations, their members and duties."""

from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages as flashes
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hub.attempts import attempt, flash_errors
from hub.identity.second_factor import without_second_factor
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.actions import members as member_actions
from hub.organisations.actions import organisations as actions
from hub.organisations.forms import (
    DutyForm,
    HoursForm,
    MemberForm,
    OrganisationForm,
    roles_for,
)
from hub.organisations.models import Duty, Member, Organisation
from hub.organisations.tree import tree_of

PAGE = 50


def administered_or_404(request: MemberRequest, organisation_id: UUID) -> Organisation:
    own = Organisation.objects.administered_by(request.member).filter(pk=organisation_id)
    found = own.first()
    if found is None:
        raise Http404
    return found


def page_of(request: MemberRequest, template: str, form: BaseForm, **context: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


@require_GET
@member_required
def home(request: MemberRequest) -> HttpResponse:
    """City administrators choose an organisation; others go straight to their own."""
    if not request.member.may_chat:
        return redirect("organisations:audit")
    found = Organisation.objects.administered_by(request.member)
    if request.member.role != Member.Role.CITY_ADMINISTRATOR:
        own = found.first()
        if own is None:
            raise Http404
        return redirect("organisations:members", own.id)
    query = request.GET.get("q", "").strip()[:50]
    page = Paginator(found.matching(query), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "query": query, "tab": "organisations"}
    return render(request, "organisations/admin/organisations.html", context)


@member_required
def create(request: MemberRequest) -> HttpResponse:
    if request.member.role != Member.Role.CITY_ADMINISTRATOR:
        raise Http404
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, lambda: actions.create_organisation(by=request.member, **form.cleaned_data)
        )
        if made is not None:
            flashes.success(request, _("組織を登録しました。"))
            return redirect("organisations:invitations", made.id)
    return page_of(request, "organisations/admin/form.html", form, title=_("組織を登録"))


@member_required
def settings(request: MemberRequest, organisation_id: UUID) -> HttpResponse:
    organisation = administered_or_404(request, organisation_id)
    fresh = Organisation.objects.get(pk=organisation.pk)
    form = OrganisationForm(request.POST or None, instance=fresh)
    warn_of_second_factor(form, fresh)
    hours = HoursForm(organisation, request.POST or None)
    if request.method == "POST" and form.is_valid() and hours.is_valid():
        saved = attempt(
            form,
            lambda: actions.change_organisation(
                by=request.member,
                organisation_id=organisation.id,
                hours=hours.spans(),
                **form.cleaned_data,
            ),
        )
        if saved is not None:
            flashes.success(request, _("組織の情報を保存しました。"))
            return redirect("organisations:settings", organisation.id)
    return page_of(
        request,
        "organisations/admin/settings.html",
        form,
        hours=hours,
        organisation=organisation,
        tab="settings",
    )


def warn_of_second_factor(form: OrganisationForm, organisation: Organisation) -> None:
    """Say beforehand how many people would be led to set one up."""
    count = without_second_factor(organisation).count()
    text = _("必須にすると、まだ登録していない{n}人は、登録を終えるまで使えません。")
    form.fields["requires_second_factor"].help_text = text.format(n=count) if count else ""


@require_POST
@member_required
def suspend(request: MemberRequest, organisation_id: UUID) -> HttpResponse:
    organisation = administered_or_404(request, organisation_id)
    on = request.POST.get("on") == "1"
    flash_errors(
        request,
        lambda: actions.suspend_organisation(
            by=request.member, organisation_id=organisation.id, on=on
        ),
        _("利用を停止しました。") if on else _("利用を再開しました。"),
    )
    return redirect("organisations:settings", organisation.id)


@require_GET
@member_required
def members(request: MemberRequest, organisation_id: UUID) -> HttpResponse:
    organisation = administered_or_404(request, organisation_id)
    query, left = request.GET.get("q", "").strip()[:50], request.GET.get("left") == "1"
    people = Member.objects.filter(organisation=organisation, left_at__isnull=not left)
    section, role = request.GET.get("section", ""), request.GET.get("role", "")
    sections = tree_of(organisation.sections.all())
    if section in {str(node.section.pk) for node in sections}:
        people = people.filter(section_id=section)
    if role in Member.Role.values:
        people = people.filter(role=role)
    found = people.matching(query).select_related("section", "user", "organisation")
    context = {
        "organisation": organisation,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "query": query,
        "left": left,
        "section": section,
        "role": role,
        "sections": sections,
        "roles": roles_for(organisation),
        "tab": "members",
    }
    return render(request, "organisations/admin/members.html", context)


@member_required
def member(request: MemberRequest, organisation_id: UUID, member_id: UUID) -> HttpResponse:
    organisation = administered_or_404(request, organisation_id)
    person = organisation.members.filter(pk=member_id).select_related("user").first()
    if person is None:
        raise Http404
    form = MemberForm(organisation, request.POST or None, instance=Member.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: member_actions.change_member(
                by=request.member, member_id=person.id, **form.cleaned_data
            ),
        )
        if saved is not None:
            flashes.success(request, _("メンバーの情報を保存しました。"))
            return redirect("organisations:members", organisation.id)
    return page_of(
        request,
        "organisations/admin/member.html",
        form,
        organisation=organisation,
        person=person,
        second_factor=Authenticator.objects.filter(user=person.user_id).exists(),
        tab="members",
    )


@require_POST
@member_required
def end(request: MemberRequest, organisation_id: UUID, member_id: UUID) -> HttpResponse:
    """End a membership, or with `back=1` reinstate it."""
    organisation = administered_or_404(request, organisation_id)
    if not organisation.members.filter(pk=member_id).exists():
        raise Http404
    back = request.POST.get("back") == "1"
    act = member_actions.reinstate_member if back else member_actions.end_membership
    flash_errors(
        request,
        lambda: act(by=request.member, member_id=member_id),
        _("復帰させました。") if back else _("離任を登録しました。"),
    )
    return redirect("organisations:members", organisation.id)


@require_GET
@member_required
def duties(request: MemberRequest, organisation_id: UUID) -> HttpResponse:
    organisation = administered_or_404(request, organisation_id)
    rows = organisation.duties.all()
    context = {"organisation": organisation, "duties": rows, "tab": "duties"}
    return render(request, "organisations/admin/duties.html", context)


@member_required
def duty(
    request: MemberRequest, organisation_id: UUID, duty_id: UUID | None = None
) -> HttpResponse:
    organisation = administered_or_404(request, organisation_id)
    row = organisation.duties.filter(pk=duty_id).first() if duty_id else None
    if duty_id and row is None:
        raise Http404
    if row is not None and "delete" in request.POST:
        flash_errors(
            request,
            lambda: actions.delete_duty(
                by=request.member, organisation_id=organisation.id, duty_id=row.pk
            ),
            _("役割を削除しました。"),
        )
        return redirect("organisations:duties", organisation.id)
    form = DutyForm(
        organisation, request.POST or None, instance=row or Duty(organisation=organisation)
    )
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: actions.save_duty(
                by=request.member,
                organisation_id=organisation.id,
                duty_id=duty_id,
                name=form.cleaned_data["name"],
                reading=form.cleaned_data["reading"],
                holders=list(form.cleaned_data["holders"]),
            ),
        )
        if saved is not None:
            return redirect("organisations:duties", organisation.id)
    return page_of(
        request,
        "organisations/admin/form.html",
        form,
        organisation=organisation,
        title=_("役割を変更") if row else _("役割を追加"),
        deletable=row,
        tab="duties",
    )
