"""What the server checks for all live sessions together, a query or two at a time.

Hints through the channel layer are faster; these sweeps make sure. A session that ended,
a member who left and a membership that was revoked are cut off within 5 seconds even
when the hint was lost, and heartbeats show every gap.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session
from django.utils import timezone

from chat.event_protocol import MembershipGranted, MembershipRevoked
from chat.models import Membership, Room
from hub.health import jobs_stand_still
from hub.organisations.models import Member
from hub.realtime.database import db
from hub.realtime.fanout import Fanout
from hub.realtime.groups import room_group, room_of
from hub.realtime.listener import Listener
from hub.realtime.protocol import CloseCode, Heartbeat

SWEEP_EVERY = 5.0  # seconds
HEARTBEAT_EVERY = 15.0
LOOK_BACK = timedelta(seconds=20)  # several sweeps, so that a slow one misses nothing
CHUNK = 500  # ids in one query


def chunks(values: Iterable[Any]) -> list[list[Any]]:
    ordered = list(values)
    return [ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK)]


def versions_of(room_ids: Iterable[UUID]) -> dict[str, int]:
    """{room id: latest version} for the rooms that exist."""
    found: dict[str, int] = {}
    for some in chunks(room_ids):
        rows = Room.objects.filter(id__in=some).values_list("id", "version")
        found |= {str(room_id): version for room_id, version in rows}
    return found


def living_sessions(keys: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for some in chunks(keys):
        rows = Session.objects.filter(session_key__in=some, expire_date__gt=timezone.now())
        found |= set(rows.values_list("session_key", flat=True))
    return found


def active_members(ids: Iterable[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for some in chunks(ids):
        found |= set(Member.objects.active().filter(id__in=some).values_list("id", flat=True))
    return found


def recent_changes() -> list[tuple[UUID, UUID, bool]]:
    """(member, room, inside now) for every place that changed lately."""
    since = timezone.now() - LOOK_BACK
    rows = Membership.objects.filter(changed_at__gte=since)
    return [
        (member_id, room_id, left_at is None)
        for member_id, room_id, left_at in rows.values_list("member_id", "room_id", "left_at")
    ]


async def sweep(fanout: Fanout) -> None:
    """Close ended sessions; move listeners into and out of rooms they did not hear about.

    A listener that a hint moved during the queries waits for the next sweep: the hint is
    newer than what they read.
    """
    listeners = {listener: listener.moves for listener in fanout.listeners}
    if not listeners:
        return
    living = await db(living_sessions, {each.session_key for each in listeners})
    active = await db(active_members, {each.member_id for each in listeners})
    for listener in listeners:
        if listener.session_key not in living or listener.member_id not in active:
            listener.close(CloseCode.UNAUTHENTICATED)
    changes = await db(recent_changes)
    by_member: dict[UUID, list[Listener]] = {}
    for listener, moves in listeners.items():
        if listener.moves == moves and listener.hears_events:
            by_member.setdefault(listener.member_id, []).append(listener)
    for member_id, room_id, inside in changes:
        for listener in by_member.get(member_id, []):
            move(fanout, listener, room_id, inside=inside)


def move(fanout: Fanout, listener: Listener, room_id: UUID, *, inside: bool) -> None:
    group = room_group(room_id)
    if inside and group not in listener.groups:
        fanout.join(listener, group)
        listener.put(MembershipGranted(room=room_id).model_dump_json())
    elif not inside and group in listener.groups:
        fanout.leave(listener, group)
        listener.put(MembershipRevoked(room=room_id).model_dump_json())


async def heartbeat(fanout: Fanout) -> None:
    """Tell every listener the latest version of each of its rooms, and whether jobs run."""
    rooms = {room for group in fanout.groups if (room := room_of(group))}
    versions = await db(versions_of, rooms)
    standstill = await db(jobs_stand_still)
    for listener in [each for each in fanout.listeners if each.hears_events]:
        own = {
            key: versions[key]
            for group in listener.groups
            if (room := room_of(group)) and (key := str(room)) in versions
        }
        listener.put(Heartbeat(versions=own, standstill=standstill).model_dump_json())
