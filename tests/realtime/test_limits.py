"""Every limit of a live connection: what is too much, and what the client is told."""

import asyncio
import json
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.models import Message
from hub.realtime import limits, listener
from hub.realtime.database import db
from hub.realtime.fanout import fanout
from tests.chat.factories import City, post
from tests.realtime.conftest import OpenTab
from tests.realtime.tabs import InProcess, Tab, kinds


async def test_a_command_that_is_too_large_ends_the_connection(
    city: City, open_tab: OpenTab
) -> None:
    bob = await open_tab(city.bob)
    body = "字" * (limits.FRAME_BYTES // 3)
    refusal = await bob.ask("message.post", room=str(city.room.id), body=body)
    assert refusal["code"] == "invalid"
    assert await bob.ended() == 1009


async def test_the_longest_message_fits_however_it_is_escaped(
    city: City, open_tab: OpenTab
) -> None:
    bob = await open_tab(city.bob)
    body = "字" * 10_000
    await bob.do("message.post", room=str(city.room.id), client_id=str(uuid4()), body=body)
    assert (await bob.event("message.posted"))["message"]["body"] == body
    longer = {"room": str(city.room.id), "client_id": str(uuid4()), "body": "a" * 10_001}
    refusal = await bob.ask("message.post", **longer)
    assert (refusal["code"], refusal["field"]) == ("invalid", "message.post.body")


async def test_a_binary_frame_ends_the_connection(city: City, open_tab: OpenTab) -> None:
    bob = await open_tab(city.bob)
    assert isinstance(bob.carrier, InProcess)
    await bob.carrier.send_bytes(b"\x00\x01")
    assert await bob.ended() == 1009


async def test_a_flood_is_refused_with_the_time_to_wait(
    city: City, open_tab: OpenTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "commands", limits.Buckets(rate=0.5, burst=3))
    bob, again, alice = [await open_tab(m) for m in (city.bob, city.bob, city.alice)]
    for number in range(3):
        await bob.do(
            "message.post", room=str(city.room.id), client_id=str(uuid4()), body=str(number)
        )
    flooded = {"room": str(city.room.id), "client_id": str(uuid4()), "body": "多すぎる"}
    for tab in (bob, again):
        refusal = await tab.ask("message.post", **flooded)
        assert refusal["code"] == "rate_limited", "one budget for all tabs of a member"
        assert 0 < refusal["retry_after"] <= 2
    await alice.do("room.type", room=str(city.room.id))
    assert not await db(Message.objects.filter(body="多すぎる").exists)


async def test_who_never_stops_is_disconnected(
    city: City, open_tab: OpenTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "STRIKES", 5)
    bob, alice = await open_tab(city.bob), await open_tab(city.alice)
    for _ in range(5):
        await bob.ask("nonsense")
    assert await bob.ended() == 4429
    await alice.do("session.ping")


async def test_one_success_forgives_the_refusals_before(
    city: City, open_tab: OpenTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "STRIKES", 3)
    bob = await open_tab(city.bob)
    for _ in range(4):
        await bob.ask("nonsense")
        await bob.ask("nonsense")
        await bob.do("session.ping")


def frame(**fields: object) -> str:
    return json.dumps(fields)


ROOM = str(uuid4())
BROKEN = {
    "no JSON": "{",
    "nothing": "",
    "a list": "[]",
    "a number": "12",
    "null": "null",
    "very deep": "[" * 20_000,
    "not a number": '{"type": "session.ping", "request": NaN}',
    "half a character": '{"type": "session.ping", "request": "\\ud800"}',
    "a huge number": '{"type": "room.resume", "after": ' + "9" * 5_000 + "}",
    "no type": frame(request="1"),
    "unknown type": frame(type="room.destroy", request="1"),
    "a handler's name": frame(type="websocket.disconnect", request="1"),
    "an event's name": frame(type="session.ended", request="1"),
    "an extra field": frame(type="session.ping", request="1", admin=True),
    "no request": frame(type="session.ping"),
    "a request that is a list": frame(type="session.ping", request=["1"]),
    "an empty request": frame(type="session.ping", request=""),
    "a long request": frame(type="session.ping", request="1" * 65),
    "a room that is no id": frame(type="room.type", request="1", room="../etc"),
    "a room that is a number": frame(type="room.type", request="1", room=1),
    "a seq below zero": frame(type="room.mark_displayed", request="1", room=ROOM, seq=-1),
    "a seq beyond all": frame(type="room.mark_displayed", request="1", room=ROOM, seq=2**63),
    "a seq that is text": frame(type="room.mark_displayed", request="1", room=ROOM, seq="x"),
    "an address of nothing": frame(
        type="message.post",
        request="1",
        room=ROOM,
        client_id=ROOM,
        body="@",
        mentions=["member:' OR 1=1"],
    ),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
async def test_a_broken_frame_costs_its_sender_one_refusal(
    city: City, open_tab: OpenTab, text: str
) -> None:
    bob = await open_tab(city.bob)
    await bob.carrier.send(text)
    refusal = await bob.event("refusal")
    assert refusal["code"] == "invalid"
    assert refusal["message"]
    await bob.do("session.ping")


async def test_characters_that_databases_hate_do_no_harm(city: City, open_tab: OpenTab) -> None:
    bob, room = await open_tab(city.bob), str(city.room.id)
    message = await db(post, city.alice, city.room)
    await bob.ask("room.save_draft", room=room, body="\x00")
    await bob.ask("message.react", room=room, seq=message.seq, emoji="\x00", on=True)
    await bob.ask("message.react", room=room, seq=message.seq, emoji="\x00", on=False)
    posted = {"room": room, "client_id": str(uuid4()), "body": "a\x00b", "mentions": []}
    await bob.do("message.post", **posted)
    bodies = [each["message"]["body"] for each in await bob.heard() if "message" in each]
    assert bodies[-1] == "ab"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KINDS = ["message.post", "message.edit", "message.react", "room.resume", "room.type", "x"]
guesses = st.fixed_dictionaries(
    {"type": st.sampled_from(KINDS), "request": st.text(min_size=1, max_size=8)},
    optional={
        "room": st.uuids().map(str) | json_values,
        "seq": json_values,
        "after": json_values,
        "body": json_values,
        "client_id": st.uuids().map(str) | json_values,
        "emoji": json_values,
        "on": json_values,
        "mentions": json_values,
    },
)


async def test_whatever_is_sent_is_answered_and_the_connection_stays(
    city: City, open_tab: OpenTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "commands", limits.Buckets(rate=10_000, burst=10_000))
    monkeypatch.setattr(limits, "STRIKES", 10_000)
    bob = await open_tab(city.bob)
    loop = asyncio.get_running_loop()

    async def one_answer(text: str) -> None:
        await bob.carrier.send(text)
        assert (await bob.event("refusal"))["code"] in {"invalid", "not_found"}
        await bob.do("session.ping")

    @settings(max_examples=150, deadline=None, database=None)
    @given(st.one_of(guesses.map(json.dumps), json_values.map(json.dumps), st.text()))
    def explore(text: str) -> None:
        asyncio.run_coroutine_threadsafe(one_answer(text), loop).result(10)

    await asyncio.to_thread(explore)


async def test_who_reads_too_slowly_is_cut_off_and_catches_up(
    city: City, open_tab: OpenTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue overflows while nothing is written; not one frame is dropped silently."""
    monkeypatch.setattr(listener, "QUEUE_FRAMES", 10)
    alice, bob = await open_tab(city.alice), await open_tab(city.bob)
    assert isinstance(bob.carrier, InProcess)
    known = bob.greeting["versions"][str(city.room.id)]
    sending = asyncio.Event()
    await stall(bob, sending)
    sent = [await db(post, city.alice, city.room, f"速い{number}") for number in range(20)]
    for _ in sent:
        await alice.event("message.posted")
    sending.set()
    assert await bob.ended() == 4408
    back = await open_tab(city.bob)
    answer = await back.do("room.resume", room=str(city.room.id), after=known)
    assert [each["seq"] for each in answer["messages"]] == [each.seq for each in sent]
    assert kinds(await alice.heard()) == [], "who keeps up notices nothing"


async def stall(tab: Tab, until: asyncio.Event) -> None:
    """Let the network of one tab take nothing until `until` is set."""
    serving = fanout()
    mine = [each for each in serving.listeners if str(each.member_id) == tab.greeting["member"]]
    original = mine[0].next

    async def waiting() -> str:
        await until.wait()
        return await original()

    mine[0].next = waiting  # type: ignore[method-assign]
