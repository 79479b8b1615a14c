"""The places of a member: the organisation, its sections above them, the rooms they are in.

A place keeps folders, and may be given a role for everybody who belongs to it.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist

from docs_app.models import Folder
from hub.organisations.models import Member, Organisation, Section

ICONS = {"organisation": "building", "section": "people", "room": "chat"}


@dataclass(frozen=True)
class Place:
    kind: str  # organisation, section or room: also the name of the column
    row: Any

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.row.pk}"

    @property
    def name(self) -> str:
        return str(self.row.name)

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def colour(self) -> int:
        owner = self.row if isinstance(self.row, Organisation) else self.row.organisation
        return int(owner.colour)

    @property
    def column(self) -> dict[str, UUID]:
        """How a folder or an access row names this place."""
        return {f"{self.kind}_id": self.row.pk}


def rooms_of(member: Member) -> Any:
    """Rooms with a name; between two people the people themselves are named."""
    rooms = apps.get_model("chat", "Room").objects.for_member(member)
    return rooms.exclude(name="").select_related("organisation").order_by("name")


def places_of(member: Member) -> list[Place]:
    if not member.may_chat:
        return []
    sections: list[Section] = member.section.lineage() if member.section else []
    return [
        Place("organisation", member.organisation),
        *(Place("section", section) for section in reversed(sections)),
        *(Place("room", room) for room in rooms_of(member)),
    ]


def place_of(member: Member, key: str) -> Place:
    """The place that `key` names. Raises DoesNotExist when it is none of the member's."""
    for place in places_of(member):
        if place.key == key:
            return place
    raise ObjectDoesNotExist


def place_of_folder(folder: Folder) -> Place:
    for kind in ICONS:
        if getattr(folder, f"{kind}_id") is not None:
            return Place(kind, getattr(folder, kind))
    raise ValueError(folder)  # the database keeps this from being
