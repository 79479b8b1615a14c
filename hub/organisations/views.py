"""The directory: people and organisations as far as one member may see them."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hub.folding import kana_row
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Duty, Member, Organisation, Section
from hub.organisations.tree import tree_of

PAGE = 60  # people


@require_GET
@member_required
def directory(request: MemberRequest) -> HttpResponse:
    """Search by name or reading; filter by organisation; grouped by kana row."""
    query = request.GET.get("q", "").strip()[:50]
    chosen = request.GET.get("organisation", "")
    organisations = list(Organisation.objects.visible_to(request.member))
    people = Member.objects.visible_to(request.member).matching(query).with_organisation()
    section, sections = request.GET.get("section", ""), []
    if chosen in {str(each.id) for each in organisations}:
        people = people.filter(organisation_id=chosen)
        visible = Section.objects.visible_to(request.member)
        sections = tree_of(visible.filter(organisation_id=chosen))
    if section in {str(node.section.pk) for node in sections}:
        people = people.filter(section_id=section)
    page = Paginator(people.order_by("reading", "name"), PAGE).get_page(request.GET.get("page"))
    context = {
        "query": query,
        "chosen": chosen,
        "section": section,
        "sections": sections,
        "organisations": organisations,
        "found": Organisation.objects.visible_to(request.member).matching(query) if query else [],
        "duties": Duty.objects.visible_to(request.member).matching(query) if query else [],
        "page": page,
        "groups": [
            (row, list(members))
            for row, members in groupby(page, lambda each: kana_row(each.reading))
        ],
    }
    return render(request, "organisations/directory.html", context)


@require_GET
@member_required
def member(request: MemberRequest, member_id: UUID) -> HttpResponse:
    found = Member.objects.visible_to(request.member).with_organisation().filter(pk=member_id)
    person = found.first()
    if person is None:
        raise Http404
    context = {
        "person": person,
        "duties": Duty.objects.visible_to(request.member).filter(
            id__in=Duty.objects.held_by([person])
        ),
        "administers": Organisation.objects.administered_by(request.member)
        .filter(pk=person.organisation_id)
        .exists(),
    }
    return render(request, "organisations/member.html", context)


@require_GET
@member_required
def organisation(request: MemberRequest, organisation_id: UUID) -> HttpResponse:
    found = Organisation.objects.visible_to(request.member).filter(pk=organisation_id).first()
    if found is None:
        raise Http404
    people = Member.objects.visible_to(request.member).filter(organisation=found)
    sections = Section.objects.visible_to(request.member).filter(organisation=found)
    context: dict[str, Any] = {
        "organisation": found,
        "people": people.select_related("organisation", "section").order_by("reading"),
        "tree": tree_of(sections),
        "duties": Duty.objects.visible_to(request.member).filter(organisation=found),
        "hours": found.opening_hours.all(),
        "administers": Organisation.objects.administered_by(request.member)
        .filter(pk=found.pk)
        .exists(),
    }
    return render(request, "organisations/organisation.html", context)
