"""A member's own place in a room: markers, draft, involvement."""

from uuid import UUID

from django.db import transaction

from chat.event_protocol import ReadMoved
from chat.models import BODY_LIMIT, Display, Membership
from hub.organisations.models import Member
from hub.realtime import publish
from hub.realtime.groups import member_group


def own_place(member: Member, room_id: UUID) -> Membership:
    """Raises Membership.DoesNotExist outside the room."""
    return (
        Membership.objects.active().select_related("room").get(member_id=member.pk, room_id=room_id)
    )


def publish_read(place: Membership) -> None:
    if place.unread_count:  # some of it may be muted
        place = Membership.objects.with_muted_unread().select_related("room").get(pk=place.pk)
    publish(
        member_group(place.member_id),
        lambda: ReadMoved(room=place.room_id, read_seq=place.read_seq, unread=place.unread_count),
    )


@transaction.atomic
def mark_delivered(*, member: Member, room_id: UUID, seq: int) -> Membership:
    """This member's device holds everything up to `seq`. Moves forward only."""
    place = own_place(member, room_id)
    reached = min(seq, place.room.last_seq)
    Membership.objects.filter(pk=place.pk, delivered_seq__lt=reached).update(delivered_seq=reached)
    return place


@transaction.atomic
def mark_displayed(*, member: Member, room_id: UUID, seq: int) -> bool:
    """Everything up to `seq` was seen on a visible tab; False when that was known."""
    place = own_place(member, room_id)
    reached = min(seq, place.room.last_seq)
    moved = Membership.objects.filter(pk=place.pk, displayed_seq__lt=reached).update(
        displayed_seq=reached
    )
    if not moved:
        return False
    Display.objects.bulk_create([Display(membership=place, seq=reached)], ignore_conflicts=True)
    Membership.objects.filter(pk=place.pk, delivered_seq__lt=reached).update(delivered_seq=reached)
    move_read(place, reached)
    return True


@transaction.atomic
def mark_read(*, member: Member, room_id: UUID, seq: int | None = None) -> Membership:
    """Clear the unread count (up to `seq`) without claiming that anything was displayed."""
    place = own_place(member, room_id)
    last = place.room.last_seq
    move_read(place, last if seq is None else min(seq, last))
    return place


def move_read(place: Membership, seq: int) -> None:
    if Membership.objects.filter(pk=place.pk, read_seq__lt=seq).update(read_seq=seq):
        place.read_seq = seq
        publish_read(place)


@transaction.atomic
def save_draft(*, member: Member, room_id: UUID, body: str) -> None:
    place = own_place(member, room_id)
    Membership.objects.filter(pk=place.pk).update(draft=body.replace("\x00", "")[:BODY_LIMIT])


@transaction.atomic
def set_involvement(*, member: Member, room_id: UUID, involvement: str) -> Membership:
    """What notifies the member: everything, mentions or nothing."""
    place = own_place(member, room_id)
    place.involvement = involvement
    place.full_clean(validate_unique=False, validate_constraints=False)
    place.save(update_fields=["involvement"])
    return place
