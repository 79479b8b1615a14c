"""What only a real network shows: frames too large to read, and a client that stops reading."""

import asyncio
import socket
from uuid import uuid4

from hub.realtime.database import db
from hub.realtime.limits import FRAME_BYTES
from tests.chat.factories import City, sign_in
from tests.realtime.server import Server
from tests.realtime.tabs import Frame, kinds

POSTS = 50  # below one member's burst of commands
BODY = "遅い回線でも届く。" * 1_000  # about 80 KB on the wire, rendered


def narrow(server: Server) -> socket.socket:
    """A connection whose receiver takes in very little."""
    narrowed = socket.socket()
    narrowed.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrowed.connect(("127.0.0.1", server.port))
    narrowed.setblocking(False)
    return narrowed


async def test_a_frame_nobody_should_have_to_read_ends_the_connection(
    city: City, server: Server
) -> None:
    async with await server.tab(await db(sign_in, city.bob)) as bob:
        await bob.greeted()
        await bob.carrier.send("a" * (FRAME_BYTES * 16 + 1))
        assert await bob.ended() == 1009


async def test_who_stops_reading_is_cut_off_and_catches_up(city: City, server: Server) -> None:
    key = await db(sign_in, city.bob)
    alice = await server.tab(await db(sign_in, city.alice))
    bob = await server.tab(key, sock=narrow(server), max_queue=1)
    async with alice, bob:
        await bob.greeted()
        await alice.greeted()
        for _ in range(POSTS):
            message = {"room": str(city.room.id), "client_id": str(uuid4()), "body": BODY}
            await alice.do("message.post", **message)
        sent = [(await alice.event("message.posted"))["message"]["seq"] for _ in range(POSTS)]
        assert await bob.ended() == 4408
        seen = posted(bob.events)
        assert [each["seq"] for each in seen] == sent[: len(seen)], "nothing is left out between"
        assert len(seen) < POSTS
        known = max([bob.greeting["versions"][str(city.room.id)], *versions(seen)])
        async with await server.tab(key) as back:
            await back.greeted()
            resumed = await back.do("room.resume", room=str(city.room.id), after=known)
        assert [each["seq"] for each in resumed["messages"]] == sent[len(seen) :]
        assert kinds(await alice.heard()) == []


def posted(frames: list[Frame]) -> list[Frame]:
    return [frame["message"] for frame in frames if frame["type"] == "message.posted"]


def versions(messages: list[Frame]) -> list[int]:
    return [message["version"] for message in messages]


async def test_a_stalled_reader_delays_nobody(city: City, server: Server) -> None:
    alice = await server.tab(await db(sign_in, city.alice))
    bob = await server.tab(await db(sign_in, city.bob), sock=narrow(server), max_queue=1)
    other = await server.tab(await db(sign_in, city.bob))
    async with alice, bob, other:
        await asyncio.gather(alice.greeted(), bob.greeted(), other.greeted())
        for _ in range(POSTS):
            message = {"room": str(city.room.id), "client_id": str(uuid4()), "body": BODY}
            seq = (await alice.do("message.post", **message))["seq"]
            assert (await other.event("message.posted"))["message"]["seq"] == seq
