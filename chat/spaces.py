"""Rooms as shared spaces: whom a member meets in them."""

from typing import Any

from django.db.models import QuerySet

from chat.models import Membership
from hub.organisations.models import Member


def members_met_in_rooms(member: Member) -> "QuerySet[Any, Any]":
    """Ids of everyone who is now in a room that `member` is now in."""
    rooms = Membership.objects.active().filter(member_id=member.pk).values("room_id")
    return Membership.objects.active().filter(room_id__in=rooms).values("member_id")
