"""Duties as members of rooms: present holders come in, former ones go.

The roster turns by the clock, so the comparison of who should be inside with who is runs
every few seconds; it asks for the state, not for the moment of change, and nothing is lost
when the server was down at the edge of a shift. No line is written into the conversation:
the shifts themselves are the record of who held the duty.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from chat.actions.locking import bump, hosted_room
from chat.actions.rooms import check_boundary, displace, keep_a_host, place, publish_changed
from chat.addresses import own_addresses
from chat.event_protocol import AddressesChanged
from chat.models import DutyPlace, Membership, Room
from hub.organisations.models import Duty, Member, Shift
from hub.realtime import publish
from hub.realtime.groups import member_group

LOOK_BACK = timedelta(seconds=20)  # several runs, so that a slow one misses no edge
Pair = tuple[UUID, UUID]  # room, member


@transaction.atomic
def add_duty(*, host: Member, room_id: UUID, duty_id: UUID) -> DutyPlace:
    """Make a duty a member of the room. Only hosts; it is like adding its organisation.

    Raises Duty.DoesNotExist for one the host cannot see, ValidationError at a boundary.
    """
    room = hosted_room(host, room_id)
    if room.archived_at or room.kind == Room.Kind.DIRECT or room.follows_staff:
        raise ValidationError(_("このルームには役割宛先を追加できません。"))
    duty = Duty.objects.visible_to(host).select_related("organisation").get(pk=duty_id)
    inside = Membership.objects.active().filter(room=room).values("member_id")
    present = Member.objects.filter(id__in=inside).with_organisation()
    placed = Duty.objects.filter(places__room=room).select_related("organisation")
    check_boundary(host, present, [*placed, duty])
    added, created = DutyPlace.objects.get_or_create(
        room=room, duty=duty, defaults={"added_by": host, "read_seq": room.last_seq}
    )
    if created:
        settle(room)
        bump(room)
        publish_changed(room)
    return added


@transaction.atomic
def remove_duty(*, host: Member, room_id: UUID, duty_id: UUID) -> Room:
    """Take the duty out; its holders lose the room unless they are in it themselves."""
    room = hosted_room(host, room_id)
    DutyPlace.objects.get(room=room, duty_id=duty_id).delete()
    settle(room)
    bump(room)
    publish_changed(room)
    return room


def settle(room: Room) -> bool:
    """Bring the places of the locked room in line with who holds its duties now."""
    duties = list(DutyPlace.objects.filter(room=room).select_related("duty"))
    remember_read(duties)
    wanted = {
        member.pk: (member, own)
        for own in duties
        for member in own.duty.present_holders().with_organisation()
        if member.may_chat
    }
    by_duty = Q(duty__isnull=False) | Q(own_right=False) | Q(member__in=wanted)
    inside = {
        each.member_id: each for each in Membership.objects.active().filter(by_duty, room=room)
    }
    gone = [end_duty(room, each) for key, each in inside.items() if key not in wanted]
    come = [begin_duty(room, inside.get(key), *wanted[key]) for key in wanted]
    if any(gone):
        keep_a_host(room)
    return any(gone) or any(come)


def remember_read(duties: Iterable[DutyPlace]) -> None:
    """What a holder has read the duty has read."""
    for own in duties:
        read = Membership.objects.filter(room_id=own.room_id, duty_id=own.duty_id)
        furthest = read.active().aggregate(furthest=Max("read_seq"))["furthest"] or 0
        if furthest > own.read_seq:
            own.read_seq = furthest
            own.save(update_fields=["read_seq"])


def end_duty(room: Room, membership: Membership) -> bool:
    if not membership.own_right:
        return displace(room, membership.member_id)
    membership.duty = None
    membership.save(update_fields=["duty"])
    return False


def begin_duty(
    room: Room, membership: Membership | None, member: Member, own: DutyPlace
) -> Membership | None:
    """The next holder finds unread what no holder has read yet."""
    if membership is None:
        membership = place(room, member, duty=own.duty)
        if membership is not None:
            membership.read_seq = own.read_seq
            membership.save(update_fields=["read_seq"])
        return membership
    if membership.duty_id != own.duty_id:
        membership.duty = own.duty
        membership.save(update_fields=["duty"])
    return None


@transaction.atomic
def settle_rooms(*, room_ids: Collection[UUID]) -> None:
    # In one order, so that two of these transactions never wait for each other.
    for room in Room.objects.select_for_update().filter(pk__in=room_ids).order_by("pk"):
        if settle(room):
            bump(room)
            publish_changed(room)


def follow_duty(duty: Duty, members: Collection[Member]) -> None:
    """The holders changed by hand; `members` may have gained or lost the duty."""
    rooms = list(DutyPlace.objects.filter(duty=duty).values_list("room_id", flat=True))
    if rooms:
        settle_rooms(room_ids=rooms)
    tell_addresses(members=members)


@transaction.atomic
def tell_addresses(*, members: Collection[Member]) -> None:
    """Say to open pages by which names they are addressed from now on."""
    for member in members:
        addresses = own_addresses(member)
        publish(member_group(member.id), lambda own=addresses: AddressesChanged(addresses=own))  # type: ignore[misc]


def wanted_pairs() -> set[Pair]:
    """Who should be in which room by a duty, in four queries however many there are."""
    rooms: dict[UUID, set[UUID]] = {}
    for room_id, duty_id in DutyPlace.objects.values_list("room_id", "duty_id"):
        rooms.setdefault(duty_id, set()).add(room_id)
    if not rooms:
        return set()
    fixed = Duty.holders.through.objects.filter(duty_id__in=rooms)
    held = set(fixed.values_list("duty_id", "member_id"))
    on_shift = Shift.objects.filter(duty_id__in=rooms).on_at(timezone.now())
    held |= set(on_shift.values_list("duty_id", "member_id"))
    able = Member.objects.active().exclude(role=Member.Role.AUDITOR)
    may = set(able.filter(id__in={key for _duty, key in held}).values_list("id", flat=True))
    return {(room, key) for duty, key in held if key in may for room in rooms[duty]}


def present_pairs() -> set[Pair]:
    by_duty = Membership.objects.active().filter(Q(duty__isnull=False) | Q(own_right=False))
    return set(by_duty.values_list("room_id", "member_id"))


def turn_duties() -> None:
    """What the clock changed: rooms of duties, and who is addressed by them."""
    rooms = {room for room, _member in wanted_pairs() ^ present_pairs()}
    if rooms:
        settle_rooms(room_ids=rooms)
    now = timezone.now()
    turning = Shift.objects.turning(now - LOOK_BACK, now).values("member_id")
    turned = Member.objects.active().filter(id__in=turning).with_organisation()
    if turned:
        tell_addresses(members=list(turned))
