"""Two transactions on one room: the second sees what the first one decided."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from threading import Event
from time import sleep
from typing import TypeVar
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from chat.actions.messages import post_message
from chat.actions.moving import move_messages
from chat.actions.rooms import revoke_membership
from chat.models import Membership, Message, Room
from hub.realtime.database import executor, run
from tests.chat.factories import City, make_room, post

T = TypeVar("T")

ARRIVE = 0.5  # seconds for the other thread to wait for the lock


def posting(city: City, body: str = "了解") -> partial[Message]:
    return partial(
        post_message, author=city.bob, room_id=city.room.id, client_id=uuid4(), body=body
    )


def meanwhile(act: Callable[[], T]) -> Future[T]:
    """Begin `act` in another thread, which then waits for our lock."""
    begun = Event()

    def step() -> T:
        begun.set()
        return act()

    waiting = executor.submit(run, step)
    begun.wait()
    sleep(ARRIVE)
    return waiting


def test_the_same_post_sent_twice_at_once_is_one_message(city: City) -> None:
    act = posting(city)
    with transaction.atomic():
        first = act()
        waiting = meanwhile(act)
    assert waiting.result() == first
    assert Message.objects.filter(author=city.bob, event="").count() == 1


def test_a_post_that_waited_while_its_author_was_removed_is_refused(city: City) -> None:
    with transaction.atomic():
        revoke_membership(host=city.alice, room_id=city.room.id, member_id=city.bob.id)
        waiting = meanwhile(posting(city, "まだ間に合う?"))
    with pytest.raises(Membership.DoesNotExist):
        waiting.result()
    assert not Message.objects.filter(author=city.bob, event="").exists()


def moving(city: City, message: Message, target: Room) -> partial[list[Message]]:
    return partial(
        move_messages,
        member=city.alice,
        room_id=message.room_id,
        seq=message.seq,
        scope="one",
        target_id=target.id,
    )


def test_a_message_moved_twice_at_once_moves_once(city: City) -> None:
    message = post(city.bob, city.room, "明日の枠")
    target = make_room(city.alice, city.bob, name="受入枠の調整")
    with transaction.atomic():
        moving(city, message, target)()
        waiting = meanwhile(moving(city, message, target))
    with pytest.raises(ValidationError):
        waiting.result()
    assert Message.objects.in_room(target).filter(body="明日の枠").count() == 1


def test_moves_in_opposite_directions_both_arrive(city: City) -> None:
    other = make_room(city.alice, city.bob, name="受入枠の調整")
    there, back = post(city.bob, city.room, "行き"), post(city.bob, other, "帰り")
    with transaction.atomic():
        moving(city, there, other)()
        waiting = meanwhile(moving(city, back, city.room))
    assert [message.body for message in waiting.result()] == ["帰り"]
    assert Message.objects.in_room(other).filter(body="行き").exists()
