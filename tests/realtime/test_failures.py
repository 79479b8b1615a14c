"""What breaks beside a connection leaves the connection whole."""

from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError

from chat.consumers import ChatSession
from hub.realtime import limits
from hub.realtime.database import db
from hub.realtime.fanout import Envelope, fanout
from hub.realtime.groups import room_group
from hub.realtime.protocol import CloseCode
from tests.chat.factories import City, post
from tests.realtime.conftest import OpenTab


async def test_an_event_of_another_version_costs_that_event_only(
    city: City, open_tab: OpenTab
) -> None:
    bob = await open_tab(city.bob)
    serving, group = fanout(), room_group(city.room.id)
    await bob.heard()
    channel = serving.channel
    assert channel is not None
    await serving.layer.group_add(group, channel)
    await serving.layer.group_send(group, {"type": "fanout.event", "unknown": "shape"})
    readable = Envelope(group, {"ja": '{"type": "x"}', "en": '{"type": "x"}'})
    await serving.layer.group_send(group, {**readable, "from": "another process"})
    assert await bob.event("x") == {"type": "x"}
    assert serving.channel == channel, "a new one would leave the old one filling up"


async def test_receipts_come_later_when_the_database_was_away(
    city: City, open_tab: OpenTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = await open_tab(city.bob)
    message = await db(post, city.alice, city.room)
    presence = import_module("chat.presence")
    works, failures = presence.display_steps, list[UUID]()

    def fails_once(room_id: UUID) -> Any:
        if failures:
            return works(room_id)
        failures.append(room_id)
        raise OperationalError

    monkeypatch.setattr(presence, "display_steps", fails_once)
    await bob.do("room.mark_displayed", room=str(city.room.id), seq=message.seq)
    assert [message.seq, 1] in (await bob.event("receipts.moved"))["steps"]
    assert failures == [city.room.id]


async def test_a_closed_connection_takes_no_place_of_an_open_one(
    city: City, open_tab: OpenTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream whose reader is gone is only noticed when the network gives up."""
    monkeypatch.setattr(limits, "CONNECTIONS_PER_MEMBER", 1)
    first = ChatSession(member=city.bob, session_key="gone", language="ja")
    await first.start()
    first.listener.close(CloseCode.TOO_SLOW)
    await open_tab(city.bob)
