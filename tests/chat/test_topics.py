"""Topics inside a room: kept apart, told in the conversation, seen by its members only."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from chat.actions.messages import edit_message, react, recall_message
from chat.actions.moving import move_messages
from chat.actions.rooms import archive_room, revoke_membership
from chat.actions.topics import (
    involve_in_topic,
    rename_topic,
    resolve_topic,
    sort_messages,
    start_topic,
)
from chat.models import Membership, Message, MessageEdit, Room, Topic, TopicInvolvement
from chat.resume import resume
from chat.timeline import item_of, render_item
from hub.files.models import StoredFile
from hub.organisations.models import Member
from tests.chat.factories import City, make_room, post
from tests.conftest import SignedIn
from tests.files.uploading import upload


def topic(city: City, name: str = "受入枠") -> Topic:
    return start_topic(member=city.bob, room_id=city.room.id, name=name)


def events(room: Room) -> list[str]:
    found = Message.objects.in_room(room).exclude(event="").for_timeline().order_by("seq")
    return [item_of(message).event_text for message in found]


def changed_since(city: City, version: int) -> list[int]:
    found = resume(member=city.alice, room_id=city.room.id, after=version, language="ja")
    return [message["seq"] for message in found["messages"]]


def version_of(room: Room) -> int:
    return Room.objects.get(pk=room.pk).version


def test_a_message_is_posted_under_a_topic(town: City) -> None:
    started = topic(town)
    message = post(town.bob, town.room, topic=started.id)
    assert message.topic == started
    started.refresh_from_db()
    assert started.last_posted_at >= message.created_at


def test_the_same_name_is_the_same_topic(town: City) -> None:
    assert topic(town).pk == topic(town, " 受入枠 ").pk
    assert Topic.objects.count() == 1


@pytest.mark.parametrize("name", ["", "  ", "\x00", "話" * 81])
def test_a_bad_name_changes_nothing(town: City, name: str) -> None:
    with pytest.raises(ValidationError) as raised:
        topic(town, name)
    assert list(raised.value.message_dict) == ["name"]
    assert not Topic.objects.exists()


def test_a_topic_of_another_room_is_refused(town: City) -> None:
    elsewhere = make_room(town.alice, town.charlie, name="別室")
    foreign = start_topic(member=town.charlie, room_id=elsewhere.id, name="秘密")
    with pytest.raises(ValidationError):
        post(town.bob, town.room, topic=foreign.id)
    with pytest.raises(Topic.DoesNotExist):
        rename_topic(member=town.bob, topic_id=foreign.id, name="見えた")
    with pytest.raises(Topic.DoesNotExist):
        resolve_topic(member=town.bob, topic_id=foreign.id, on=True)
    with pytest.raises(Topic.DoesNotExist):
        involve_in_topic(member=town.bob, topic_id=foreign.id, involvement="muted")


def test_renaming_and_resolving_are_told_in_the_conversation(town: City) -> None:
    started = topic(town)
    rename_topic(member=town.alice, topic_id=started.id, name="来週の受入枠")
    resolve_topic(member=town.bob, topic_id=started.id, on=True)
    resolve_topic(member=town.bob, topic_id=started.id, on=True)
    told = events(town.room)[-2:]
    assert told == [
        "有栖さんが話題の名前を変更しました: 受入枠 → 来週の受入枠",
        "棒さんが話題「来週の受入枠」を解決済みにしました",
    ]


def test_two_topics_do_not_get_one_name(town: City) -> None:
    topic(town, "納入")
    with pytest.raises(ValidationError):
        rename_topic(member=town.bob, topic_id=topic(town).id, name="納入")


def test_starting_a_resolved_one_opens_it_again(town: City) -> None:
    started = topic(town)
    resolve_topic(member=town.bob, topic_id=started.id, on=True)
    assert topic(town).resolved_at is None


def test_an_archived_room_keeps_its_topics_as_they_are(town: City) -> None:
    started = topic(town)
    archive_room(host=town.alice, room_id=town.room.id, on=True)
    with pytest.raises(ValidationError):
        resolve_topic(member=town.bob, topic_id=started.id, on=True)


def test_following_is_ones_own(town: City) -> None:
    started = topic(town)
    involve_in_topic(member=town.bob, topic_id=started.id, involvement="followed")
    involve_in_topic(member=town.bob, topic_id=started.id, involvement="muted")
    assert TopicInvolvement.objects.get().involvement == "muted"
    involve_in_topic(member=town.bob, topic_id=started.id, involvement="")
    assert not TopicInvolvement.objects.exists()


@pytest.mark.parametrize(("scope", "moved"), [("one", [2]), ("later", [2, 4]), ("all", [1, 2, 4])])
def test_messages_are_sorted_into_a_topic(town: City, scope: str, moved: list[int]) -> None:
    old, new = topic(town, "雑談"), topic(town, "受入枠")
    posted = [post(town.bob, town.room, topic=each) for each in (old.id, old.id, None, old.id)]
    before = version_of(town.room)
    sort_messages(
        member=town.alice, room_id=town.room.id, seq=posted[1].seq, scope=scope, topic_id=new.id
    )
    seqs = [posted[place - 1].seq for place in moved]
    assert list(new.messages.filter(event="").order_by("seq").values_list("seq", flat=True)) == seqs
    assert set(seqs) < set(changed_since(town, before)), "a client that was away hears of them"
    assert events(town.room)[-1] == f"有栖さんが{len(moved)}件を話題「受入枠」へ移しました"


def test_every_client_sees_a_gap_after_sorting(town: City) -> None:
    """One version for many messages has no event of its own, so no client may know it."""
    message = post(town.bob, town.room)
    before = version_of(town.room)
    sort_messages(
        member=town.bob,
        room_id=town.room.id,
        seq=message.seq,
        scope="one",
        topic_id=topic(town).id,
    )
    message.refresh_from_db()
    line = Message.objects.in_room(town.room).order_by("-seq").first()
    assert line is not None
    assert line.version > message.version + 1 > before + 1


def test_outsiders_sort_nothing(town: City) -> None:
    message = post(town.bob, town.room)
    with pytest.raises(Membership.DoesNotExist):
        sort_messages(
            member=town.charlie, room_id=town.room.id, seq=message.seq, scope="one", topic_id=None
        )


def other_room(city: City, *members: Member) -> Room:
    return make_room(city.alice, *members, name="受入枠の調整")


def move(city: City, by: Member, message: Message, target: Room, **more: object) -> list[Message]:
    given = {"scope": "one", "target_id": target.id, **more}
    return move_messages(member=by, room_id=city.room.id, seq=message.seq, **given)  # type: ignore[arg-type]


def test_a_moved_message_is_whole_in_its_new_room(town: City, browse: SignedIn) -> None:
    key = upload(browse(town.bob), "枠.csv", b"a,b")
    message = post(
        town.bob,
        town.room,
        f"@{town.alice.name} 枠",
        mentions=[f"member:{town.alice.id}"],
        files=[key],
    )
    react(member=town.alice, room_id=town.room.id, seq=message.seq, emoji="👍", on=True)
    target = other_room(town, town.bob)
    (new,) = move(town, town.bob, message, target)
    item = item_of(Message.objects.for_timeline().get(pk=new.pk))
    assert (new.author, new.body, new.created_at) == (town.bob, message.body, message.created_at)
    assert [file.name for file in item.files] == ["枠.csv"]
    assert item.addresses == [f"member:{town.alice.id}"]
    assert [each.emoji for each in item.reactions] == ["👍"]
    assert events(target)[-1] == "棒さんが別のルームから1件を移しました"


def test_the_old_place_keeps_a_trace_without_words(town: City, browse: SignedIn) -> None:
    message = post(town.bob, town.room, "内輪の話")
    answer = post(town.alice, town.room, "はい", reply_to=message.seq)
    target = other_room(town, town.bob)
    (new,) = move(town, town.bob, message, target)
    for seq in (message.seq, answer.seq):
        html = render_item(item_of(Message.objects.in_room(town.room).for_timeline().get(seq=seq)))
        assert "内輪の話" not in html
        assert target.name not in html
    assert MessageEdit.objects.get(message=message).body == "内輪の話"
    link = f"/rooms/{town.room.id}/messages/{message.seq}/moved/"
    assert browse(town.bob).get(link)["Location"] == f"/rooms/{target.id}/?seq={new.seq}"


def test_the_target_is_shown_to_its_members_only(town: City, browse: SignedIn) -> None:
    message = post(town.alice, town.room, "相談")
    target = make_room(town.alice, name="庁内")
    move(town, town.alice, message, target)
    link = f"/rooms/{town.room.id}/messages/{message.seq}/moved/"
    assert browse(town.alice).get(link).status_code == 302
    assert browse(town.bob).get(link).status_code == 404


def test_files_leave_the_old_room(town: City, browse: SignedIn) -> None:
    key = upload(browse(town.alice), "枠.csv", b"a,b")
    message = post(town.alice, town.room, "枠", files=[key])
    assert StoredFile.objects.visible_to(town.bob).exists()
    move(town, town.alice, message, make_room(town.alice, name="庁内"))
    assert not StoredFile.objects.visible_to(town.bob).exists()
    assert StoredFile.objects.visible_to(town.alice).exists()


def test_only_hosts_move_what_others_wrote(town: City) -> None:
    message = post(town.alice, town.room)
    target = other_room(town, town.bob)
    with pytest.raises(PermissionDenied):
        move(town, town.bob, message, target)
    assert move(town, town.alice, message, target)


def test_new_readers_must_be_looked_at(town: City) -> None:
    message = post(town.alice, town.room)
    target = other_room(town, town.charlie)
    with pytest.raises(ValidationError) as raised:
        move(town, town.alice, message, target)
    assert "さくら診療所" in raised.value.message_dict["readers"][0]
    assert move(town, town.alice, message, target, readers_accepted=True)


def test_moved_messages_go_into_a_topic_of_their_new_room(town: City) -> None:
    target = other_room(town, town.bob)
    known = start_topic(member=town.bob, room_id=target.id, name="枠")
    (first,) = move(town, town.bob, post(town.bob, town.room), target, topic_id=known.id)
    (second,) = move(town, town.bob, post(town.bob, town.room), target, new_topic="空き")
    assert first.topic == known
    assert second.topic == target.topics.get(name="空き")
    with pytest.raises(Topic.DoesNotExist):
        move(town, town.bob, post(town.bob, town.room), target, topic_id=topic(town).id)


def test_a_topic_is_not_started_where_the_readers_were_not_looked_at(town: City) -> None:
    message = post(town.alice, town.room)
    target = other_room(town, town.charlie)
    with pytest.raises(ValidationError):
        move(town, town.alice, message, target, new_topic="内輪の話題")
    assert not target.topics.exists()


def test_one_must_be_in_both_rooms(town: City) -> None:
    message = post(town.bob, town.room)
    target = other_room(town, town.bob)
    revoke_membership(host=town.alice, room_id=target.id, member_id=town.bob.id)
    with pytest.raises(Membership.DoesNotExist):
        move(town, town.bob, message, target)
    message.refresh_from_db()
    assert message.body


def test_what_is_gone_cannot_be_moved_or_changed(town: City) -> None:
    message = post(town.bob, town.room)
    target = other_room(town, town.bob)
    move(town, town.bob, message, target)
    with pytest.raises(ValidationError):
        move(town, town.bob, message, target)
    with pytest.raises(ValidationError):
        edit_message(author=town.bob, room_id=town.room.id, seq=message.seq, body="別")
    with pytest.raises(PermissionDenied):
        recall_message(member=town.bob, room_id=town.room.id, seq=message.seq)
    recalled = post(town.bob, town.room)
    recall_message(member=town.bob, room_id=town.room.id, seq=recalled.seq)
    with pytest.raises(ValidationError):
        move(town, town.bob, recalled, target)


def test_seqs_stay_gapless_in_both_rooms(town: City) -> None:
    target = other_room(town, town.bob)
    messages = [post(town.bob, town.room) for _each in range(3)]
    move(town, town.alice, messages[0], target, scope="later")
    for room in (town.room, target):
        seqs = list(Message.objects.in_room(room).order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, len(seqs) + 1))
        room.refresh_from_db()
        assert room.last_seq == len(seqs)


def test_an_unknown_target_is_like_a_foreign_one(town: City) -> None:
    message = post(town.bob, town.room)
    for target_id in (uuid4(), make_room(town.alice, town.charlie).id):
        with pytest.raises(Membership.DoesNotExist):
            move_messages(
                member=town.bob,
                room_id=town.room.id,
                seq=message.seq,
                scope="one",
                target_id=target_id,
            )
