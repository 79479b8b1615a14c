"""Typing, presence and moved receipts: true for a moment, coalesced, never stored here.

Each process tells every room which of its members are connected to it; the browser adds
the processes up and forgets what one of them said 45 seconds ago.
"""

import asyncio
from uuid import UUID

from django.db import DatabaseError

from chat.event_protocol import PresenceSeen, ReceiptsMoved
from chat.receipts import display_steps
from hub.realtime import relay
from hub.realtime.database import db
from hub.realtime.fanout import Fanout
from hub.realtime.groups import room_group, room_of

FLUSH_EVERY = 1.0  # seconds
NAMED_MEMBERS = 100

moved_rooms: set[UUID] = set()
seen_rooms: set[UUID] = set()


def receipts_moved(room_id: UUID) -> None:
    """Somebody displayed something: the room hears of it with the next flush."""
    moved_rooms.add(room_id)


def presence_moved(groups: set[str]) -> None:
    """Somebody came or went: their rooms hear of it with the next flush."""
    seen_rooms.update(room for group in groups if (room := room_of(group)))


def connected(fanout: Fanout, room_id: UUID) -> set[UUID]:
    """Members of the room with a live session in this process."""
    return {listener.member_id for listener in fanout.groups.get(room_group(room_id), ())}


async def flush(fanout: Fanout) -> None:
    """One frame per room and second, however many members moved."""
    moved, seen = set(moved_rooms), set(seen_rooms)
    moved_rooms.clear()
    seen_rooms.clear()
    for room_id in moved:
        try:
            steps = await db(display_steps, room_id)
        except DatabaseError:
            moved_rooms.update(moved)  # said with the next flush
            raise
        await relay(room_group(room_id), ReceiptsMoved(room=room_id, steps=steps))
    for room_id in seen:
        here = sorted(connected(fanout, room_id))
        await relay(
            room_group(room_id),
            PresenceSeen(
                room=room_id, process=fanout.process, count=len(here), members=here[:NAMED_MEMBERS]
            ),
        )
        await asyncio.sleep(0)


async def repeat(fanout: Fanout) -> None:
    """Say it again, so that a lost frame or a dead process is forgotten in time."""
    presence_moved(set(fanout.groups))
