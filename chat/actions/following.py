"""Automatic rooms: organisation and section rooms follow the staff list."""

from django.db.models import Q

from chat.actions.rooms import displace, place, publish_changed
from chat.models import Membership, Room
from hub.organisations.models import Member


def follow_staff(member: Member) -> None:
    """Bring the member's rooms in line with organisation, section, role and activity.

    Called inside the transaction that changed the member. A member who left loses every
    room; one who moved changes section rooms only.
    """
    active = Member.objects.active().filter(pk=member.pk).exists() and member.may_chat
    wanted = rooms_for(member) if active else []
    stays = Membership.objects.active().filter(member=member).select_related("room")
    if active:
        stays = stays.filter(room__kind__in=[Room.Kind.ORGANISATION, Room.Kind.SECTION])
    wanted_ids = {room.id for room in wanted}
    for room in [stay.room for stay in stays if stay.room_id not in wanted_ids]:
        displace(room, member.id)
        publish_changed(room)
    for room in wanted:
        if place(room, member):
            publish_changed(room)


def rooms_for(member: Member) -> list[Room]:
    """The organisation's room, made on first need, and the rooms of the member's sections."""
    organisation = member.organisation
    room, _created = Room.objects.get_or_create(
        kind=Room.Kind.ORGANISATION, organisation=organisation, defaults={"name": organisation.name}
    )
    sections, section = [], member.section
    while section is not None:
        sections.append(section.pk)
        section = section.parent
    followed = Room.objects.filter(Q(kind=Room.Kind.SECTION), section_id__in=sections)
    return [room, *followed]
