"""What is posted reaches everyone in the room, in order, once, and nobody else."""

from uuid import uuid4

from django.utils import translation

from chat.models import Message
from chat.resume import RESUME_LIMIT, RESUME_SIZE
from hub.realtime.database import db
from tests.chat.factories import City, make_room, post, sign_in
from tests.realtime.conftest import OpenTab
from tests.realtime.tabs import kinds


async def test_a_post_is_acknowledged_and_reaches_the_members_alone(
    city: City, open_tab: OpenTab
) -> None:
    alice, bob, charlie = [await open_tab(m) for m in (city.alice, city.bob, city.charlie)]
    client_id = str(uuid4())
    answer = await alice.do(
        "message.post", room=str(city.room.id), client_id=client_id, body="搬送お願いします"
    )
    heard = await bob.event("message.posted")
    assert heard["room"] == str(city.room.id)
    assert heard["room_name"] == city.room.name
    assert heard["message"]["body"] == "搬送お願いします"
    assert heard["message"]["client_id"] == client_id
    assert {"seq": heard["message"]["seq"], "version": heard["version"]} == answer
    assert (await alice.event("message.posted")) == heard, "the sender learns by the same event"
    assert kinds(await charlie.heard()) == []


async def test_events_come_in_the_order_of_their_seq(city: City, open_tab: OpenTab) -> None:
    bob = await open_tab(city.bob)
    sent = [await db(post, city.alice, city.room, f"{number}件目") for number in range(20)]
    heard = [(await bob.event("message.posted"))["message"] for _ in sent]
    assert [each["seq"] for each in heard] == [each.seq for each in sent]
    first = sent[0].seq
    assert [each.seq for each in sent] == list(range(first, first + 20)), "gapless"


async def test_a_resend_gets_the_first_answer_and_stores_nothing(
    city: City, open_tab: OpenTab
) -> None:
    alice, bob = await open_tab(city.alice), await open_tab(city.bob)
    command = {"room": str(city.room.id), "client_id": str(uuid4()), "body": "一度だけ"}
    first = await alice.do("message.post", **command)
    again = await alice.do("message.post", **command)
    assert again == first
    assert await db(Message.objects.filter(body="一度だけ").count) == 1
    assert kinds(await bob.heard()) == ["message.posted"]


async def test_the_same_client_id_of_another_author_is_another_message(
    city: City, open_tab: OpenTab
) -> None:
    alice, bob = await open_tab(city.alice), await open_tab(city.bob)
    command = {"room": str(city.room.id), "client_id": str(uuid4()), "body": "同じ番号"}
    first = await alice.do("message.post", **command)
    assert (await bob.do("message.post", **command))["seq"] == first["seq"] + 1


async def test_every_change_is_one_event_with_the_next_version(
    city: City, open_tab: OpenTab
) -> None:
    alice, bob = await open_tab(city.alice), await open_tab(city.bob)
    room = str(city.room.id)
    posted = await alice.do("message.post", room=room, client_id=str(uuid4()), body="初め")
    await bob.event("message.posted")
    place, version = {"room": room, "seq": posted["seq"]}, posted["version"]

    async def change(kind: str, **fields: object) -> dict[str, object]:
        nonlocal version
        await alice.do(kind, **place, **fields)
        event = await bob.event("message.changed")
        version += 1
        assert event["version"] == event["message"]["version"] == version
        changed: dict[str, object] = event["message"]
        assert changed["seq"] == posted["seq"]
        return changed

    edited = await change("message.edit", body="直した")
    assert (edited["body"], edited["edited"]) == ("直した", True)
    assert "👍" in str((await change("message.react", emoji="👍", on=True))["html"])
    assert (await change("message.pin", on=True))["pinned"] is True
    assert (await change("message.pin", on=False))["pinned"] is False
    recalled = await change("message.recall")
    assert (recalled["body"], recalled["deleted"]) == ("", True)
    assert "直した" not in str(recalled["html"]), "the text is gone from the rendered item too"
    assert kinds(await bob.heard()) == []


async def test_doing_it_twice_changes_nothing(city: City, open_tab: OpenTab) -> None:
    alice, bob = await open_tab(city.alice), await open_tab(city.bob)
    message = await db(post, city.alice, city.room)
    place = {"room": str(city.room.id), "seq": message.seq}
    for _ in range(2):
        await bob.do("message.react", **place, emoji="🙏", on=True)
        await bob.do("message.pin", **place, on=True)
    assert kinds(await alice.heard()) == ["message.posted", "message.changed", "message.changed"]


async def test_only_the_author_edits(city: City, open_tab: OpenTab) -> None:
    bob = await open_tab(city.bob)
    message = await db(post, city.alice, city.room)
    place = {"room": str(city.room.id), "seq": message.seq}
    for command in ({"type": "message.edit", "body": "別の人"}, {"type": "message.recall"}):
        refusal = await bob.ask(command.pop("type"), **place, **command)
        assert (refusal["type"], refusal["code"]) == ("refusal", "forbidden")
    await db(message.refresh_from_db)
    assert message.body == "了解しました"


