"""What is found and what is not, through the page; and who must find nothing."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.actions.messages import edit_message, recall_message
from chat.actions.moving import move_messages
from chat.actions.rooms import grant_membership, leave_room
from chat.models import Attachment, Message, Topic
from hub.files.models import StoredFile
from hub.organisations.models import Member
from tests.chat.factories import City, make_member, make_room, post
from tests.chat.searching import PATH, counts, hits
from tests.conftest import SignedIn


@pytest.fixture
def bob(town: City, browse: SignedIn) -> Client:
    return browse(town.bob)


def test_what_is_stored_stays_as_it_was_written(town: City, bob: Client) -> None:
    written = "渡邉\U000e0101 と 髙﨑 と ﾜﾀﾅﾍﾞ"
    message = post(town.alice, town.room, written)
    message.refresh_from_db()
    assert message.body.encode() == written.encode()
    assert hits(bob, "渡辺 高崎") == [written]


def indexed(bigram: str) -> int:
    """How many rows the index itself names, asked by SQL."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT count(*) FROM chat_message_folded_bigrams"
                " WHERE chat_message_folded_bigrams MATCH %s",
                [f'"{bigram}"'],
            )
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(
                "SELECT count(*) FROM chat_message WHERE search_bigrams(folded) @@ %s::tsquery",
                [f"'{bigram}'"],
            )
        return int(cursor.fetchone()[0])


def test_an_edit_moves_in_the_index(town: City, bob: Client) -> None:
    message = post(town.bob, town.room, "接種は水曜")
    edit_message(author=town.bob, room_id=town.room.id, seq=message.seq, body="訓練は木曜")
    assert hits(bob, "接種") == []
    assert hits(bob, "訓練") == ["訓練は木曜"]
    assert (indexed("接種"), indexed("訓練")) == (0, 1)


def test_a_recalled_text_is_in_no_index(town: City, bob: Client) -> None:
    message = post(town.bob, town.room, "秘密の話")
    assert indexed("秘密") == 1
    recall_message(member=town.bob, room_id=town.room.id, seq=message.seq)
    assert indexed("秘密") == 0
    assert hits(bob, "秘密") == []
    assert counts(bob, "秘密") == ["0", "0", "0"]
    message.refresh_from_db()
    assert message.folded == ""


def test_an_update_without_save_is_followed(town: City) -> None:
    message = post(town.bob, town.room, "秘密の話")
    Message.objects.filter(pk=message.pk).update(body="")
    assert indexed("秘密") == 0


def test_a_moved_message_is_found_where_it_is_now(town: City, bob: Client) -> None:
    message = post(town.bob, town.room, "移す話")
    add_file(town.bob, message, "移す表.pdf")
    other = make_room(town.alice, town.bob, name="別の部屋")
    moved = move_messages(
        member=town.bob,
        room_id=town.room.id,
        seq=message.seq,
        scope="one",
        target_id=other.id,
    )
    found = bob.get(PATH, {"q": "移す"}).context["hits"]
    assert [hit["message"] for hit in found] == moved
    assert indexed("移す") == 1
    assert counts(bob, "移す", room=str(other.id)) == ["1", "1", "0"]
    assert counts(bob, "移す", room=str(town.room.id)) == ["0", "0", "0"]


def test_a_deleted_row_leaves_the_index(town: City) -> None:
    message = post(town.bob, town.room, "消える話")
    message.delete()
    assert indexed("消え") == 0


def add_file(author: Member, message: Message, name: str) -> StoredFile:
    now = timezone.now()
    stored = StoredFile.objects.create(
        uploaded_by=author,
        organisation=author.organisation,
        name=name,
        size=2048,
        received=2048,
        content_type="application/pdf",
        scan=StoredFile.Scan.CLEAN,
        completed_at=now,
        attached_at=now,
    )
    Attachment.objects.bulk_create([Attachment(message=message, file=stored)])
    return stored


def test_files_are_found_by_name(town: City, bob: Client) -> None:
    message = post(town.alice, town.room, "送ります")
    add_file(town.alice, message, "令和８年度_防災訓練ﾏﾆｭｱﾙ.pdf")
    response = bob.get(PATH, {"q": "マニュアル 訓練", "tab": "files"})
    assert [hit["file"].name for hit in response.context["hits"]] == [
        "令和８年度_防災訓練ﾏﾆｭｱﾙ.pdf"
    ]
    assert "<mark>ﾏﾆｭｱﾙ</mark>" in response.content.decode()
    assert counts(bob, "マニュアル") == ["0", "1", "0"]
    recall_message(member=town.alice, room_id=town.room.id, seq=message.seq)
    assert counts(bob, "マニュアル") == ["0", "0", "0"]


