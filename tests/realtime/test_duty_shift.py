"""An open tab when a shift begins and ends: the room comes, and goes with all that follows."""

from datetime import timedelta

from django.utils import timezone

from chat.actions.duties import add_duty
from chat.keeping import keep_duties
from chat.models import Room
from hub.organisations.models import Duty, Shift
from hub.realtime.database import db
from tests.chat.factories import City, make_room, post
from tests.realtime.conftest import OpenTab


def prepared(city: City) -> tuple[Room, Duty]:
    duty = Duty.objects.create(organisation=city.bob.organisation, name="休日当番医 受付")
    room = make_room(city.alice, name="休日当番医")
    add_duty(host=city.alice, room_id=room.id, duty_id=duty.id)
    return room, duty


def begin(city: City, duty: Duty) -> None:
    now = timezone.now()
    Shift.objects.create(
        duty=duty, member=city.bob, starts_at=now, ends_at=now + timedelta(hours=1)
    )
    keep_duties()


def end(duty: Duty) -> None:
    duty.shifts.update(ends_at=timezone.now())
    keep_duties()


async def test_the_room_comes_and_goes_with_the_shift(city: City, open_tab: OpenTab) -> None:
    room, duty = await db(prepared, city)
    bob = await open_tab(city.bob)
    await db(begin, city, duty)
    heard = await bob.heard()
    assert {"type": "membership.granted", "room": str(room.id)} in heard
    reached = [each["addresses"] for each in heard if each["type"] == "addresses.changed"]
    assert f"duty:{duty.id}" in reached[-1]
    await db(post, city.alice, room, "当番の方へ")
    assert [each["message"]["body"] for each in await bob.heard() if "message" in each] == [
        "当番の方へ"
    ]
    await db(end, duty)
    await db(post, city.alice, room, "もう聞こえない")
    heard = await bob.heard()
    assert {"type": "membership.revoked", "room": str(room.id)} in heard
    bodies = [each["message"]["body"] for each in heard if "message" in each]
    assert bodies == ["当番の方へ"], "nothing after the shift"
    reached = [each["addresses"] for each in heard if each["type"] == "addresses.changed"]
    assert f"duty:{duty.id}" not in reached[-1]
    assert (await bob.ask("room.resume", room=str(room.id), after=0))["code"] == "not_found"


async def test_a_new_session_knows_its_addresses(city: City, open_tab: OpenTab) -> None:
    _room, duty = await db(prepared, city)
    await db(begin, city, duty)
    bob, charlie = await open_tab(city.bob), await open_tab(city.charlie)
    assert f"duty:{duty.id}" in bob.greeting["addresses"]
    assert f"duty:{duty.id}" not in charlie.greeting["addresses"]
