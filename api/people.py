"""People, organisations, sections and duties, as far as the caller may know of them."""

from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema

from api.access import Bearer
from api.problems import answers
from api.scopes import Scope
from api.types import Limit, Line, OrganisationOut, Page, PersonOut, person_out
from hub.organisations.acting import MemberRequest
from hub.organisations.models import Duty, Member, Organisation, Section

router = Router(tags=["people"], auth=Bearer(Scope.PEOPLE_READ))


class SectionOut(Schema):
    id: UUID
    name: str
    organisation: UUID
    parent: UUID | None


class DutyOut(Schema):
    id: UUID
    name: str
    organisation: UUID


def caller(request: HttpRequest) -> Member:
    return cast(MemberRequest, request).member


def paged(rows: "QuerySet[Any]", after: UUID | None, limit: int) -> tuple[list[Any], UUID | None]:
    """A stretch of `rows` in the stable order of their ids, and the cursor that follows."""
    found = list((rows.filter(pk__gt=after) if after else rows).order_by("pk")[: limit + 1])
    return found[:limit], found[limit - 1].pk if len(found) > limit else None


class Search(Schema):
    """Part of a name or reading, however it is typed; a cursor; how many."""

    q: Line = ""
    after: UUID | None = None
    limit: Limit = 100


@router.get("/me", response=answers(PersonOut), auth=Bearer())
def me(request: HttpRequest) -> PersonOut:
    """The member whose token this is."""
    return person_out(caller(request))


@router.get("/people", response=answers(Page[PersonOut]))
def people(request: HttpRequest, query: Query[Search]) -> Any:
    """Everybody the caller may see."""
    visible = Member.objects.visible_to(caller(request)).matching(query.q).with_organisation()
    found, following = paged(visible, query.after, query.limit)
    return {"items": [person_out(each) for each in found], "next": following}


@router.get("/people/{uuid:member_id}", response=answers(PersonOut))
def person(request: HttpRequest, member_id: UUID) -> PersonOut:
    visible = Member.objects.visible_to(caller(request)).with_organisation()
    return person_out(visible.get(pk=member_id))


@router.get("/organisations", response=answers(Page[OrganisationOut]))
def organisations(request: HttpRequest, query: Query[Search]) -> Any:
    visible = Organisation.objects.visible_to(caller(request)).matching(query.q).distinct()
    found, following = paged(visible, query.after, query.limit)
    items = [
        OrganisationOut(id=each.id, name=each.name, reading=each.reading, kind=each.kind)
        for each in found
    ]
    return {"items": items, "next": following}


@router.get("/sections", response=answers(Page[SectionOut]))
def sections(request: HttpRequest, query: Query[Search]) -> Any:
    visible = Section.objects.visible_to(caller(request)).matching(query.q).distinct()
    found, following = paged(visible, query.after, query.limit)
    items = [
        SectionOut(
            id=each.id, name=each.name, organisation=each.organisation_id, parent=each.parent_id
        )
        for each in found
    ]
    return {"items": items, "next": following}


@router.get("/duties", response=answers(Page[DutyOut]))
def duties(request: HttpRequest, query: Query[Search]) -> Any:
    visible = Duty.objects.visible_to(caller(request)).matching(query.q).distinct()
    found, following = paged(visible, query.after, query.limit)
    items = [
        DutyOut(id=each.id, name=each.name, organisation=each.organisation_id) for each in found
    ]
    return {"items": items, "next": following}
