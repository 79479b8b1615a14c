"""Automatic rooms: organisation and section rooms follow the staff list."""

from chat.actions.locking import bump
from chat.actions.rooms import displace, keep_a_host, place, publish_changed
from chat.models import Membership, Room
from hub.organisations.models import Member


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
