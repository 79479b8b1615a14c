"""Who has read what, by member and organisation, and the report a recall freezes."""

from typing import Any

import pytest
from django.test import Client

from chat.actions.messages import recall_message
from chat.actions.reading import mark_delivered, mark_displayed, mark_read
from chat.actions.rooms import grant_membership, leave_room
from chat.grouping import by_organisation
from chat.models import Membership, Message
from chat.receipts import State, display_steps, receipts_of
from hub.organisations.models import Member
from tests.chat.factories import City, make_city, make_member, make_room, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


def states(message: Message) -> dict[str, str]:
    return {receipt.member.name: receipt.state.value for receipt in receipts_of(message)}


def add(city: City, *members: Member) -> None:
    grant_membership(
        host=city.alice, room_id=city.room.id, member_ids=[member.id for member in members]
    )


def test_each_state_says_what_is_known_and_no_more(city: City) -> None:
    clinic = city.bob.organisation
    people = [make_member(clinic, name) for name in ("未到着", "到着", "既読", "表示")]
    add(city, *people)
    message = post(city.alice, city.room)
    _stored, delivered, read, displayed = people
    mark_delivered(member=delivered, room_id=city.room.id, seq=message.seq)
    mark_read(member=read, room_id=city.room.id)
    mark_displayed(member=displayed, room_id=city.room.id, seq=message.seq)
    assert states(message) == {
        city.bob.name: "stored",
        "未到着": "stored",
        "到着": "delivered",
        "既読": "read",
        "表示": "displayed",
    }, "the author is not asked, and charlie is not in the room"


def test_marking_as_read_never_counts_as_displayed(city: City) -> None:
    message = post(city.alice, city.room)
    place = mark_read(member=city.bob, room_id=city.room.id)
    place.refresh_from_db()
    assert (place.read_seq, place.displayed_seq) == (message.seq, 0)
    assert display_steps(city.room.id) == []
    [receipt] = receipts_of(message)
    assert (receipt.state, receipt.at) == (State.READ, None)


def test_posting_marks_as_read_and_not_as_displayed(city: City) -> None:
    message = post(city.alice, city.room)
    post(city.bob, city.room, "返事")
    assert states(message) == {city.bob.name: "read"}


def test_markers_move_forward_only_and_not_past_the_end(city: City) -> None:
    first, last = post(city.alice, city.room), post(city.alice, city.room)
    assert mark_displayed(member=city.bob, room_id=city.room.id, seq=10**6)
    assert not mark_displayed(member=city.bob, room_id=city.room.id, seq=first.seq)
    mark_delivered(member=city.bob, room_id=city.room.id, seq=first.seq)
    place = Membership.objects.get(room=city.room, member=city.bob)
    assert {place.displayed_seq, place.delivered_seq, place.read_seq} == {last.seq}


def test_the_time_is_that_of_the_first_display(city: City) -> None:
    first, second = post(city.alice, city.room), post(city.alice, city.room)
    mark_displayed(member=city.bob, room_id=city.room.id, seq=first.seq)
    mark_displayed(member=city.bob, room_id=city.room.id, seq=second.seq)
    [one], [two] = receipts_of(first), receipts_of(second)
    assert one.at is not None
    assert two.at is not None
    assert one.at < two.at


def test_the_steps_add_up_to_the_readers_of_each_message(city: City) -> None:
    colleague = make_member(city.bob.organisation, "同僚")
    add(city, colleague)
    first, second = post(city.alice, city.room), post(city.alice, city.room)
    mark_displayed(member=city.bob, room_id=city.room.id, seq=first.seq)
    mark_displayed(member=colleague, room_id=city.room.id, seq=second.seq)
    assert display_steps(city.room.id) == [(second.seq, 1), (first.seq, 1)]


