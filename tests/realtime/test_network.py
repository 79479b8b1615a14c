"""What only a real network shows: frames too large to read, and a client that stops reading."""

import socket
from uuid import uuid4

from hub.realtime.database import db
from hub.realtime.limits import FRAME_BYTES
from tests.chat.factories import City, make_member, make_room, sign_in
from tests.realtime.server import Server
from tests.realtime.tabs import Tab

POSTS = 50  # below one member's burst of commands
BODY = "遅い回線でも届く。" * 1_000  # some 75 KB on the wire


def narrow(server: Server) -> socket.socket:
    """A connection whose receiver takes in little; what is sent beyond waits at the server."""
    narrowed = socket.socket()
    narrowed.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
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
    colleagues = [await db(make_member, city.alice.organisation, f"職員{n}") for n in range(4)]
    room = await db(make_room, city.alice, city.bob, *colleagues, name="大量")
    key = await db(sign_in, city.bob)
    bob = await server.tab(key, sock=narrow(server), max_queue=1)
    async with await server.tab(await db(sign_in, city.alice)) as alice, bob:
        await alice.greeted()
        await bob.greeted()
        sent = []
        for colleague in colleagues:
            async with await server.tab(await db(sign_in, colleague)) as tab:
                sent += [await flood(tab, str(room.id), alice) for _ in range(POSTS)]
        # Too slow; where the goodbye does not fit through either, the line is cut without one.
        assert await bob.ended() in {4408, 1006}
        seen = [frame["message"] for frame in bob.events if frame["type"] == "message.posted"]
        assert [each["seq"] for each in seen] == sent[: len(seen)], "nothing is left out between"
        assert len(seen) < len(sent)
        async with await server.tab(key) as back, server.browser(key) as browser:
            await back.greeted()
            known = seen[-1]["version"] if seen else bob.greeting["versions"][str(room.id)]
            resumed = await back.do("room.resume", room=str(room.id), after=known)
            assert resumed == {"version": sent[-1], "messages": [], "reload": True}
            path = f"/rooms/{room.id}/messages/?after="
            missed: list[int] = []
            while page := (await browser.get(f"{path}{max(missed, default=known)}")).json():
                if not page["messages"]:
                    break
                missed += [each["seq"] for each in page["messages"]]
        assert missed == sent[len(seen) :]


async def flood(tab: Tab, room: str, reader: Tab) -> int:
    """Post one large message; who reads it is not delayed by who does not."""
    answer = await tab.do("message.post", room=room, client_id=str(uuid4()), body=BODY)
    tab.events.clear()
    assert (await reader.event("message.posted"))["message"]["seq"] == answer["seq"]
    return int(answer["seq"])
