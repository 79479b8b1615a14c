"""Administration of an organisation's tree of sections."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hub.attempts import attempt, flash_errors
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.actions import organisations as actions
from hub.organisations.actions.sections import move_section
from hub.organisations.admin_views import administered_or_404, page_of
from hub.organisations.forms import SectionForm
from hub.organisations.models import Section
from hub.organisations.tree import tree_of


@require_GET
@member_required
def sections(request: MemberRequest, organisation_id: UUID) -> HttpResponse:
    organisation = administered_or_404(request, organisation_id)
    tree = tree_of(organisation.sections.all())
    context = {"organisation": organisation, "tree": tree, "tab": "sections"}
    return render(request, "organisations/admin/sections.html", context)


@member_required
def section(
    request: MemberRequest, organisation_id: UUID, section_id: UUID | None = None
) -> HttpResponse:
    """Add a section, or change or delete one."""
    organisation = administered_or_404(request, organisation_id)
    row = organisation.sections.filter(pk=section_id).first() if section_id else None
    if section_id and row is None:
        raise Http404
    if row is not None and "delete" in request.POST:
        flash_errors(
            request,
            lambda: actions.delete_section(
                by=request.member, organisation_id=organisation.id, section_id=row.pk
            ),
            _("部署を削除しました。"),
        )
        return redirect("organisations:sections", organisation.id)
    form = SectionForm(
        organisation,
        request.POST or None,
        instance=row or Section(organisation=organisation),
    )
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: actions.save_section(
                by=request.member,
                organisation_id=organisation.id,
                section_id=section_id,
                **form.cleaned_data,
            ),
        )
        if saved is not None:
            return redirect("organisations:sections", organisation.id)
    return page_of(
        request,
        "organisations/admin/form.html",
        form,
        organisation=organisation,
        title=_("部署を変更") if row else _("部署を追加"),
        deletable=row,
        tab="sections",
    )


@require_POST
@member_required
def move(request: MemberRequest, organisation_id: UUID, section_id: UUID) -> HttpResponse:
    """One place up, or with `down=1` down, among the sections beside it."""
    organisation = administered_or_404(request, organisation_id)
    move_section(
        by=request.member,
        organisation_id=organisation.id,
        section_id=section_id,
        down=request.POST.get("down") == "1",
    )
    return redirect("organisations:sections", organisation.id)