async def test_resume_returns_exactly_what_was_missed(city: City, open_tab: OpenTab) -> None:
    known = await db(post, city.alice, city.room, "見たもの")
    missed = [await db(post, city.alice, city.room, f"見逃し{number}") for number in range(3)]
    bob = await open_tab(city.bob)
    await bob.do("message.react", room=str(city.room.id), seq=known.seq, emoji="✅", on=True)
    answer = await bob.do("room.resume", room=str(city.room.id), after=known.version)
    assert [each["seq"] for each in answer["messages"]] == [
        *[each.seq for each in missed],
        known.seq,
    ], "three new messages, then the old one that changed"
    assert answer["reload"] is False
    assert answer["version"] == missed[-1].version + 1
    nothing = await bob.do("room.resume", room=str(city.room.id), after=answer["version"])
    assert nothing == {"version": answer["version"], "messages": [], "reload": False}


async def test_a_long_absence_asks_for_the_page_again(city: City, open_tab: OpenTab) -> None:
    known = await db(post, city.alice, city.room)
    for number in range(RESUME_LIMIT):
        await db(post, city.alice, city.room, f"不在中{number}")
    bob, place = await open_tab(city.bob), {"room": str(city.room.id)}
    at_limit = await bob.do("room.resume", **place, after=known.version)
    assert (len(at_limit["messages"]), at_limit["reload"]) == (RESUME_LIMIT, False)
    beyond = await bob.do("room.resume", **place, after=known.version - 1)
    assert (beyond["messages"], beyond["reload"]) == ([], True)


async def test_a_reply_that_its_own_queue_could_not_hold_asks_for_the_page(
    city: City, open_tab: OpenTab
) -> None:
    known = await db(post, city.alice, city.room)
    for _ in range(RESUME_SIZE // 20_000 + 1):  # 10,000 characters as text, and as HTML
        await db(post, city.alice, city.room, "長" * 10_000)
    bob, place = await open_tab(city.bob), {"room": str(city.room.id)}
    too_long = await bob.do("room.resume", **place, after=known.version)
    assert (too_long["messages"], too_long["reload"]) == ([], True)
    shorter = await bob.do("room.resume", **place, after=known.version + 10)
    assert shorter["messages"]
    assert shorter["reload"] is False


async def test_the_greeting_names_the_own_rooms_and_their_versions(
    city: City, open_tab: OpenTab
) -> None:
    other = await db(make_room, city.alice, name="市役所だけ")
    message = await db(post, city.bob, city.room)
    alice, bob = await open_tab(city.alice), await open_tab(city.bob)
    shared = {str(city.room.id): message.version}
    assert alice.greeting["versions"] == {**shared, str(other.id): other.version}
    assert bob.greeting["versions"] == shared


async def test_typing_reaches_the_room_and_is_not_stored(city: City, open_tab: OpenTab) -> None:
    alice, bob, charlie = [await open_tab(m) for m in (city.alice, city.bob, city.charlie)]
    await alice.do("room.type", room=str(city.room.id))
    seen = await bob.event("typing.seen")
    assert (seen["member"], seen["name"]) == (str(city.alice.id), city.alice.name)
    assert kinds(await charlie.heard()) == []
    answer = await bob.do("room.resume", room=str(city.room.id), after=0)
    assert [each["body"] for each in answer["messages"]] == [""], "only the room's creation"


async def test_the_read_marker_moves_in_the_members_other_tabs_only(
    city: City, open_tab: OpenTab
) -> None:
    message = await db(post, city.alice, city.room)
    alice = await open_tab(city.alice)
    here, there = await open_tab(city.bob), await open_tab(city.bob)
    await here.do("room.mark_displayed", room=str(city.room.id), seq=message.seq)
    moved = await there.event("room.read")
    assert (moved["read_seq"], moved["unread"]) == (message.seq, 0)
    assert "room.read" not in kinds(await alice.heard())
    assert (await alice.event("receipts.moved"))["steps"] == [[message.seq, 1]]


async def test_words_come_in_the_language_of_each_tab(city: City, open_tab: OpenTab) -> None:
    japanese = await open_tab(city.alice)
    english = await open_tab(city.bob, language="en")
    for tab, language in ((japanese, "ja"), (english, "en")):
        refusal = await tab.ask("message.recall", room=str(city.room.id), seq=10**9)
        with translation.override(language):
            assert refusal["message"] == translation.gettext("見つかりません。")


async def test_a_second_tab_of_the_same_browser_hears_the_same(
    city: City, open_tab: OpenTab
) -> None:
    key = await db(sign_in, city.bob)
    tabs = [await open_tab(city.bob, session_key=key) for _ in range(2)]
    message = await db(post, city.alice, city.room)
    for tab in tabs:
        assert (await tab.event("message.posted"))["message"]["seq"] == message.seq


async def test_presence_names_who_is_connected_to_the_members_alone(
    city: City, open_tab: OpenTab
) -> None:
    charlie, alice = await open_tab(city.charlie), await open_tab(city.alice)
    bob = await open_tab(city.bob)
    both = {str(city.alice.id), str(city.bob.id)}
    while set((seen := await alice.event("presence.seen"))["members"]) != both:
        pass
    assert (seen["room"], seen["count"]) == (str(city.room.id), 2)
    await bob.carrier.close()
    while (seen := await alice.event("presence.seen"))["count"] != 1:
        pass
    assert seen["members"] == [str(city.alice.id)]
    assert [each["type"] for each in await charlie.heard()] == []
