"""Promised work: kept once, tried again when it fails, given back by a worker that died."""

import itertools
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from chat.actions.rooms import archive_room, revoke_membership
from chat.actions.scheduling import cancel_scheduled, change_scheduled, schedule_message, send_now
from chat.keeping import post_due_messages
from chat.models import Message, ScheduledMessage
from hub import promises
from hub.promises import LEASE, Broken, claim, keep_due
from hub.tasks import keep_promises
from tests.chat.factories import City

LATER = timedelta(hours=2)


def schedule(city: City, body: str = "明日の当番です", **fields: object) -> ScheduledMessage:
    given = {"due_at": timezone.now() + LATER, "client_id": uuid4(), **fields}
    return schedule_message(author=city.bob, room_id=city.room.id, body=body, **given)  # type: ignore[arg-type]


def bodies(city: City) -> list[str]:
    return list(
        Message.objects.in_room(city.room)
        .filter(event="")
        .order_by("seq")
        .values_list("body", flat=True)
    )


def test_it_is_posted_when_due_and_not_before(town: City) -> None:
    schedule(town)
    post_due_messages()
    assert bodies(town) == []
    with time_machine.travel(timezone.now() + LATER, tick=False):
        post_due_messages()
        post_due_messages()
    assert bodies(town) == ["明日の当番です"]


def test_the_order_is_that_of_the_due_times(town: City) -> None:
    schedule(town, "後", due_at=timezone.now() + LATER)
    schedule(town, "先", due_at=timezone.now() + LATER / 2)
    with time_machine.travel(timezone.now() + LATER, tick=False):
        post_due_messages()
    assert bodies(town) == ["先", "後"]


def test_a_repeat_adds_nothing(town: City) -> None:
    client_id = uuid4()
    assert schedule(town, client_id=client_id).pk == schedule(town, client_id=client_id).pk


def test_a_cancelled_one_is_never_posted(town: City) -> None:
    scheduled = schedule(town)
    cancel_scheduled(author=town.bob, scheduled_id=scheduled.id)
    with time_machine.travel(timezone.now() + LATER, tick=False):
        post_due_messages()
    assert bodies(town) == []


def test_sent_now_it_is_not_sent_again(town: City) -> None:
    scheduled = schedule(town)
    send_now(author=town.bob, scheduled_id=scheduled.id)
    with time_machine.travel(timezone.now() + LATER, tick=False):
        post_due_messages()
    assert bodies(town) == ["明日の当番です"]
    with pytest.raises(ValidationError):
        cancel_scheduled(author=town.bob, scheduled_id=scheduled.id)


def test_nobody_else_can_touch_it(town: City) -> None:
    scheduled = schedule(town)
    for act in (cancel_scheduled, send_now):
        with pytest.raises(ScheduledMessage.DoesNotExist):
            act(author=town.alice, scheduled_id=scheduled.id)


@pytest.mark.parametrize("wrong", [timedelta(0), timedelta(days=400), -LATER])
def test_the_time_must_lie_ahead(town: City, wrong: timedelta) -> None:
    with pytest.raises(ValidationError) as raised:
        schedule(town, due_at=timezone.now() + wrong)
    assert list(raised.value.message_dict) == ["due_at"]
    assert not ScheduledMessage.objects.exists()


def test_who_left_the_room_is_told_why_nothing_was_sent(town: City) -> None:
    scheduled = schedule(town)
    revoke_membership(host=town.alice, room_id=town.room.id, member_id=town.bob.id)
    with time_machine.travel(timezone.now() + LATER, tick=False):
        post_due_messages()
    scheduled.refresh_from_db()
    assert scheduled.broken_at is not None
    assert scheduled.problem
    assert "明日の当番です" not in bodies(town)


def test_another_time_gives_it_another_chance(town: City) -> None:
    scheduled = schedule(town)
    archive_room(host=town.alice, room_id=town.room.id, on=True)
    with time_machine.travel(timezone.now() + LATER, tick=False):
        post_due_messages()
        archive_room(host=town.alice, room_id=town.room.id, on=False)
        due = timezone.now() + LATER
        change_scheduled(author=town.bob, scheduled_id=scheduled.id, body="改めて", due_at=due)
    with time_machine.travel(due, tick=False):
        post_due_messages()
    assert bodies(town)[-1] == "改めて"


def test_a_worker_that_died_gives_the_promise_back(town: City) -> None:
    schedule(town)
    due = timezone.now() + LATER
    with time_machine.travel(due, tick=False):
        assert claim(ScheduledMessage.objects.all(), timezone.now()) is not None
        post_due_messages()
        assert bodies(town) == [], "another worker holds the lease"
    with time_machine.travel(due + LEASE, tick=False):
        post_due_messages()
    assert bodies(town) == ["明日の当番です"]


def test_a_failing_one_is_tried_with_growing_delays_and_given_up(town: City) -> None:
    scheduled, tries = schedule(town), []

    def fail(_promise: ScheduledMessage) -> None:
        tries.append(timezone.now())
        raise OSError("no route")

    with time_machine.travel(timezone.now() + LATER, tick=False) as clock:
        for _minute in range(26 * 60):
            keep_due(ScheduledMessage.objects.all(), fail)
            clock.shift(60)
    waits = [later - earlier for earlier, later in itertools.pairwise(tries)]
    assert waits == sorted(waits)
    assert 5 < len(tries) < 60
    scheduled.refresh_from_db()
    assert scheduled.broken_at is not None
    assert scheduled.problem == "OSError: no route"


def test_what_can_never_be_kept_is_tried_once(town: City) -> None:
    scheduled, tries = schedule(town), []

    def refuse(promise: ScheduledMessage) -> None:
        tries.append(promise)
        raise Broken("宛先がありません")

    with time_machine.travel(timezone.now() + LATER, tick=False):
        for _again in range(3):
            keep_due(ScheduledMessage.objects.all(), refuse)
    scheduled.refresh_from_db()
    assert (len(tries), scheduled.problem) == (1, "宛先がありません")


def test_one_failing_keeper_does_not_stop_the_others(
    town: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []

    def broken() -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(promises, "keepers", [broken, lambda: called.append("second")])
    keep_promises()
    assert called == ["second"]
