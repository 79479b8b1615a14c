"""Whom a step rings: the people of a rank for many branches at once, in a few queries.

A person or a duty is its own first rank; then, and for organisations, the contacts of the
organisation (連絡順). Where nobody is named the whole organisation is rung, and the deputies
of one without contacts are its administrators.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from hub.obligations.models import Branch, Contact, Rank
from hub.organisations.models import Member, Shift

Members = dict[UUID, set[UUID]]
SHIFT_RANKS = {Rank.HOLDER: Shift.Rank.LEAD, Rank.DEPUTY: Shift.Rank.DEPUTY}


def people_of(branches: Sequence[Branch], rank: str, at: datetime) -> dict[int, set[UUID]]:
    """{branch id: ids of active members of that rank at that moment}."""
    organisations = {branch.organisation_id for branch in branches}
    contacts = list(Contact.objects.filter(organisation_id__in=organisations))
    duties = {branch.duty_id for branch in branches if branch.duty_id}
    own_duties = holders_of_duties(duties, rank, at)
    listed = listed_people(contacts, rank, at)
    unlisted = organisations - {contact.organisation_id for contact in contacts}
    houses = whole_houses(organisations if rank == Rank.HOLDER else unlisted, rank)
    found: dict[int, set[UUID]] = {}
    for branch in branches:
        if branch.member_id is not None and rank == Rank.HOLDER:
            found[branch.pk] = {branch.member_id}
        elif branch.member_id is not None:
            found[branch.pk] = listed[branch.organisation_id]
        else:
            of_duty = own_duties[branch.duty_id] if branch.duty_id is not None else set()
            house = houses[branch.organisation_id]
            found[branch.pk] = of_duty or listed[branch.organisation_id] or house
    return only_active(found)


def holders_of_duties(duty_ids: Collection[UUID], rank: str, at: datetime) -> Members:
    """Who holds each duty in this rank now; for `next` whose turn comes after this one."""
    found: Members = defaultdict(set)
    if not duty_ids:
        return found
    shifts = Shift.objects.filter(duty_id__in=duty_ids)
    if rank == Rank.NEXT:
        coming = shifts.filter(rank=Shift.Rank.LEAD, starts_at__gt=at).order_by("starts_at")
        for duty_id, member_id in coming.values_list("duty_id", "member_id"):
            found[duty_id] = found[duty_id] or {member_id}
        return found
    on_now = shifts.on_at(at).filter(rank=SHIFT_RANKS[Rank(rank)])
    for duty_id, member_id in on_now.values_list("duty_id", "member_id"):
        found[duty_id].add(member_id)
    if rank == Rank.HOLDER:
        fixed = Member.objects.filter(duties__in=duty_ids).values_list("duties", "pk")
        for duty_id, member_id in fixed:
            found[duty_id].add(member_id)
    return found


def listed_people(contacts: Iterable[Contact], rank: str, at: datetime) -> Members:
    """{organisation: people of its contact list in this rank}; a duty stands for who holds it."""
    of_rank = [contact for contact in contacts if contact.rank == rank]
    duties = {contact.duty_id for contact in of_rank if contact.duty_id is not None}
    holders = holders_of_duties(duties, Rank.HOLDER, at)
    found: Members = defaultdict(set)
    for contact in of_rank:
        if contact.member_id is not None:
            found[contact.organisation_id].add(contact.member_id)
        elif contact.duty_id is not None:
            found[contact.organisation_id] |= holders[contact.duty_id]
    return found


def whole_houses(organisation_ids: Collection[UUID], rank: str) -> Members:
    found: Members = defaultdict(set)
    people = Member.objects.active().filter(organisation_id__in=organisation_ids)
    if rank == Rank.DEPUTY:
        people = people.filter(role__in=ADMINISTRATORS)
    elif rank != Rank.HOLDER:
        return found
    for organisation_id, member_id in people.values_list("organisation_id", "pk"):
        found[organisation_id].add(member_id)
    return found


ADMINISTRATORS = [Member.Role.CITY_ADMINISTRATOR, Member.Role.ORGANISATION_ADMINISTRATOR]
SILENT = [Member.Role.AUDITOR, Member.Role.BOT]


def only_active(found: dict[int, set[UUID]]) -> dict[int, set[UUID]]:
    """Without those who left, were suspended, or read no notices."""
    named = set().union(*found.values()) if found else set()
    active: set[UUID] = set()
    for some in chunks(named):
        people = Member.objects.active().filter(pk__in=some).exclude(role__in=SILENT)
        active |= set(people.values_list("pk", flat=True))
    return {key: members & active for key, members in found.items()}


def chunks(keys: Collection[UUID], size: int = 500) -> list[list[UUID]]:
    ordered = sorted(keys)
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]
