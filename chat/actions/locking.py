"""How an action takes hold of a room: one query, one lock, one version."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from chat.models import Membership, Message, Room
from chat.querysets import MembershipQuerySet
from hub.organisations.models import Member

P = ParamSpec("P")
R = TypeVar("R")


def retried_once(action: Callable[P, R]) -> Callable[P, R]:
    """Try again where two requests stored the same at once.

    Both saw nothing stored and waited for one lock; the second attempt sees what won.
    """

    @wraps(action)
    def retried(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return action(*args, **kwargs)
        except IntegrityError:
            return action(*args, **kwargs)

    return retried


def in_room(member: Member, room_id: UUID) -> MembershipQuerySet:
    """The member's own active place in a room, whose row the transaction then holds.

    Nobody who is not in the room gets a row, so a stranger cannot tell it from none.
    """
    return (
        Membership.objects.active()
        .filter(member_id=member.pk, room_id=room_id, member__left_at=None)
        .filter(member__organisation__suspended_at=None)
        .select_related("room", "member")
        .select_for_update(of=("room",))
    )


def writable_room(membership: Membership) -> Room:
    """Raises ValidationError when the room is archived."""
    if membership.room.archived_at is not None:
        raise ValidationError(_("このルームはアーカイブされているため、変更できません。"))
    return membership.room


def hosts(membership: Membership) -> bool:
    """Whether the member runs the room: its host, or administrator of its organisation.

    Asks the stored member: that of a live session may be hours old.
    """
    member = membership.member
    owns = membership.room.organisation_id == member.organisation_id
    return membership.role == Membership.Role.HOST or (owns and member.is_administrator)


def hosted_room(member: Member, room_id: UUID) -> Room:
    """The locked room, for its hosts. Raises DoesNotExist, PermissionDenied."""
    membership = in_room(member, room_id).get()
    if not hosts(membership):
        raise PermissionDenied(_("この操作はルーム管理者だけができます。"))
    return membership.room


def bump(room: Room, *fields: str) -> int:
    """Count one stored change of the locked room, saving `fields` with it."""
    room.version += 1
    room.save(update_fields=["version", *fields])
    return room.version


def message_in(room: Room, seq: int) -> Message:
    """Raises Message.DoesNotExist."""
    return Message.objects.in_room(room).for_timeline().get(seq=seq)
