"""How many queries the busiest paths may cost. More rooms or messages change nothing."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chat.actions.messages import post_message, react
from chat.actions.reading import mark_displayed
from chat.consumers import ChatSession
from chat.resume import resume
from chat.sweeping import versions_of
from hub.realtime.session import identify
from tests.chat.factories import City, make_room, post, sign_in

POST_QUERIES = 6


def queries(step: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        step()
    return len(captured)


def busy(city: City) -> None:
    """More of everything: rooms, messages, answers, mentions, reactions."""
    for number in range(5):
        make_room(city.alice, city.bob, name=f"別の部屋{number}")
    for number in range(10):
        message = post(
            city.alice,
            city.room,
            f"@{city.bob.name} {number}",
            mentions=[f"member:{city.bob.id}"],
            reply_to=1,
        )
        react(member=city.bob, room_id=city.room.id, seq=message.seq, emoji="👍", on=True)
    mark_displayed(member=city.bob, room_id=city.room.id, seq=3)


def test_a_post_commits_in_six_queries(city: City) -> None:
    """Begin, find one's place, the room's next seq, the message, the own marker, commit."""

    def step() -> None:
        post_message(author=city.bob, room_id=city.room.id, client_id=uuid4(), body="了解")

    assert queries(step) == POST_QUERIES
    busy(city)
    assert queries(step) == POST_QUERIES


def test_a_resend_writes_nothing(city: City) -> None:
    client_id = uuid4()

    def step() -> None:
        post_message(author=city.bob, room_id=city.room.id, client_id=client_id, body="了解")

    step()
    assert queries(step) == 4, "begin, find, read the stored message, commit"


PATHS = {
    "/rooms/{room}/": 31,
    "/rooms/{room}/?part=conversation": 23,
    "/rooms/{room}/messages/": 10,
    "/rooms/{room}/messages/?around=5": 16,
    "/rooms/list/": 8,
}


@pytest.mark.parametrize(("path", "cost"), PATHS.items())
def test_pages_cost_the_same_however_much_there_is(
    city: City, client: Client, path: str, cost: int
) -> None:
    client.force_login(city.bob.user)
    address = path.format(room=city.room.id)
    busy(city)
    client.get(address)

    def step() -> None:
        assert client.get(address).status_code == 200

    known = queries(step)
    assert known == cost
    busy_again(city)
    assert queries(step) == known


def busy_again(city: City) -> None:
    for number in range(5):
        make_room(city.alice, city.bob, name=f"さらに別の部屋{number}")
        message = post(city.alice, city.room, "続き", reply_to=1)
        react(member=city.bob, room_id=city.room.id, seq=message.seq, emoji="🙏", on=True)


def test_resume_costs_the_same_for_one_and_for_many(city: City) -> None:
    def step() -> None:
        found = resume(member=city.bob, room_id=city.room.id, after=1, language="ja")
        assert found["messages"]

    post(city.alice, city.room)
    assert queries(step) == 6, (
        "the room, its messages, their mentions, reactions, attachments, tasks"
    )
    busy(city)
    assert queries(step) == 7, "and who reacted"


def test_a_handshake_costs_five_queries(city: City) -> None:
    cookie = f"session={sign_in(city.bob)}"
    member, key = identify(cookie)
    assert queries(lambda: identify(cookie)) == 3, "session, user, members"
    session = ChatSession(member=member, session_key=key, language="ja")
    busy(city)
    rooms = session.room_ids()
    assert queries(session.room_ids) == 1
    assert queries(lambda: versions_of(rooms)) == 1
