"""The same journey where `Upgrade` is stripped: server-sent events, long polls, posts."""

import asyncio
import json
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx

from hub.organisations.actions.members import end_membership
from hub.realtime import limits
from hub.realtime.database import db
from tests.chat.factories import City, post, sign_in
from tests.realtime.server import Server
from tests.realtime.tabs import PATIENCE, Frame, kinds


async def frames(response: httpx.Response) -> AsyncIterator[Frame]:
    async for line in response.aiter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


async def awaited(stream: AsyncIterator[Frame], kind: str) -> Frame:
    async with asyncio.timeout(PATIENCE):
        while (frame := await anext(stream))["type"] != kind:
            pass
    return frame


async def command(browser: httpx.AsyncClient, kind: str, **fields: object) -> Frame:
    data = {"type": kind, "request": "1", **fields}
    response = await browser.post("/rooms/live/commands/", json=data)
    assert response.status_code == 200
    answer: Frame = response.json()
    return answer


def posting(city: City, body: str) -> dict[str, str]:
    return {"room": str(city.room.id), "client_id": str(uuid4()), "body": body}


async def test_events_stream_what_others_post(city: City, server: Server) -> None:
    alice = server.browser(await db(sign_in, city.alice))
    bob = server.browser(await db(sign_in, city.bob))
    charlie = server.browser(await db(sign_in, city.charlie))
    async with (
        alice,
        bob,
        charlie,
        bob.stream("GET", "/rooms/live/events/") as heard,
        charlie.stream("GET", "/rooms/live/events/") as outside,
    ):
        assert heard.headers["content-type"] == "text/event-stream"
        assert heard.headers["cache-control"] == "no-store"
        stream, other = frames(heard), frames(outside)
        hello = await awaited(stream, "session.hello")
        assert hello["member"] == str(city.bob.id)
        assert list(hello["versions"]) == [str(city.room.id)]
        assert (await awaited(other, "session.hello"))["versions"] == {}
        message = posting(city, "流れてくる")
        answer = await command(alice, "message.post", **message)
        again = await command(alice, "message.post", **message)
        assert again == answer
        posted = await awaited(stream, "message.posted")
        assert posted["message"]["body"] == "流れてくる"
        assert answer["data"] == {"seq": posted["message"]["seq"], "version": posted["version"]}
        place = {"room": str(city.room.id), "seq": posted["message"]["seq"]}
        await command(alice, "message.recall", **place)
        changed = await awaited(stream, "message.changed")
        assert (changed["version"], changed["message"]["body"]) == (posted["version"] + 1, "")
        opened = await alice.post("/rooms/direct/", data={"member": str(city.charlie.id)})
        granted = await anext(other)
        assert granted["type"] == "membership.granted"
        assert opened.headers["location"] == f"/rooms/{granted['room']}/"


async def test_a_poll_without_versions_only_greets(city: City, server: Server) -> None:
    async with server.browser(await db(sign_in, city.bob)) as bob:
        response = await bob.post("/rooms/live/poll/")
        assert kinds_of(response) == ["session.hello"]


def kinds_of(response: httpx.Response) -> list[str]:
    return [frame["type"] for frame in response.json()]


async def test_a_poll_waits_for_what_comes(city: City, server: Server) -> None:
    alice = server.browser(await db(sign_in, city.alice))
    bob = server.browser(await db(sign_in, city.bob))
    async with alice, bob:
        [hello] = (await bob.post("/rooms/live/poll/")).json()
        bodies: list[str] = []
        versions = hello["versions"]
        waiting = asyncio.create_task(bob.post("/rooms/live/poll/", json={"versions": versions}))
        await command(alice, "message.post", **posting(city, "届く"))
        while "届く" not in bodies:
            response = await waiting
            for frame in response.json():
                if frame["type"] == "message.posted":
                    bodies.append(frame["message"]["body"])
                    versions = {str(city.room.id): frame["version"]}
                elif frame.get("versions", versions) != versions:  # missed between two polls
                    after = versions[str(city.room.id)]
                    resumed = await command(bob, "room.resume", room=str(city.room.id), after=after)
                    bodies += [each["body"] for each in resumed["data"]["messages"]]
            waiting = asyncio.create_task(
                bob.post("/rooms/live/poll/", json={"versions": versions})
            )
        waiting.cancel()


