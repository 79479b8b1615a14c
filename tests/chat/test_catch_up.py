"""What muting and following change, and the page of what happened since the last visit."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.actions.messages import recall_message
from chat.actions.reading import mark_read
from chat.actions.rooms import revoke_membership
from chat.actions.topics import involve_in_topic, rename_topic, resolve_topic, start_topic
from chat.catching_up import News, catch_up
from chat.mails import digest_lines
from chat.models import Membership, Topic
from chat.sidebar import sidebar
from hub.organisations.models import Member
from tests.chat.factories import City, make_room, post
from tests.conftest import SignedIn
from tests.files.uploading import upload


def topic(city: City, name: str) -> Topic:
    return start_topic(member=city.alice, room_id=city.room.id, name=name)


def caught_up(city: City) -> City:
    for member in (city.alice, city.bob):
        mark_read(member=member, room_id=city.room.id)
    return city


def unread(member: Member) -> int:
    return sum(place.unread_count for group in sidebar(member) for place in group.places)


def only(found: list[News]) -> News:
    (news,) = found
    return news


def test_a_muted_topic_does_not_count(town: City) -> None:
    caught_up(town)
    loud, quiet = topic(town, "受入枠"), topic(town, "雑談")
    involve_in_topic(member=town.bob, topic_id=quiet.id, involvement="muted")
    for each in (loud.id, quiet.id, quiet.id, None):
        post(town.alice, town.room, topic=each)
    post(town.bob, make_room(town.bob, town.alice, name="別室"), "こちらも")
    assert unread(town.bob) == 2, "the loud topic and the message without one"
    involve_in_topic(member=town.bob, topic_id=quiet.id, involvement="")
    assert unread(town.bob) == 4


def test_muting_is_ones_own(town: City) -> None:
    caught_up(town)
    quiet = topic(town, "雑談")
    involve_in_topic(member=town.alice, topic_id=quiet.id, involvement="muted")
    post(town.alice, town.room, topic=quiet.id)
    assert unread(town.bob) == 1


def test_what_is_read_is_not_muted_away_twice(town: City) -> None:
    quiet = topic(town, "雑談")
    involve_in_topic(member=town.bob, topic_id=quiet.id, involvement="muted")
    post(town.alice, town.room, topic=quiet.id)
    caught_up(town)
    post(town.alice, town.room, "話題なし")
    assert unread(town.bob) == 1


def test_the_digest_leaves_muted_topics_out(town: City) -> None:
    caught_up(town)
    quiet = topic(town, "雑談")
    involve_in_topic(member=town.bob, topic_id=quiet.id, involvement="muted")
    post(town.alice, town.room, "静かな話", topic=quiet.id)
    since = timezone.now() - timedelta(hours=1)
    assert digest_lines(town.bob, since) == []
    post(town.alice, town.room, "大事な話")
    (line,) = digest_lines(town.bob, since)
    assert "大事な話" in line.full
    assert "静かな話" not in line.full


def test_the_news_are_by_room_and_topic(town: City) -> None:
    caught_up(town)
    started = topic(town, "受入枠")
    first = post(town.alice, town.room, "明日の枠です", topic=started.id)
    for number in range(4):
        post(town.alice, town.room, f"続き{number}", topic=started.id)
    post(town.alice, town.room, "別件です")
    news = only(catch_up(town.bob))
    by_topic = {strand.topic: strand for strand in news.open}
    strand = by_topic[started]
    assert (strand.count, strand.first_seq) == (5, first.seq)
    assert strand.authors == [town.alice.name]
    assert [line.body for line in strand.lines] == ["明日の枠です", "続き0", "続き1"]
    assert strand.more == 2
    assert [line.body for line in by_topic[None].lines] == ["別件です"]
    assert news.count == 6


def test_resolved_and_muted_topics_are_folded(town: City) -> None:
    caught_up(town)
    done, quiet, loud = (topic(town, name) for name in ("済", "雑談", "受入枠"))
    for each in (done, quiet, loud):
        post(town.alice, town.room, topic=each.id)
    resolve_topic(member=town.alice, topic_id=done.id, on=True)
    involve_in_topic(member=town.bob, topic_id=quiet.id, involvement="muted")
    news = only(catch_up(town.bob))
    assert [strand.topic for strand in news.open] == [loud]
    assert {strand.topic for strand in news.folded} == {done, quiet}


def test_mentions_and_files_come_first(town: City, browse: SignedIn) -> None:
    other = make_room(town.alice, town.bob, name="別室")
    caught_up(town)
    mark_read(member=town.bob, room_id=other.id)
    key = upload(browse(town.alice), "枠.csv", b"a,b")
    post(town.alice, town.room, f"@{town.bob.name} 見て", mentions=[f"member:{town.bob.id}"])
    post(town.alice, town.room, "表です", files=[key])
    post(town.alice, other, "新しい方")
    first, second = catch_up(town.bob)
    assert [message.body for message in first.mentions] == [f"@{town.bob.name} 見て"]
    assert [file.name for strand in first.open for file in strand.files] == ["枠.csv"]
    assert second.title == "別室"


def test_what_was_taken_away_or_is_ones_own_is_no_news(town: City) -> None:
    caught_up(town)
    gone = post(town.alice, town.room, "間違えました")
    recall_message(member=town.alice, room_id=town.room.id, seq=gone.seq)
    assert only(catch_up(town.bob)).strands == []


def test_a_change_of_the_room_alone_can_be_marked_as_read(town: City, browse: SignedIn) -> None:
    caught_up(town)
    rename_topic(member=town.alice, topic_id=topic(town, "枠").id, name="受入枠")
    page = browse(town.bob).get("/rooms/catch-up/").content.decode()
    assert "ルームの変更だけがあります" in page


def test_marking_as_read_stops_where_the_page_stopped(town: City, browse: SignedIn) -> None:
    seen = post(town.alice, town.room)
    later = post(town.alice, town.room)
    client = browse(town.bob)
    path = f"/rooms/{town.room.id}/read/"
    assert client.post(path, {"seq": seen.seq}).status_code == 302
    place = Membership.objects.get(room=town.room, member=town.bob)
    assert place.read_seq == seen.seq < later.seq
    assert place.displayed_seq == 0, "nobody looked at it"
    assert client.post(path, {"seq": "x"}).status_code == 404
    assert client.post(path, {"seq": later.seq + 100}).status_code == 302
    place.refresh_from_db()
    assert place.read_seq == later.seq


def test_nothing_new_is_said(town: City, browse: SignedIn) -> None:
    caught_up(town)
    assert "すべて読み終えています" in browse(town.bob).get("/rooms/catch-up/").content.decode()


def test_outsiders_and_those_who_left_learn_nothing(town: City, browse: SignedIn) -> None:
    caught_up(town)
    secret = topic(town, "内輪の話題")
    post(town.alice, town.room, "内輪の話", topic=secret.id)
    assert catch_up(town.charlie) == []
    assert browse(town.charlie).post(f"/rooms/{town.room.id}/read/").status_code == 404
    assert browse(town.charlie).get(f"/rooms/{town.room.id}/topics/").status_code == 404
    revoke_membership(host=town.alice, room_id=town.room.id, member_id=town.bob.id)
    page = browse(town.bob).get("/rooms/catch-up/").content.decode()
    assert "内輪" not in page


@pytest.mark.parametrize("reader", ["alice", "bob"])
def test_the_page_costs_the_same_however_much_there_is(
    town: City, browse: SignedIn, reader: str
) -> None:
    client = browse(getattr(town, reader))
    author = town.bob if reader == "alice" else town.alice
    me = getattr(town, reader)

    def more(number: int) -> None:
        room = make_room(town.alice, town.bob, name=f"別の部屋{number}")
        started = start_topic(member=author, room_id=room.id, name="枠")
        key = upload(browse(author), "枠.csv", b"a,b")
        post(author, room, "枠", topic=started.id, files=[key])
        post(author, room, f"@{me.name} 件", mentions=[f"member:{me.id}"])

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/rooms/catch-up/").status_code == 200
        return len(captured)

    more(1)
    cost()
    known = cost()
    for number in range(2, 6):
        more(number)
    assert cost() == known
