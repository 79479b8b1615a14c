"""Posting, editing, recalling, reacting, pinning."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chat.actions import messages
from chat.actions.reading import mark_displayed, mark_read
from chat.actions.rooms import archive_room
from chat.models import Membership, Message, MessageEdit, Recall, Room
from hub.organisations.models import Duty, Section
from tests.chat.factories import City, post


def room_of(town: City) -> Room:
    return Room.objects.get(pk=town.room.pk)


def test_seq_counts_messages_and_version_counts_changes(town: City) -> None:
    before = room_of(town)
    first, second = post(town.alice, town.room, "一"), post(town.bob, town.room, "二")
    assert (first.seq, second.seq) == (before.last_seq + 1, before.last_seq + 2)
    messages.react(member=town.bob, room_id=town.room.id, seq=first.seq, emoji="👍", on=True)
    changed = Message.objects.get(pk=first.pk)
    assert changed.seq == first.seq
    assert changed.version == room_of(town).version == second.version + 1


def test_a_repeat_gives_the_first_answer(town: City) -> None:
    key = uuid4()
    posted = [
        messages.post_message(
            author=town.alice, room_id=town.room.id, client_id=key, body="一度だけ"
        )
        for _ in range(3)
    ]
    assert len({message.pk for message in posted}) == 1
    assert Message.objects.filter(body="一度だけ").count() == 1


def test_another_author_may_use_the_same_client_id(town: City) -> None:
    key = uuid4()
    for author in (town.alice, town.bob):
        messages.post_message(author=author, room_id=town.room.id, client_id=key, body="同じ鍵")
    assert Message.objects.filter(body="同じ鍵").count() == 2


def test_posting_commits_in_at_most_six_queries(town: City) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        post(town.alice, town.room, "数える")
    # Inside a test the transaction is a savepoint: its two statements stand for BEGIN.
    assert len(queries) <= 6 + 1


@pytest.mark.parametrize("body", ["", "  \n ", "\x00", "あ" * 10_001])
def test_a_bad_body_changes_nothing(town: City, body: str) -> None:
    before = room_of(town)
    with pytest.raises(ValidationError) as raised:
        post(town.alice, town.room, body)
    assert list(raised.value.message_dict) == ["body"]
    assert room_of(town).version == before.version


def test_charlie_cannot_post(town: City) -> None:
    with pytest.raises(Membership.DoesNotExist):
        post(town.charlie, town.room)
    assert not Message.objects.filter(author=town.charlie).exists()


def test_nobody_posts_into_an_archived_room(town: City) -> None:
    archive_room(host=town.alice, room_id=town.room.id, on=True)
    with pytest.raises(ValidationError):
        post(town.bob, town.room)


def test_an_answer_stays_in_its_room(town: City) -> None:
    with pytest.raises(ValidationError) as raised:
        post(town.bob, town.room, "返信", reply_to=999)
    assert list(raised.value.message_dict) == ["reply_to"]


def test_mentions_reach_only_the_room(town: City) -> None:
    addresses = [f"member:{member.id}" for member in (town.bob, town.charlie)]
    message = post(town.alice, town.room, "@棒 @茶織 お願い", mentions=addresses)
    assert [mark.label for mark in message.mentions.all()] == ["棒"]


def test_mentions_of_sections_duties_and_everyone(town: City) -> None:
    section = Section.objects.create(organisation=town.bob.organisation, name="外来")
    town.bob.section = section
    town.bob.save(update_fields=["section"])
    duty = Duty.objects.create(organisation=town.bob.organisation, name="当番")
    duty.holders.add(town.bob)
    message = post(
        town.alice,
        town.room,
        "@全員 @外来 @当番",
        mentions=["everyone", f"section:{section.id}", f"duty:{duty.id}"],
    )
    found = {mark.address for mark in message.mentions.all()}
    assert found == {"everyone", f"section:{section.id}", f"duty:{duty.id}"}


def test_editing_keeps_the_earlier_text(town: City) -> None:
    message = post(town.alice, town.room, "20名")
    edited = messages.edit_message(
        author=town.alice, room_id=town.room.id, seq=message.seq, body="18名"
    )
    assert edited.body == "18名"
    assert edited.edited_at is not None
    assert [edit.body for edit in edited.edits.all()] == ["20名"]


def test_only_the_author_edits(town: City) -> None:
    message = post(town.alice, town.room)
    with pytest.raises(PermissionDenied):
        messages.edit_message(author=town.bob, room_id=town.room.id, seq=message.seq, body="x")


def test_recall_takes_the_text_and_freezes_who_had_it(town: City) -> None:
    message = post(town.alice, town.room, "誤送信です")
    mark_displayed(member=town.bob, room_id=town.room.id, seq=message.seq)
    messages.recall_message(member=town.alice, room_id=town.room.id, seq=message.seq)
    stored = Message.objects.get(pk=message.pk)
    assert stored.body == ""
    assert stored.deleted_by == town.alice
    report = Recall.objects.get(message=stored)
    assert [(row["name"], row["state"]) for row in report.receipts] == [("棒", "displayed")]
    assert MessageEdit.objects.filter(message=stored, body="誤送信です").exists()


def test_recall_ends_after_a_day_but_not_for_hosts(town: City) -> None:
    message = post(town.bob, town.room, "古い連絡")
    Message.objects.filter(pk=message.pk).update(
        created_at=timezone.now() - timedelta(hours=24, seconds=1)
    )
    with pytest.raises(ValidationError, match="24時間"):
        messages.recall_message(member=town.bob, room_id=town.room.id, seq=message.seq)
    messages.recall_message(member=town.alice, room_id=town.room.id, seq=message.seq)
    assert Message.objects.get(pk=message.pk).deleted_by == town.alice


def test_others_cannot_recall(town: City) -> None:
    message = post(town.alice, town.room)
    with pytest.raises(PermissionDenied):
        messages.recall_message(member=town.bob, room_id=town.room.id, seq=message.seq)


def test_a_reaction_is_given_once_and_taken_back(town: City) -> None:
    message = post(town.alice, town.room)
    act = {"member": town.bob, "room_id": town.room.id, "seq": message.seq, "emoji": "🙏"}
    for _ in range(2):
        messages.react(**act, on=True)  # type: ignore[arg-type]
    assert message.reactions.count() == 1
    messages.react(**act, on=False)  # type: ignore[arg-type]
    assert message.reactions.count() == 0
    with pytest.raises(ValidationError):
        messages.react(**{**act, "emoji": "<b>"}, on=True)  # type: ignore[arg-type]


def test_pins_are_for_everyone(town: City) -> None:
    message = post(town.alice, town.room)
    messages.pin_message(member=town.bob, room_id=town.room.id, seq=message.seq, on=True)
    assert Message.objects.get(pk=message.pk).pinned_by == town.bob
    messages.pin_message(member=town.alice, room_id=town.room.id, seq=message.seq, on=False)
    assert Message.objects.get(pk=message.pk).pinned_at is None


def test_marking_as_read_is_not_displaying(town: City) -> None:
    message = post(town.alice, town.room)
    mark_read(member=town.bob, room_id=town.room.id)
    place = Membership.objects.get(member=town.bob, room=town.room)
    assert place.read_seq == message.seq
    assert place.displayed_seq == 0


def test_markers_move_forward_and_never_past_the_end(town: City) -> None:
    message = post(town.alice, town.room)
    assert mark_displayed(member=town.bob, room_id=town.room.id, seq=message.seq + 500)
    assert not mark_displayed(member=town.bob, room_id=town.room.id, seq=1)
    place = Membership.objects.get(member=town.bob, room=town.room)
    assert (place.displayed_seq, place.read_seq, place.delivered_seq) == (message.seq,) * 3
