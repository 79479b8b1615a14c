"""Two clinics of one city never learn of each other unless city hall brings them together."""

from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.test import Client

from chat.actions.rooms import (
    archive_room,
    create_room,
    describe_room,
    grant_membership,
    join_room,
    open_direct_room,
    revoke_membership,
    set_host,
)
from chat.models import Room
from hub.organisations.models import Duty, Member, Section
from tests.chat.factories import City, make_city, make_member, make_room, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def outsider(city: City, client: Client) -> Client:
    client.force_login(city.charlie.user)
    return client


@pytest.fixture
def insider(city: City) -> Client:
    client = Client()
    client.force_login(city.bob.user)
    return client


ROOM_PAGES = [
    "",
    "?part=conversation",
    "details/",
    "messages/",
    "messages/?around=1",
    "messages/2/receipts/",
    "messages/2/edits/",
    "complete/?q=",
    "settings/",
]


@pytest.mark.parametrize("page", ROOM_PAGES)
def test_every_page_of_a_room_is_for_its_members(
    city: City, outsider: Client, insider: Client, page: str
) -> None:
    post(city.alice, city.room, "診療所Aだけの話")
    assert insider.get(f"/rooms/{city.room.id}/{page}").status_code == 200
    foreign, unknown = [not_found(outsider, room, page) for room in (city.room.id, uuid4())]
    assert foreign == unknown, "unknown and forbidden look the same"


def not_found(client: Client, room_id: UUID, page: str) -> str:
    """The answer, without what repeats the question and the token that is always new."""
    response = client.get(f"/rooms/{room_id}/{page}")
    assert response.status_code == 404
    lines = response.content.decode().replace(str(room_id), "ID").splitlines()
    return "\n".join(line for line in lines if "csrf" not in line)


@pytest.mark.parametrize("page", ["settings/", "add/", "remove/", "host/", "archive/", "leave/"])
def test_every_form_of_a_room_is_for_its_members(city: City, outsider: Client, page: str) -> None:
    values = {"member": str(city.charlie.id), "members": [str(city.charlie.id)], "on": "1"}
    for room in (city.room.id, uuid4()):
        assert outsider.post(f"/rooms/{room}/{page}", values).status_code == 404
    city.room.refresh_from_db()
    assert city.room.archived_at is None
    assert not city.room.memberships.filter(member=city.charlie).exists()


def test_lists_and_the_switcher_name_no_foreign_room_or_person(
    city: City, outsider: Client, insider: Client
) -> None:
    for path in ("/rooms/list/", "/rooms/switcher/?q=", "/rooms/"):
        hidden, shown = [client.get(path).content.decode() for client in (outsider, insider)]
        for secret in (city.room.name, city.bob.organisation.name, str(city.bob.id)):
            assert secret not in hidden, path
        assert str(city.room.id) in shown
        assert str(city.room.id) not in hidden


@pytest.mark.parametrize("query", ["棒", "ぼぶ", "みどり", "青葉", "有栖"])
def test_the_switcher_finds_nobody_one_has_not_met(
    city: City, outsider: Client, query: str
) -> None:
    assert outsider.get("/rooms/switcher/", {"q": query}).json() == {"rooms": [], "people": []}


def test_the_switcher_finds_who_is_met(city: City, outsider: Client) -> None:
    make_room(city.alice, city.charlie, name="診療所Bと")
    found = outsider.get("/rooms/switcher/", {"q": "ありす"}).json()
    assert [each["name"] for each in found["people"]] == [city.alice.name]
    assert outsider.get("/rooms/switcher/", {"q": "ぼぶ"}).json()["people"] == []


def test_completion_reaches_no_further_than_the_room(city: City, outsider: Client) -> None:
    clinic = city.bob.organisation
    section = Section.objects.create(organisation=clinic, name="内科")
    Member.objects.filter(pk=city.bob.pk).update(section=section)
    duty = Duty.objects.create(organisation=clinic, name="休日当番")
    duty.holders.add(city.bob)
    room = make_room(city.alice, city.charlie, name="診療所Bと")
    found = outsider.get(f"/rooms/{room.id}/complete/", {"q": ""}).json()["candidates"]
    assert {each["label"] for each in found} == {"全員", city.alice.name, city.charlie.name}


def test_a_stranger_is_no_choice_for_a_new_room(city: City, outsider: Client) -> None:
    text = outsider.get("/rooms/new/").content.decode()
    assert city.bob.name not in text
    values = {"kind": "closed", "name": "呼び込み", "members": [str(city.bob.id)]}
    assert outsider.post("/rooms/new/", values).status_code == 422
    assert not Room.objects.filter(name="呼び込み").exists()