def test_people_are_found_by_name_reading_and_variants(town: City, bob: Client) -> None:
    make_member(town.bob.organisation, "渡邉　花子", reading="わたなべ はなこ")
    for query in ("渡辺", "渡辺花子", "ワタナベ", "ﾊﾅｺ 渡邊", '"渡辺 花子"'):
        response = bob.get(PATH, {"q": query, "tab": "people"})
        assert [each.name for each in response.context["people"]] == ["渡邉　花子"], query
    assert counts(bob, "渡部")[2] == "0"
    listed = bob.get("/people/", {"q": "渡辺"}).content.decode()
    assert "渡邉" in listed, "the directory folds alike"


QUERIES = ["内輪", "内輪の話", "", "みどり", "棒", "夜間当番", "資料", "ぼぶ"]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("tab", ["messages", "files", "people"])
def test_an_outsider_finds_and_counts_nothing(
    town: City, browse: SignedIn, query: str, tab: str
) -> None:
    message = post(town.bob, town.room, "内輪の話")
    add_file(town.bob, message, "内輪の資料.pdf")
    room = make_room(town.alice, town.charlie, name="診療所Bと")
    post(town.charlie, room, "自分の話")
    charlie = browse(town.charlie)
    for filters in ({}, {"since": "2020"}, {"sender": "棒"}, {"room": str(town.room.id)}):
        response = charlie.get(PATH, {"q": query, "tab": tab, **filters})
        text = re.sub(
            r'value="[^"]*"|<title>.*?</title>|href="[^"]*"', "", response.content.decode()
        )
        for secret in ("内輪の", "みどり診療所", "夜間当番", str(town.room.id)):
            assert secret not in text
        if response.context.get("tabs") and query:
            assert [count for _name, _label, count in response.context["tabs"]] == ["0"] * 3
    assert hits(charlie, "自分") == ["自分の話"], "but what is their own"


def test_leaving_a_room_ends_finding(town: City, bob: Client) -> None:
    post(town.alice, town.room, "引き継ぎ事項")
    assert hits(bob, "引き継ぎ") == ["引き継ぎ事項"]
    leave_room(member=town.bob, room_id=town.room.id)
    assert hits(bob, "引き継ぎ") == []
    assert counts(bob, "引き継ぎ") == ["0", "0", "0"]


def test_who_joins_finds_what_the_timeline_shows(town: City, browse: SignedIn) -> None:
    post(town.alice, town.room, "以前の連絡")
    grant_membership(host=town.alice, room_id=town.room.id, member_ids=[town.charlie.id])
    assert hits(browse(town.charlie), "以前") == ["以前の連絡"]


def test_events_are_no_messages(town: City, bob: Client) -> None:
    grant_membership(host=town.alice, room_id=town.room.id, member_ids=[town.charlie.id])
    assert Message.objects.filter(event="joined", body__contains="茶織").exists()
    assert hits(bob, "茶織") == []


def backdate(message: Message, when: datetime) -> None:
    Message.objects.filter(pk=message.pk).update(created_at=when)


def test_filters(town: City, bob: Client) -> None:
    other = make_room(town.alice, town.bob, name="別の部屋")
    first = post(town.alice, town.room, "訓練の一")
    post(town.bob, other, "訓練の二")
    topic = Topic.objects.create(room=town.room, name="防災", created_by=town.alice)
    Message.objects.filter(pk=first.pk).update(topic=topic)
    add_file(town.alice, first, "表.pdf")
    backdate(first, datetime(2021, 5, 31, 23, 30, tzinfo=timezone.get_current_timezone()))
    assert hits(bob, "訓練") == ["訓練の二", "訓練の一"]
    cases: list[tuple[dict[str, str], list[str]]] = [
        ({"room": str(town.room.id)}, ["訓練の一"]),
        ({"room": str(other.id)}, ["訓練の二"]),
        ({"sender": "有栖"}, ["訓練の一"]),
        ({"sender": "ｱﾘｽ"}, ["訓練の一"]),
        ({"sender": "だれも"}, []),
        ({"file": "on"}, ["訓練の一"]),
        ({"room": str(town.room.id), "topic": str(topic.id)}, ["訓練の一"]),
        ({"since": "令和3年5月", "until": "令和3年5月"}, ["訓練の一"]),
        ({"since": "2021-05-31", "until": "2021/5/31"}, ["訓練の一"]),
        ({"until": "R3.5.30"}, []),
        ({"since": "２０２１年６月１日"}, ["訓練の二"]),
    ]
    for filters, expected in cases:
        assert hits(bob, "訓練", **filters) == expected, filters
        assert counts(bob, "訓練", **filters)[0] == str(len(expected)), filters
    assert hits(bob, "", sender="有栖", until="令和3年") == ["訓練の一"], "filters need no word"


