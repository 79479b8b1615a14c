"""Two server processes on PostgreSQL and Redis are one hub. Runs where both are provided."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session

from chat.actions.rooms import grant_membership, revoke_membership
from hub.organisations.models import Member
from hub.realtime.database import db
from launcher.private_servers import redis
from tests.chat.factories import City, post, sign_in
from tests.realtime.server import Server, database_url
from tests.realtime.tabs import Tab, kinds

pytestmark = pytest.mark.services
Open = Callable[[Server, Member], Awaitable[Tab]]


@contextmanager
def two_servers(folder: Path, **environment: str) -> Iterator[tuple[Server, Server]]:
    with ExitStack() as stack:
        servers = [Server(database_url(), folder, **environment) for _ in range(2)]
        for server in servers:
            server.start()
            stack.callback(server.stop)
        yield servers[0], servers[1]


@pytest.fixture(scope="module")
def pair(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Server]]:
    with two_servers(tmp_path_factory.mktemp("pair")) as servers:
        yield servers


@pytest.fixture
async def open_at(city: City) -> AsyncIterator[Open]:
    async with AsyncExitStack() as stack:

        async def opened(server: Server, member: Member) -> Tab:
            tab = await stack.enter_async_context(await server.tab(await db(sign_in, member)))
            return await tab.greeted()

        yield opened


def posting(city: City, body: str) -> dict[str, str]:
    return {"room": str(city.room.id), "client_id": str(uuid4()), "body": body}


async def test_a_post_in_one_process_reaches_the_other(
    city: City, pair: tuple[Server, Server], open_at: Open
) -> None:
    here, there = pair
    alice, bob = await open_at(here, city.alice), await open_at(there, city.bob)
    charlie = await open_at(there, city.charlie)
    message = posting(city, "向こうの人へ")
    answer = await alice.do("message.post", **message)
    heard = await bob.event("message.posted")
    assert heard["message"]["body"] == "向こうの人へ"
    back = await bob.do("message.post", **posting(city, "返事"))
    assert back["seq"] == answer["seq"] + 1
    await alice.event("message.posted")
    assert (await alice.event("message.posted"))["message"]["seq"] == back["seq"]
    assert kinds(await charlie.heard()) == []


async def test_a_resend_to_the_other_process_is_the_same_message(
    city: City, pair: tuple[Server, Server], open_at: Open
) -> None:
    here, there = pair
    message = posting(city, "一度だけ")
    first = await (await open_at(here, city.alice)).do("message.post", **message)
    assert await (await open_at(there, city.alice)).do("message.post", **message) == first


async def test_a_process_without_connections_publishes_too(
    city: City, pair: tuple[Server, Server], open_at: Open
) -> None:
    """A job or a page in a third process: here, the test itself."""
    bob = await open_at(pair[1], city.bob)
    await db(post, city.alice, city.room, "外から")
    assert (await bob.event("message.posted"))["message"]["body"] == "外から"


async def test_grants_and_removals_cross_over(
    city: City, pair: tuple[Server, Server], open_at: Open
) -> None:
    bob, charlie = [await open_at(pair[1], member) for member in (city.bob, city.charlie)]
    room_id = city.room.id
    await db(grant_membership, host=city.alice, room_id=room_id, member_ids=[city.charlie.id])
    assert (await charlie.event("membership.granted"))["room"] == str(city.room.id)
    await db(revoke_membership, host=city.alice, room_id=room_id, member_id=city.bob.id)
    await bob.event("membership.revoked")
    await db(post, city.alice, city.room, "二人だけ")
    while (await charlie.event("message.posted"))["message"]["body"] != "二人だけ":
        pass
    assert "二人だけ" not in str(await bob.heard())


async def test_a_sign_out_elsewhere_cuts_the_connection(
    city: City, pair: tuple[Server, Server], open_at: Open
) -> None:
    bob = await open_at(pair[0], city.bob)

    def end_all() -> None:
        for session in Session.objects.all():
            session.delete()

    await db(end_all)
    assert await bob.ended() == 4401


async def test_a_dead_redis_loses_nothing(city: City, open_at: Open, tmp_path: Path) -> None:
    """Posts are stored and heard in their own process; the heartbeat shows them elsewhere."""
    with ExitStack() as stack:
        with redis() as layer:
            here, there = stack.enter_context(two_servers(tmp_path, TSUNAGU_REDIS_URL=layer))
            alice, bob = await open_at(here, city.alice), await open_at(there, city.bob)
            known = bob.greeting["versions"][str(city.room.id)]
        answer = await alice.do("message.post", **posting(city, "Redisなしで"))
        assert (await alice.event("message.posted"))["message"]["seq"] == answer["seq"]
        while (await bob.event("session.heartbeat"))["versions"][str(city.room.id)] == known:
            pass
        resumed = await bob.do("room.resume", room=str(city.room.id), after=known)
        assert [each["body"] for each in resumed["messages"]] == ["Redisなしで"]