@pytest.mark.parametrize("who", ["bob", "nobody"])
def test_no_direct_room_with_a_stranger(city: City, outsider: Client, who: str) -> None:
    target = city.bob.id if who == "bob" else uuid4()
    answer = outsider.post("/rooms/direct/", {"member": str(target)}, follow=True)
    assert city.bob.name not in answer.content.decode()
    assert not Room.objects.filter(kind=Room.Kind.DIRECT).exists()


def test_direct_rooms_with_whom_one_met(city: City) -> None:
    make_room(city.alice, city.charlie, name="診療所Bと")
    room = open_direct_room(creator=city.charlie, member_ids=[city.alice.id])
    assert room == open_direct_room(creator=city.alice, member_ids=[city.charlie.id])


def test_an_outside_host_brings_no_third_organisation_in(city: City) -> None:
    """charlie hosts a room of clinic B and met people of two other organisations."""
    pharmacist = make_member(
        type(city.bob.organisation).objects.create(name="若葉薬局", kind="pharmacy"), "薬剤師"
    )
    for stranger in (city.bob, pharmacist):
        make_room(city.alice, city.charlie, stranger, name=f"顔合わせ {stranger.name}")
    with pytest.raises(ValidationError):
        make_room(city.charlie, city.bob, pharmacist, name="三者")
    room = make_room(city.charlie, city.bob, name="二者")
    with pytest.raises(ValidationError):
        grant_membership(host=city.charlie, room_id=room.id, member_ids=[pharmacist.id])
    with pytest.raises(ValidationError):
        open_direct_room(creator=city.charlie, member_ids=[city.bob.id, pharmacist.id])
    assert set(room.memberships.values_list("member_id", flat=True)) == {
        city.charlie.id,
        city.bob.id,
    }
    make_room(city.alice, city.bob, pharmacist, city.charlie, name="市役所が集める")


def test_no_stranger_is_added_to_a_room(city: City) -> None:
    room = make_room(city.charlie, name="診療所Bの部屋")
    for stranger in (city.bob.id, uuid4()):
        with pytest.raises(ValidationError):
            grant_membership(host=city.charlie, room_id=room.id, member_ids=[stranger])
    assert room.memberships.count() == 1


def test_open_rooms_are_found_and_joined_inside_the_organisation_alone(
    city: City, outsider: Client
) -> None:
    room = make_room(city.bob, name="みどりの広場", kind="open")
    colleague = make_member(city.bob.organisation, "同僚")
    assert room.name not in outsider.get("/rooms/browse/").content.decode()
    assert outsider.post(f"/rooms/{room.id}/join/").status_code == 404
    with pytest.raises(Room.DoesNotExist):
        join_room(member=city.charlie, room_id=room.id)
    assert join_room(member=colleague, room_id=room.id) == room


def test_a_section_of_another_organisation_gives_no_room(city: City) -> None:
    section = Section.objects.create(organisation=city.bob.organisation, name="内科")
    with pytest.raises(ValidationError):
        create_room(creator=city.charlie, kind="section", name="内科", section=section)


def test_who_left_sees_nothing_more(city: City, insider: Client) -> None:
    revoke_membership(host=city.alice, room_id=city.room.id, member_id=city.bob.id)
    for page in ROOM_PAGES:
        assert insider.get(f"/rooms/{city.room.id}/{page}").status_code == 404
    assert city.room.name not in insider.get("/rooms/list/").content.decode()


def test_members_who_are_no_hosts_change_nothing(city: City) -> None:
    room_id: UUID = city.room.id
    with pytest.raises(PermissionDenied):
        describe_room(host=city.bob, room_id=room_id, name="乗っ取り", description="")
    with pytest.raises(PermissionDenied):
        archive_room(host=city.bob, room_id=room_id, on=True)
    with pytest.raises(PermissionDenied):
        set_host(host=city.bob, room_id=room_id, member_id=city.bob.id, on=True)
    with pytest.raises(PermissionDenied):
        revoke_membership(host=city.bob, room_id=room_id, member_id=city.alice.id)
    with pytest.raises(ObjectDoesNotExist):
        describe_room(host=city.charlie, room_id=room_id, name="乗っ取り", description="")
    city.room.refresh_from_db()
    assert city.room.name == "夜間当番"


def test_the_directory_names_nobody_one_has_not_met(city: City, outsider: Client) -> None:
    assert outsider.get(f"/people/members/{city.bob.id}/").status_code == 404
    assert outsider.get(f"/people/members/{uuid4()}/").status_code == 404
    assert city.bob.name not in outsider.get("/people/").content.decode()
