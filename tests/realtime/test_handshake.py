"""The handshake: who is let in, and what the others are told."""

import asyncio

import pytest
from django.contrib.sessions.backends.db import SessionStore

from chat.consumers import ChatSession
from hub.organisations.actions.members import end_membership
from hub.organisations.models import Member
from hub.realtime import limits
from hub.realtime.database import db
from hub.realtime.fanout import fanout
from tests.chat.factories import City, make_member, sign_in
from tests.realtime.conftest import OpenTab
from tests.realtime.tabs import InProcess, Tab

HERE = "http://localhost:8000"


async def closing_code(session_key: str | None, origin: str = HERE) -> int:
    carrier = InProcess(session_key, origin=origin, language="ja")
    await carrier.open()
    async with Tab(carrier) as tab:
        code = await tab.ended()
        assert tab.events == [], "nothing is told before the door closes"
    return code


@pytest.mark.parametrize(
    "origin",
    ["", "null", "http://evil.example", "http://localhost:8001", "https://localhost:8000"],
)
async def test_another_origin_is_turned_away(city: City, origin: str) -> None:
    key = await db(sign_in, city.bob)
    assert await closing_code(key, origin) == 4403


async def test_no_session_is_turned_away(city: City) -> None:
    assert await closing_code(None) == 4401
    assert await closing_code("k" * 32) == 4401


async def test_a_session_of_nobody_is_turned_away(city: City) -> None:
    def empty() -> str:
        session = SessionStore()
        session.create()
        return str(session.session_key)

    assert await closing_code(await db(empty)) == 4401


async def test_who_left_cannot_come_back_with_the_old_session(city: City) -> None:
    key = await db(sign_in, city.bob)
    await db(end_membership, by=city.alice, member_id=city.bob.id)
    assert await closing_code(key) == 4401


async def test_auditors_hear_no_conversation(city: City) -> None:
    auditor = await db(make_member, city.alice.organisation, "監査", Member.Role.AUDITOR)
    assert await closing_code(await db(sign_in, auditor)) == 4403


async def test_a_second_factor_that_is_missing_keeps_out(city: City) -> None:
    def require() -> None:
        city.bob.organisation.requires_second_factor = True
        city.bob.organisation.save(update_fields=["requires_second_factor"])

    await db(require)
    assert await closing_code(await db(sign_in, city.bob)) == 4403


async def test_strange_cookies_beside_ours_do_no_harm(city: City, open_tab: OpenTab) -> None:
    key = await db(sign_in, city.bob)
    carrier = InProcess(key, origin=HERE, language="ja")
    cookie = dict(carrier.communicator.scope["headers"] or [])[b"cookie"]
    carrier.communicator.scope["headers"] = [
        (b"cookie", b'proxy[1]={"a": "b"}; x; ' + cookie),
        (b"origin", HERE.encode()),
    ]
    await carrier.open()
    async with Tab(carrier) as tab:
        assert (await tab.greeted()).greeting["member"] == str(city.bob.id)


async def test_too_many_tabs_of_one_member_are_refused(
    city: City, open_tab: OpenTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CONNECTIONS_PER_MEMBER", 2)
    tabs = [await open_tab(city.bob) for _ in range(2)]
    assert await closing_code(await db(sign_in, city.bob)) == 4429
    await tabs[0].carrier.close()
    await open_tab(city.bob)
    await open_tab(city.alice)


async def test_a_storm_of_handshakes_is_slowed_down(
    city: City, open_tab: OpenTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "handshakes", limits.TokenBucket(rate=0.001, burst=1))
    await open_tab(city.alice)
    assert await closing_code(await db(sign_in, city.bob)) == 4429


async def test_a_handshake_that_fails_leaves_no_listener(
    city: City, open_tab: OpenTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_tab(city.alice)
    serving = fanout()
    before = set(serving.listeners)

    async def never(_session: ChatSession) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(limits, "HANDSHAKE_WITHIN", 0.2)
    monkeypatch.setattr(ChatSession, "hello", never)
    assert await closing_code(await db(sign_in, city.bob)) == 1012
    assert serving.listeners == before


async def test_old_connections_are_asked_to_come_again(
    city: City, open_tab: OpenTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CONNECTION_SECONDS", 0.1)
    monkeypatch.setattr(limits, "CONNECTION_JITTER", 0.0)
    bob = await open_tab(city.bob)
    assert await bob.ended() == 4205