def test_a_wrong_filter_is_said_and_nothing_is_shown(town: City, bob: Client) -> None:
    post(town.alice, town.room, "訓練")
    wrong = ({"since": "昨日"}, {"since": "0001"}, {"until": "99991231"}, {"until": "令和3年13月"})
    for filters in (*wrong, {"room": str(uuid4())}):
        response = bob.get(PATH, {"q": "訓練", **filters})
        assert "hits" not in response.context
        assert "field--invalid" in response.content.decode()


def test_pages_follow_each_other_newest_first(town: City, bob: Client) -> None:
    for number in range(45):
        post(town.alice, town.room, f"連絡{number}")
    now = timezone.now()
    for message in Message.objects.filter(body__startswith="連絡"):
        # Pairs of the same instant, in an order that is not the order of the rows.
        shift = int(message.body[2:]) * 7 % 45 // 2
        backdate(message, now - timedelta(minutes=shift))
    seen: list[str] = []
    response = bob.get(PATH, {"q": "連絡"})
    while True:
        page = [hit["message"] for hit in response.context["hits"]]
        assert page == sorted(page, key=lambda each: (each.created_at, each.pk), reverse=True)
        seen += [message.body for message in page]
        if response.context["next"] is None:
            break
        response = bob.get(PATH, {"q": "連絡", "before": str(response.context["next"])})
    assert sorted(seen) == sorted(f"連絡{number}" for number in range(45))
    assert counts(bob, "連絡")[0] == "45"


@pytest.mark.parametrize("recent", [1, 10, 1000])
def test_common_words_are_paged_alike(
    town: City, bob: Client, monkeypatch: pytest.MonkeyPatch, recent: int
) -> None:
    """Beyond the limit counts stop and pages come from the newest messages."""
    monkeypatch.setattr("chat.search.COUNT_LIMIT", 25)
    monkeypatch.setattr("chat.search_views.COUNT_LIMIT", 25)
    monkeypatch.setattr("chat.search.RECENT", recent)
    for number in range(45):
        post(town.alice, town.room, f"連絡{number}")
        post(town.alice, town.room, f"別件{number}")
    assert counts(bob, "連絡")[0] == "25以上"
    seen: list[str] = []
    response = bob.get(PATH, {"q": "連絡"})
    while response.context["next"]:
        seen += [hit["message"].body for hit in response.context["hits"]]
        response = bob.get(PATH, {"q": "連絡", "before": str(response.context["next"])})
    seen += [hit["message"].body for hit in response.context["hits"]]
    assert seen == [f"連絡{number}" for number in reversed(range(45))]


def test_nothing_asked_nothing_searched(town: City, bob: Client) -> None:
    for query in ("", "   ", "-訓練", "ー"):
        response = bob.get(PATH, {"q": query, "room": str(town.room.id)})
        assert response.context["asked"] is False


@pytest.mark.parametrize("tab", ["messages", "files", "people"])
def test_a_page_costs_the_same_however_much_is_found(town: City, bob: Client, tab: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert bob.get(PATH, {"q": "連絡", "tab": tab}).status_code == 200
        return len(captured)

    def more(count: int) -> None:
        for number in range(count):
            room = make_room(town.alice, town.bob, name=f"部屋{number}")
            topic = Topic.objects.create(room=room, name="話", created_by=town.alice)
            message = post(town.alice, room, f"連絡{number}", topic=topic.id)
            add_file(town.alice, message, f"連絡{number}.pdf")
            make_member(town.bob.organisation, f"連絡 {number}")

    more(2)
    cost()
    known = cost()
    more(12)
    assert cost() == known
