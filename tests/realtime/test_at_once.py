"""Two transactions on one room: the second sees what the first one decided."""

from concurrent.futures import Future
from functools import partial
from threading import Event
from time import sleep
from uuid import uuid4

import pytest
from django.db import transaction

from chat.actions.messages import post_message
from chat.actions.rooms import revoke_membership
from chat.models import Membership, Message
from hub.realtime.database import executor, run
from tests.chat.factories import City

ARRIVE = 0.5  # seconds for the other thread to wait for the lock


def posting(city: City, body: str = "了解") -> partial[Message]:
    return partial(
        post_message, author=city.bob, room_id=city.room.id, client_id=uuid4(), body=body
    )


def meanwhile(act: partial[Message]) -> Future[Message]:
    """Begin `act` in another thread, which then waits for our lock."""
    begun = Event()

    def step() -> Message:
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
