"""Rooms when people and organisations go, and come back."""

from chat.actions.rooms import open_direct_room, revoke_membership
from chat.models import Membership, Room
from hub.organisations.actions.members import end_membership, reinstate_member
from hub.organisations.actions.organisations import suspend_organisation
from hub.organisations.models import Member
from tests.chat.factories import City, make_member, make_room, post


def rooms_of(member: Member) -> set[Room]:
    return set(Room.objects.for_member(member))


def hosts_of(room: Room) -> list[Member]:
    hosts = Membership.objects.active().filter(room=room, role=Membership.Role.HOST)
    return [place.member for place in hosts.select_related("member")]


def test_a_suspension_that_ends_leaves_everybody_where_they_were(town: City) -> None:
    direct = open_direct_room(creator=town.alice, member_ids=[town.bob.id])
    clinic = town.bob.organisation_id
    suspend_organisation(by=town.alice, organisation_id=clinic, on=True)
    suspend_organisation(by=town.alice, organisation_id=clinic, on=False)
    assert rooms_of(town.bob) >= {town.room, direct}


def test_who_comes_back_is_written_to_in_the_same_direct_room(town: City) -> None:
    direct = open_direct_room(creator=town.alice, member_ids=[town.bob.id])
    before = Room.objects.get(pk=direct.pk).version
    end_membership(by=town.alice, member_id=town.bob.id)
    assert rooms_of(town.bob) == set()
    reinstate_member(by=town.alice, member_id=town.bob.id)
    again = open_direct_room(creator=town.alice, member_ids=[town.bob.id])
    assert again == direct
    assert direct in rooms_of(town.bob)
    assert again.version > before, "open pages must hear of it"
    post(town.bob, direct, "戻りました")


def test_a_change_of_staff_is_a_new_version_of_each_room(town: City) -> None:
    before = Room.objects.get(pk=town.room.pk).version
    end_membership(by=town.alice, member_id=town.bob.id)
    assert Room.objects.get(pk=town.room.pk).version > before


def test_a_host_who_leaves_is_followed_by_somebody_of_the_organisation(town: City) -> None:
    hall = town.alice.organisation
    host, colleague = make_member(hall, "前任"), make_member(hall, "後任")
    room = make_room(host, town.bob, colleague)
    end_membership(by=town.alice, member_id=host.id)
    assert hosts_of(room) == [colleague]


def test_without_colleagues_somebody_else_runs_the_room(town: City) -> None:
    host = make_member(town.alice.organisation, "前任")
    room = make_room(host, town.bob)
    end_membership(by=town.alice, member_id=host.id)
    assert hosts_of(room) == [town.bob]


def test_a_removed_host_is_followed_too(town: City) -> None:
    colleague = make_member(town.alice.organisation, "同僚")
    room = make_room(colleague, town.alice)
    revoke_membership(host=town.alice, room_id=room.id, member_id=colleague.id)
    assert hosts_of(room) == [town.alice]
