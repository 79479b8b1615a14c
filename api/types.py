"""Inputs and outputs that several operations share. Times are RFC 3339 with an offset."""

from typing import Annotated, Generic, TypeVar
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from hub.organisations.models import Member

Item = TypeVar("Item")
# NUL cannot be stored; everything else may be written.
Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Text = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00]*$")]
Seq = Annotated[int, Field(ge=1, le=2**53 - 1)]
Version = Annotated[int, Field(ge=0, le=2**53 - 1)]
Limit = Annotated[int, Field(ge=1, le=200)]


class Input(Schema):
    """A field nobody knows is an error, not a surprise."""

    model_config = ConfigDict(extra="forbid")


class Page(Schema, Generic[Item]):
    """`next` is the cursor of the following page, or null at the end."""

    items: list[Item]
    next: UUID | None = None


class OrganisationOut(Schema):
    id: UUID
    name: str
    reading: str
    kind: str


class PersonOut(Schema):
    id: UUID
    name: str
    reading: str
    title: str
    role: str
    organisation: UUID
    organisation_name: str
    section: UUID | None
    section_name: str


def person_out(member: Member) -> PersonOut:
    """Needs a member of `with_organisation()`."""
    return PersonOut(
        id=member.id,
        name=member.name,
        reading=member.reading,
        title=member.title,
        role=member.role,
        organisation=member.organisation_id,
        organisation_name=member.organisation.name,
        section=member.section_id,
        section_name=member.section.name if member.section else "",
    )
