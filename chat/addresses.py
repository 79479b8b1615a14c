"""Whom a message in a room can address, and what an address names.

An address is `member:<id>`, `section:<id>`, `duty:<id>` or `everyone`. Candidates never
reach past the room: its members, and the sections and duties those members belong to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from chat.models import Membership, Mention, Room
from hub.organisations.models import Duty, Member, Section
from hub.organisations.querysets import DutyQuerySet, MemberQuerySet, SectionQuerySet

EVERYONE = "everyone"
# Both spellings mark everyone, whatever language the writer uses.
EVERYONE_LABELS = ("全員", "everyone")
COMPLETIONS = 8  # of each kind


@dataclass(frozen=True)
class Candidate:
    """One line of the completion list."""

    address: str
    label: str
    reading: str
    detail: str
    colour: int | None = None


def members_of(room: Room) -> MemberQuerySet:
    ids = Membership.objects.active().filter(room_id=room.pk).values("member_id")
    return Member.objects.active().filter(id__in=ids)


def sections_of(room: Room) -> SectionQuerySet:
    return Section.objects.filter(members__in=members_of(room)).distinct()


def duties_of(room: Room) -> DutyQuerySet:
    """Duties that are in the room themselves, or that one of its members holds now."""
    held = Duty.objects.held_by(members_of(room)).values("id")
    return Duty.objects.filter(Q(places__room=room) | Q(id__in=held)).distinct()


def complete(room: Room, query: str) -> list[Candidate]:
    """Candidates whose name or reading contains `query`; everyone comes first."""
    everyone = [Candidate(EVERYONE, everyone_label(), "", _("ルームの全員"))]
    found = [each for each in everyone if query.casefold() in each.label.casefold()]
    for member in members_of(room).matching(query).with_organisation()[:COMPLETIONS]:
        detail = " ".join(filter(None, [member.organisation.name, member.title]))
        found.append(
            Candidate(
                f"member:{member.id}",
                member.name,
                member.reading,
                detail,
                member.organisation.colour,
            )
        )
    sections = sections_of(room).matching(query).select_related("organisation")[:COMPLETIONS]
    duties = duties_of(room).matching(query).select_related("organisation")[:COMPLETIONS]
    for kind, rows in (("section", sections), ("duty", duties)):
        found += [
            Candidate(f"{kind}:{row.id}", row.name, row.reading, row.organisation.name)
            for row in rows
        ]
    return found


def everyone_label() -> str:
    return _("全員")


def resolve_mentions(room: Room, addresses: Sequence[str], body: str) -> list[Mention]:
    """Unsaved mentions for the addresses whose @label really stands in `body`.

    What does not name somebody in the room, or is not in the text, is dropped: the text
    is what people see, and it marks only what it says.
    """
    wanted: dict[str, list[UUID]] = {}
    for address in dict.fromkeys(addresses):
        kind, _separator, key = address.partition(":")
        wanted.setdefault(kind, []).extend([UUID(key)] if key else [])
    marks: list[Mention] = []
    if EVERYONE in wanted:
        marks += [Mention(label=label) for label in EVERYONE_LABELS if f"@{label}" in body][:1]
    sources: dict[str, Any] = {"member": members_of, "section": sections_of, "duty": duties_of}
    for kind, rows in sources.items():
        if kind in wanted:
            found = rows(room).filter(id__in=wanted[kind])
            marks += [Mention(**{kind: row}, label=row.name) for row in found]
    return [mark for mark in marks if f"@{mark.label}" in body]


def own_addresses(member: Member) -> list[str]:
    """Every address that reaches `member`: own, section with its parents, duties, everyone."""
    lineage = member.section.lineage() if member.section else []
    sections = [f"section:{section.id}" for section in lineage]
    duties = [f"duty:{key}" for key in Duty.objects.held_by([member]).values_list("id", flat=True)]
    return [f"member:{member.id}", *sections, *duties, EVERYONE]
