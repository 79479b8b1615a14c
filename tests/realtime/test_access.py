"""Who may listen, and how soon who may not is cut off."""

import json
from datetime import timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chat.actions.messages import recall_message
from chat.actions.rooms import grant_membership, leave_room, revoke_membership
from chat.sweeping import heartbeat, sweep
from hub.models import Pulse
from hub.organisations.actions.members import change_member, end_membership
from hub.organisations.actions.organisations import suspend_organisation
from hub.organisations.models import Member
from hub.realtime.database import db
from hub.realtime.fanout import fanout
from hub.tasks import tick
from tests.chat.factories import City, make_member, make_room, post, sign_in
from tests.realtime.conftest import OpenTab
from tests.realtime.tabs import kinds


@pytest.fixture
def lost_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is published never arrives, as when Redis dies; only the sweep is left."""
    monkeypatch.setattr(
        import_module("hub.realtime.publish"), "send_from_thread", lambda _envelope: None
    )
    monkeypatch.setattr(import_module("hub.realtime.fanout"), "watches", [(0.05, sweep)])


def revoke(city: City) -> None:
    revoke_membership(host=city.alice, room_id=city.room.id, member_id=city.bob.id)


async def test_a_removed_member_hears_of_it_and_nothing_after(
    city: City, open_tab: OpenTab
) -> None:
    alice, bob = await open_tab(city.alice), await open_tab(city.bob)
    await db(revoke, city)
    await db(post, city.alice, city.room, "もう聞こえない")
    heard = await bob.heard()
    assert kinds(heard) == ["membership.revoked"]
    assert heard[-1]["room"] == str(city.room.id)
    place = {"room": str(city.room.id)}
    assert (await bob.ask("room.resume", **place, after=0))["code"] == "not_found"
    assert (await bob.ask("room.type", **place))["code"] == "not_found"
    refusal = await bob.ask("message.post", **place, client_id=str(uuid4()), body="まだいる?")
    assert refusal["code"] == "not_found"
    bodies = [each["message"]["body"] for each in await alice.heard() if "message" in each]
    assert bodies == [city.bob.name, "もう聞こえない"], "who stayed heard both"


@pytest.mark.usefixtures("lost_hints")
async def test_the_sweep_cuts_off_a_member_whose_hint_was_lost(
    city: City, open_tab: OpenTab
) -> None:
    bob = await open_tab(city.bob)
    await db(revoke, city)
    assert (await bob.event("membership.revoked"))["room"] == str(city.room.id)
    await heartbeat(fanout())
    assert (await bob.event("session.heartbeat"))["versions"] == {}


async def test_a_heartbeat_tells_when_jobs_stand_still(city: City, open_tab: OpenTab) -> None:
    alice = await open_tab(city.alice)
    await db(tick)
    await heartbeat(fanout())
    assert (await alice.event("session.heartbeat"))["standstill"] is False
    await db(Pulse.objects.update, at=timezone.now() - timedelta(seconds=36))
    await heartbeat(fanout())
    assert (await alice.event("session.heartbeat"))["standstill"] is True


async def test_a_new_member_hears_from_then_on(city: City, open_tab: OpenTab) -> None:
    charlie = await open_tab(city.charlie)
    await db(post, city.alice, city.room, "まだいない")
    await db(grant_membership, host=city.alice, room_id=city.room.id, member_ids=[city.charlie.id])
    await db(post, city.alice, city.room, "ようこそ")
    assert (await charlie.event("membership.granted"))["room"] == str(city.room.id)
    bodies = [each["message"]["body"] for each in await charlie.heard() if "message" in each]
    assert bodies == [city.charlie.name, "ようこそ"]


@pytest.mark.usefixtures("lost_hints")
async def test_the_sweep_lets_a_member_in_whose_hint_was_lost(
    city: City, open_tab: OpenTab
) -> None:
    charlie = await open_tab(city.charlie)
    await db(grant_membership, host=city.alice, room_id=city.room.id, member_ids=[city.charlie.id])
    assert (await charlie.event("membership.granted"))["room"] == str(city.room.id)


async def test_a_sweep_that_read_too_early_does_not_undo_a_hint(
    city: City, open_tab: OpenTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep saw bob inside; the hint of his removal overtakes its answer."""
    bob = await open_tab(city.bob)
    stale = [(city.bob.id, city.room.id, True)]

    def read_then_removed() -> list[tuple[object, object, bool]]:
        revoke(city)
        return list(stale)

    monkeypatch.setattr("chat.sweeping.recent_changes", read_then_removed)
    await sweep(fanout())
    assert kinds(await bob.heard()) == ["membership.revoked"]


async def test_leaving_by_oneself_ends_delivery_too(city: City, open_tab: OpenTab) -> None:
    bob = await open_tab(city.bob)
    await db(leave_room, member=city.bob, room_id=city.room.id)
    await db(post, city.alice, city.room)
    assert kinds(await bob.heard())[-1] == "membership.revoked"


