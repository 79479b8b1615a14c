"""Rooms: who makes them, who is in them, who may not be."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from chat.actions import rooms
from chat.models import Membership, Message, Room
from hub.organisations.models import Member
from tests.chat.factories import City, make_member, make_organisation, make_room
from tests.conftest import SignedIn


def inside(room: Room) -> set[str]:
    return set(Membership.objects.active().filter(room=room).values_list("member__name", flat=True))


def test_the_creator_hosts_the_room(town: City) -> None:
    room = make_room(town.alice, town.bob, name="送迎")
    place = Membership.objects.get(room=room, member=town.alice)
    assert place.role == Membership.Role.HOST
    assert inside(room) == {"有栖", "棒"}


def test_an_outsider_cannot_invite_whom_they_do_not_know(town: City) -> None:
    with pytest.raises(ValidationError) as raised:
        make_room(town.charlie, town.bob)
    assert list(raised.value.message_dict) == ["members"]
    with pytest.raises(ValidationError):
        rooms.open_direct_room(creator=town.charlie, member_ids=[town.bob.id])


def test_only_city_staff_introduce_outside_organisations(town: City) -> None:
    clinic = make_organisation("ひかり診療所", "clinic")
    dora = make_member(clinic, "堂良")
    make_room(town.alice, town.bob, dora)
    make_room(town.alice, town.bob, town.charlie)
    with pytest.raises(ValidationError, match="市役所の職員だけ"):
        make_room(town.bob, dora, town.charlie)
    make_room(town.bob, dora)


def test_an_empty_name_is_an_error_at_its_field(town: City) -> None:
    with pytest.raises(ValidationError) as raised:
        make_room(town.alice, name="  ")
    assert list(raised.value.message_dict) == ["name"]
    assert not Room.objects.filter(name="  ").exists()


def test_direct_rooms_are_found_again(town: City) -> None:
    first = rooms.open_direct_room(creator=town.alice, member_ids=[town.bob.id])
    again = rooms.open_direct_room(creator=town.bob, member_ids=[town.alice.id])
    assert first == again
    with pytest.raises(ValidationError):
        rooms.open_direct_room(creator=town.alice, member_ids=[])


def test_small_groups_talk_directly(town: City, browse: SignedIn) -> None:
    dave = make_member(town.alice.organisation, "同僚")
    chosen = {"kind": "direct", "members": [str(town.bob.id), str(dave.id)]}
    answer = browse(town.alice).post("/rooms/new/", chosen)
    room = Room.objects.get(kind="direct")
    assert answer["Location"] == f"/rooms/{room.id}/"
    assert inside(room) == {"有栖", "棒", "同僚"}


def test_open_rooms_are_joined_by_the_own_organisation_only(town: City) -> None:
    colleague = make_member(town.alice.organisation, "同僚")
    room = make_room(town.alice, name="よろず相談", kind="open")
    rooms.join_room(member=colleague, room_id=room.id)
    assert inside(room) == {"有栖", "同僚"}
    with pytest.raises(Room.DoesNotExist):
        rooms.join_room(member=town.bob, room_id=room.id)


def test_closed_rooms_are_not_joined(town: City) -> None:
    colleague = make_member(town.alice.organisation, "同僚")
    with pytest.raises(Room.DoesNotExist):
        rooms.join_room(member=colleague, room_id=town.room.id)


def test_only_hosts_add_and_remove(town: City) -> None:
    with pytest.raises(PermissionDenied):
        rooms.grant_membership(host=town.bob, room_id=town.room.id, member_ids=[town.alice.id])
    with pytest.raises(PermissionDenied):
        rooms.revoke_membership(host=town.bob, room_id=town.room.id, member_id=town.alice.id)
    rooms.revoke_membership(host=town.alice, room_id=town.room.id, member_id=town.bob.id)
    assert inside(town.room) == {"有栖"}
    with pytest.raises(Member.DoesNotExist):
        rooms.revoke_membership(host=town.alice, room_id=town.room.id, member_id=town.bob.id)


def test_who_returns_keeps_the_place(town: City) -> None:
    rooms.revoke_membership(host=town.alice, room_id=town.room.id, member_id=town.bob.id)
    rooms.grant_membership(host=town.alice, room_id=town.room.id, member_ids=[town.bob.id])
    assert Membership.objects.filter(room=town.room, member=town.bob).count() == 1
    assert inside(town.room) == {"有栖", "棒"}


def test_a_room_always_has_a_host(town: City) -> None:
    with pytest.raises(ValidationError):
        rooms.set_host(host=town.alice, room_id=town.room.id, member_id=town.alice.id, on=False)
    rooms.leave_room(member=town.alice, room_id=town.room.id)
    assert Membership.objects.get(room=town.room, member=town.bob).role == "host"


def test_organisation_rooms_cannot_be_left(town: City) -> None:
    from hub.organisations import ports  # noqa: PLC0415

    ports.staff_changed(town.bob)
    room = Room.objects.for_member(town.bob).get(kind="organisation")
    with pytest.raises(ValidationError):
        rooms.leave_room(member=town.bob, room_id=room.id)


def test_archiving_is_said_in_the_room_and_undone(town: City) -> None:
    rooms.archive_room(host=town.alice, room_id=town.room.id, on=True)
    rooms.archive_room(host=town.alice, room_id=town.room.id, on=False)
    events = Message.objects.filter(room=town.room).exclude(event="")
    assert list(events.order_by("seq").values_list("event", flat=True))[-2:] == [
        "archived",
        "reopened",
    ]


def test_auditors_are_in_no_room(town: City) -> None:
    auditor = make_member(town.alice.organisation, "監査", Member.Role.AUDITOR)
    with pytest.raises(ValidationError):
        make_room(town.alice, auditor)
    with pytest.raises(PermissionDenied):
        make_room(auditor, name="監査室")