def test_receipts_stand_by_organisation(city: City) -> None:
    add(city, make_member(city.bob.organisation, "同僚"), city.charlie)
    groups = by_organisation(receipts_of(post(city.alice, city.room)))
    assert {organisation.name: len(rows) for organisation, rows in groups} == {
        city.bob.organisation.name: 2,
        city.charlie.organisation.name: 1,
    }


def test_a_newcomer_did_not_read_what_was_said_before(city: City) -> None:
    before = post(city.alice, city.room)
    add(city, city.charlie)
    after = post(city.alice, city.room)
    assert states(before) == {city.bob.name: "stored"}
    assert states(after) == {city.bob.name: "stored", city.charlie.name: "stored"}
    mark_displayed(member=city.charlie, room_id=city.room.id, seq=before.seq)
    assert states(before) == {city.bob.name: "stored", city.charlie.name: "displayed"}


def report(message: Message) -> dict[str, tuple[str, str]]:
    message.refresh_from_db()
    rows: list[dict[str, Any]] = message.recall.receipts
    return {row["name"]: (row["organisation"], row["state"]) for row in rows}


def test_the_report_of_a_recall_names_exactly_who_had_it(city: City) -> None:
    clinic = city.bob.organisation
    seen_and_gone = make_member(clinic, "見て退出")
    unseen_and_gone = make_member(clinic, "見ずに退出")
    device = make_member(clinic, "端末だけ")
    add(city, seen_and_gone, unseen_and_gone, device)
    message = post(city.alice, city.room, "誤送信")
    mark_displayed(member=city.bob, room_id=city.room.id, seq=message.seq)
    mark_displayed(member=seen_and_gone, room_id=city.room.id, seq=message.seq)
    mark_delivered(member=device, room_id=city.room.id, seq=message.seq)
    for gone in (seen_and_gone, unseen_and_gone):
        leave_room(member=gone, room_id=city.room.id)
    recall_message(member=city.alice, room_id=city.room.id, seq=message.seq)
    assert report(message) == {
        city.bob.name: (clinic.name, "displayed"),
        seen_and_gone.name: (clinic.name, "displayed"),
        device.name: (clinic.name, "delivered"),
    }


def test_the_report_stays_as_it_was(city: City) -> None:
    message = post(city.alice, city.room, "誤送信")
    recall_message(member=city.alice, room_id=city.room.id, seq=message.seq)
    before = report(message)
    assert before == {city.bob.name: (city.bob.organisation.name, "stored")}
    mark_displayed(member=city.bob, room_id=city.room.id, seq=message.seq)
    add(city, city.charlie)
    recall_message(member=city.alice, room_id=city.room.id, seq=message.seq)
    assert report(message) == before


def page(client: Client, member: Member, message: Message) -> str:
    client.force_login(member.user)
    path = f"/rooms/{message.room_id}/messages/{message.seq}/receipts/"
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_lists_who_has_not_read(city: City, client: Client) -> None:
    message = post(city.alice, city.room)
    text = page(client, city.alice, message)
    assert city.bob.name in text
    assert "1人中 0人が既読" in text
    assert city.charlie.name not in text
    mark_displayed(member=city.bob, room_id=city.room.id, seq=message.seq)
    assert "1人中 1人が既読" in page(client, city.alice, message)


def test_the_page_of_a_recalled_message_shows_the_report_and_no_text(
    city: City, client: Client
) -> None:
    message = post(city.alice, city.room, "誤送信の中身")
    recall_message(member=city.alice, room_id=city.room.id, seq=message.seq)
    text = page(client, city.bob, message)
    assert "取り消した時点の記録" in text
    assert city.bob.name in text
    assert "誤送信の中身" not in text


def test_a_member_of_another_room_is_not_asked(city: City) -> None:
    other = make_room(city.alice, city.charlie, name="別の部屋")
    message = post(city.alice, city.room)
    mark_displayed(member=city.charlie, room_id=other.id, seq=10**6)
    assert states(message) == {city.bob.name: "stored"}