async def test_signing_out_ends_the_tabs_of_that_browser_alone(
    city: City, open_tab: OpenTab
) -> None:
    key = await db(sign_in, city.bob)
    here, there = await open_tab(city.bob, session_key=key), await open_tab(city.bob)

    def sign_out() -> None:
        client = Client()
        client.cookies["session"] = key
        assert client.post(reverse("account_logout")).status_code == 302

    await db(sign_out)
    assert await here.ended() == 4401
    assert kinds(here.events) == ["session.ended"]
    assert kinds(await there.heard()) == []


async def test_a_session_that_expired_ends_with_the_next_sweep(
    city: City, open_tab: OpenTab
) -> None:
    key = await db(sign_in, city.bob)
    bob, other = await open_tab(city.bob, session_key=key), await open_tab(city.bob)

    def expire() -> None:
        session = Session.objects.get(session_key=key)
        session.expire_date = session.expire_date.replace(year=2020)
        session.save()

    await db(expire)
    await sweep(fanout())
    assert await bob.ended() == 4401
    assert kinds(await other.heard()) == []


@pytest.mark.usefixtures("lost_hints")
async def test_the_sweep_ends_the_sessions_of_who_left(city: City, open_tab: OpenTab) -> None:
    alice, bob = await open_tab(city.alice), await open_tab(city.bob)
    await db(end_membership, by=city.alice, member_id=city.bob.id)
    assert await bob.ended() == 4401
    assert kinds(await alice.heard()) == []


async def test_who_left_the_organisation_is_cut_off(city: City, open_tab: OpenTab) -> None:
    alice, bob = await open_tab(city.alice), await open_tab(city.bob)
    await db(end_membership, by=city.alice, member_id=city.bob.id)
    assert await bob.ended() == 4401
    assert kinds(bob.events)[-1] == "session.ended"
    assert "session.ended" not in kinds(await alice.heard())


async def test_a_suspended_organisation_is_cut_off(city: City, open_tab: OpenTab) -> None:
    bob, charlie = await open_tab(city.bob), await open_tab(city.charlie)
    await db(suspend_organisation, by=city.alice, organisation_id=city.bob.organisation_id, on=True)
    assert await bob.ended() == 4401
    assert kinds(await charlie.heard()) == []


async def test_nothing_is_carried_out_after_the_server_closed(
    city: City, open_tab: OpenTab
) -> None:
    bob = await open_tab(city.bob)
    await db(end_membership, by=city.alice, member_id=city.bob.id)
    command = {"type": "message.post", "request": "1", "room": str(city.room.id)}
    await bob.carrier.send(json.dumps({**command, "client_id": str(uuid4()), "body": "遅い"}))
    assert await bob.ended() == 4401
    assert "遅い" not in str(bob.events)


async def test_an_open_connection_keeps_no_right_that_was_taken_away(
    city: City, open_tab: OpenTab
) -> None:
    """A demoted administrator no longer recalls what others wrote."""
    chief = await db(
        make_member,
        city.alice.organisation,
        "部長",
        Member.Role.ORGANISATION_ADMINISTRATOR,
    )
    room = await db(make_room, city.alice, city.bob, chief, name="引き継ぎ")
    first, second = [await db(post, city.bob, room) for _ in range(2)]
    tab = await open_tab(chief)
    await tab.do("message.recall", room=str(room.id), seq=first.seq)
    await db(
        change_member,
        by=city.alice,
        member_id=chief.id,
        role=Member.Role.MEMBER,
        section=None,
    )
    refusal = await tab.ask("message.recall", room=str(room.id), seq=second.seq)
    assert refusal["code"] == "forbidden"


async def test_a_room_that_is_not_yours_looks_like_none(city: City, open_tab: OpenTab) -> None:
    message = await db(post, city.alice, city.room)
    await db(recall_message, member=city.alice, room_id=city.room.id, seq=message.seq)
    charlie = await open_tab(city.charlie)
    seq: dict[str, object] = {"seq": message.seq}
    commands: dict[str, dict[str, object]] = {
        "message.post": {"client_id": str(uuid4()), "body": "入れて"},
        "message.edit": {**seq, "body": "直す"},
        "message.recall": seq,
        "message.react": {**seq, "emoji": "👍", "on": True},
        "message.pin": {**seq, "on": True},
        "room.mark_delivered": seq,
        "room.mark_displayed": seq,
        "room.mark_read": {},
        "room.save_draft": {"body": "下書き"},
        "room.set_involvement": {"involvement": "nothing"},
        "room.type": {},
        "room.resume": {"after": 0},
    }
    for kind, fields in commands.items():
        frames = []
        for room in (str(city.room.id), str(uuid4())):
            refusal = await charlie.ask(kind, room=room, **fields)
            frames.append({**refusal, "request": ""})
        assert json.dumps(frames[0]) == json.dumps(frames[1]), kind
        assert frames[0]["code"] == "not_found", kind
    assert kinds(await charlie.heard()) == []
