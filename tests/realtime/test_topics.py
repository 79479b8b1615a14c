"""What tabs hear of topics: one's own wishes in one's own tabs, changes everywhere."""

from chat.actions.reading import mark_read
from chat.actions.topics import start_topic
from hub.realtime.database import db
from tests.chat.factories import City, make_room, post
from tests.realtime.conftest import OpenTab
from tests.realtime.tabs import kinds


async def test_a_muted_topic_leaves_the_unread_count_of_every_own_tab(
    city: City, open_tab: OpenTab
) -> None:
    topic = await db(start_topic, member=city.alice, room_id=city.room.id, name="雑談")
    loud = await db(post, city.alice, city.room)
    await db(post, city.alice, city.room, topic=topic.id)
    alice = await open_tab(city.alice)
    here, there = await open_tab(city.bob), await open_tab(city.bob)
    await here.do("topic.involve", topic=str(topic.id), involvement="muted")
    assert (await there.event("topic.involved"))["room"] == str(city.room.id)
    await db(mark_read, member=city.bob, room_id=city.room.id, seq=loud.seq)
    moved = await there.event("room.read")
    assert (moved["read_seq"], moved["unread"]) == (loud.seq, 0)
    assert "topic.involved" not in kinds(await alice.heard()), "muting is nobody else's business"


async def test_a_new_name_reaches_every_tab_of_the_room(city: City, open_tab: OpenTab) -> None:
    topic = await db(start_topic, member=city.alice, room_id=city.room.id, name="枠")
    bob, charlie = await open_tab(city.bob), await open_tab(city.charlie)
    alice = await open_tab(city.alice)
    await alice.do("topic.rename", topic=str(topic.id), name="受入枠")
    told = await bob.event("message.posted")
    assert "枠 → 受入枠" in told["message"]["html"]
    assert (await bob.event("room.changed"))["version"] > topic.room.version
    assert kinds(await charlie.heard()) == []


async def test_a_move_is_complete_after_a_resume_in_both_rooms(
    city: City, open_tab: OpenTab
) -> None:
    target = await db(make_room, city.alice, city.bob, name="受入枠の調整")
    message = await db(post, city.bob, city.room, "内輪の話")
    bob, charlie = await open_tab(city.bob), await open_tab(city.charlie)
    alice = await open_tab(city.alice)
    where = {"room": str(city.room.id), "seq": message.seq, "target": str(target.id)}
    answer = await alice.do("message.move", scope="one", **where)
    assert answer["room"] == str(target.id)
    arrived = (await bob.event("message.posted"))["message"]
    assert (arrived["room"], arrived["body"]) == (str(target.id), "内輪の話")
    left = await bob.do("room.resume", room=str(city.room.id), after=message.version)
    trace = next(each for each in left["messages"] if each["seq"] == message.seq)
    assert "内輪の話" not in str(trace)
    assert target.name not in str(trace)
    assert kinds(await charlie.heard()) == []
