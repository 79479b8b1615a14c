"""Automatic rooms: organisation and section rooms follow the staff list."""

from collections.abc import Sequence
from uuid import UUID

from chat.actions.locking import bump
from chat.actions.rooms import displace, keep_a_host, place, publish_changed
from chat.models import Membership, Room
from hub.organisations.models import Member, Organisation, Section

BATCH = 500  # rows in one statement
AUTOMATIC = (Room.Kind.ORGANISATION, Room.Kind.SECTION)


def follow_staff(member: Member) -> None:
    """Bring the member's rooms in line with organisation, section, role and activity.

    Called inside the transaction that changed the member. A member who left loses every
    room; one who moved changes section rooms only. Suspension takes no room away: it ends,
    and everybody is where they were.
    """
    stays = member.left_at is None and member.may_chat
    wanted = {room.pk for room in rooms_for(member)} if stays else set()
    places = Membership.objects.active().filter(member=member)
    if stays:
        places = places.filter(room__kind__in=[Room.Kind.ORGANISATION, Room.Kind.SECTION])
    lost = set(places.values_list("room_id", flat=True)) - wanted
    # In one order, so that two of these transactions never wait for each other.
    rooms = Room.objects.select_for_update().filter(pk__in=lost | wanted).order_by("pk")
    for room in rooms:
        if place(room, member) if room.pk in wanted else displace(room, member.pk):
            if room.kind in {Room.Kind.OPEN, Room.Kind.CLOSED}:
                keep_a_host(room)
            bump(room)
            publish_changed(room)


def rooms_for(member: Member) -> list[Room]:
    """The organisation's room, made on first need, and the rooms of the member's sections."""
    organisation = member.organisation
    room, _created = Room.objects.get_or_create(
        kind=Room.Kind.ORGANISATION, organisation=organisation, defaults={"name": organisation.name}
    )
    sections = member.section.lineage() if member.section else []
    followed = Room.objects.filter(kind=Room.Kind.SECTION, section__in=sections)
    return [room, *followed]


def follow_crowd(members: Sequence[Member]) -> None:
    """The same for many members of the staff at once, in a few queries for each room."""
    staff = {member.pk: member for member in members if member.may_chat}
    wanted = wanted_places(list(staff.values()))
    present: dict[UUID, set[UUID]] = {}
    earlier: set[tuple[UUID, UUID]] = set()
    ids = [member.pk for member in members]
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        rows = Membership.objects.filter(member_id__in=some, room__kind__in=AUTOMATIC)
        for room_id, member_id, left_at in rows.values_list("room_id", "member_id", "left_at"):
            earlier.add((room_id, member_id))
            if left_at is None:
                present.setdefault(room_id, set()).add(member_id)
    concerned = {key for key in wanted | present if wanted.get(key) != present.get(key)}
    for room in Room.objects.select_for_update().filter(pk__in=concerned).order_by("pk"):
        come = wanted.get(room.pk, set()) - present.get(room.pk, set())
        gone = present.get(room.pk, set()) - wanted.get(room.pk, set())
        for key in gone:
            displace(room, key)
        place_crowd(room, [staff[key] for key in come], earlier)
        if come or gone:
            bump(room)
            publish_changed(room)


def wanted_places(members: list[Member]) -> dict[UUID, set[UUID]]:
    """{room: members} of the automatic rooms; organisations get theirs on first need."""
    organisations = {member.organisation_id: member.organisation for member in members}
    rooms = organisation_rooms(organisations)
    parents = dict(
        Section.objects.filter(organisation__in=organisations).values_list("id", "parent_id")
    )
    followed = Room.objects.filter(kind=Room.Kind.SECTION, section__organisation__in=organisations)
    by_section = dict(followed.values_list("section_id", "id"))
    wanted: dict[UUID, set[UUID]] = {}
    for member in members:
        wanted.setdefault(rooms[member.organisation_id], set()).add(member.pk)
        section = member.section_id
        while section is not None:
            if section in by_section:
                wanted.setdefault(by_section[section], set()).add(member.pk)
            section = parents.get(section)
    return wanted


def organisation_rooms(organisations: dict[UUID, Organisation]) -> dict[UUID, UUID]:
    found = Room.objects.filter(kind=Room.Kind.ORGANISATION, organisation__in=organisations)
    rooms = dict(found.values_list("organisation_id", "id"))
    fresh = [
        Room(kind=Room.Kind.ORGANISATION, organisation=each, name=each.name[:80])
        for key, each in organisations.items()
        if key not in rooms
    ]
    Room.objects.bulk_create(fresh, batch_size=BATCH)
    return rooms | {room.organisation_id: room.pk for room in fresh}


def place_crowd(room: Room, members: list[Member], earlier: set[tuple[UUID, UUID]]) -> None:
    """Who was here before, or may be looking, is placed one by one and told of it."""
    silent = [
        member
        for member in members
        if (room.pk, member.pk) not in earlier and member.user.last_login is None
    ]
    known = {member.pk for member in silent}
    for member in members:
        if member.pk not in known:
            place(room, member)
    rows = [Membership(room=room, member=member, read_seq=room.last_seq) for member in silent]
    Membership.objects.bulk_create(rows, batch_size=BATCH)