async def test_a_poll_that_is_behind_is_answered_at_once(city: City, server: Server) -> None:
    message = await db(post, city.alice, city.room, "間に合わなかった")
    async with server.browser(await db(sign_in, city.bob)) as bob:
        old = {"versions": {str(city.room.id): message.version - 1}}
        response = await bob.post("/rooms/live/poll/", json=old)
        [hello] = response.json()
        assert hello["versions"] == {str(city.room.id): message.version}
        resumed = await command(
            bob, "room.resume", room=str(city.room.id), after=message.version - 1
        )
        assert [each["body"] for each in resumed["data"]["messages"]] == ["間に合わなかった"]


async def test_the_outsider_gets_the_same_refusals_by_post(city: City, server: Server) -> None:
    async with server.browser(await db(sign_in, city.charlie)) as charlie:
        foreign = await command(charlie, "message.post", **posting(city, "入れて"))
        unknown = await command(
            charlie, "message.post", **{**posting(city, "入れて"), "room": str(uuid4())}
        )
        assert foreign == unknown
        assert foreign["code"] == "not_found"
        assert (await command(charlie, "session.ping"))["type"] == "reply"


async def test_a_removed_member_is_cut_off_in_the_stream(city: City, server: Server) -> None:
    """Removed here by a hint; the end of the sign-in, in another process, by the sweep."""
    bob = server.browser(await db(sign_in, city.bob))
    alice = server.browser(await db(sign_in, city.alice))
    async with bob, alice, bob.stream("GET", "/rooms/live/events/") as heard:
        stream = frames(heard)
        await awaited(stream, "session.hello")
        await alice.post(
            f"/rooms/{city.room.id}/remove/", data={"member": str(city.bob.id), "host": "0"}
        )
        assert (await awaited(stream, "membership.revoked"))["room"] == str(city.room.id)
        await command(alice, "message.post", **posting(city, "もう聞こえない"))
        await db(end_membership, by=city.alice, member_id=city.bob.id)
        rest = [frame async for frame in stream]
        assert kinds(rest)[-1] == "session.closing"
        assert rest[-1]["code"] == 4401
        assert "もう聞こえない" not in str(rest)


async def test_without_a_session_every_carrier_says_so(city: City, server: Server) -> None:
    async with server.browser("x" * 32) as nobody:
        closing = {"type": "session.closing", "code": 4401}
        events = await nobody.get("/rooms/live/events/")
        assert events.text == f"data: {json.dumps(closing, separators=(',', ':'))}\n\n"
        assert (await nobody.post("/rooms/live/poll/")).json() == [closing]
        posted = await nobody.post("/rooms/live/commands/", json={"type": "session.ping"})
        assert (posted.status_code, posted.json()) == (403, closing)


async def test_another_site_can_post_nothing(city: City, server: Server) -> None:
    async with server.browser(await db(sign_in, city.bob)) as bob:
        del bob.headers["X-CSRFToken"]
        for path in ("/rooms/live/commands/", "/rooms/live/poll/"):
            assert (await bob.post(path, json={})).status_code == 403


async def test_a_posted_command_has_the_same_limits(city: City, server: Server) -> None:
    async with server.browser(await db(sign_in, city.bob)) as bob:
        broken = await bob.post("/rooms/live/commands/", content="{")
        assert (broken.status_code, broken.json()["code"]) == (200, "invalid")
        large = "a" * limits.FRAME_BYTES
        refusal = await command(bob, "message.post", **posting(city, large))
        assert (refusal["type"], refusal["code"]) == ("refusal", "invalid")


async def test_sockets_and_streams_hear_each_other(city: City, server: Server) -> None:
    alice = server.browser(await db(sign_in, city.alice))
    async with await server.tab(await db(sign_in, city.bob)) as bob, alice:
        await bob.greeted()
        async with alice.stream("GET", "/rooms/live/events/") as heard:
            stream = frames(heard)
            await awaited(stream, "session.hello")
            await bob.do("message.post", **posting(city, "ソケットから"))
            assert (await awaited(stream, "message.posted"))["message"]["body"] == "ソケットから"
            await command(alice, "message.post", **posting(city, "ストリームから"))
            await bob.event("message.posted")
            assert (await bob.event("message.posted"))["message"]["body"] == "ストリームから"
