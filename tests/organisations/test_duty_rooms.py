"""A duty in a room stands for its organisation, whether somebody holds it now or not."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from chat.actions.duties import add_duty
from chat.actions.moving import move_messages
from chat.actions.rooms import grant_membership
from chat.models import Membership
from chat.pages import outside_readers
from hub.organisations.models import Duty, Organisation
from tests.chat.factories import City, make_member, make_room, post
from tests.conftest import SignedIn


@pytest.fixture
def duty(town: City) -> Duty:
    """Of clinic A; nobody holds it."""
    return Duty.objects.create(organisation=town.bob.organisation, name="休日当番医 受付")


def test_a_duty_counts_as_its_organisation(town: City, duty: Duty) -> None:
    """charlie may not bring clinic A and clinic C together, not by a duty either."""
    other = make_member(
        Organisation.objects.create(name="ひまわり薬局", kind=Organisation.Kind.PHARMACY), "薬師"
    )
    room = make_room(town.alice, town.charlie, other, name="三者")
    Membership.objects.filter(room=room, member=town.charlie).update(role="host")
    make_room(town.alice, town.charlie, town.bob, name="顔合わせ")
    duty.holders.add(town.bob)
    with pytest.raises(ValidationError, match="市役所の職員だけ"):
        add_duty(host=town.charlie, room_id=room.id, duty_id=duty.id)
    assert add_duty(host=town.alice, room_id=room.id, duty_id=duty.id).room == room


def test_nor_people_beside_a_duty_nobody_holds_now(town: City, duty: Duty) -> None:
    room = make_room(town.alice, town.charlie, name="診療所Bと")
    Membership.objects.filter(room=room, member=town.charlie).update(role="host")
    add_duty(host=town.alice, room_id=room.id, duty_id=duty.id)
    other = make_member(
        Organisation.objects.create(name="ひまわり薬局", kind=Organisation.Kind.PHARMACY), "薬師"
    )
    make_room(town.alice, town.charlie, other, name="顔合わせ")
    with pytest.raises(ValidationError, match="市役所の職員だけ"):
        grant_membership(host=town.charlie, room_id=room.id, member_ids=[other.id])


def test_outsiders_and_guests_add_no_duty(town: City, duty: Duty) -> None:
    with pytest.raises(Membership.DoesNotExist):
        add_duty(host=town.charlie, room_id=town.room.id, duty_id=duty.id)
    with pytest.raises(PermissionDenied):
        add_duty(host=town.bob, room_id=town.room.id, duty_id=duty.id)
    own = make_room(town.charlie, name="診療所B")
    with pytest.raises(Duty.DoesNotExist):
        add_duty(host=town.charlie, room_id=own.id, duty_id=duty.id)


def test_writers_are_told_that_its_organisation_reads(town: City, duty: Duty) -> None:
    room = make_room(town.alice, name="休日当番医")
    assert outside_readers(town.alice, room) == []
    add_duty(host=town.alice, room_id=room.id, duty_id=duty.id)
    told = outside_readers(town.alice, room)
    assert [(each["name"], each["people"]) for each in told] == [(duty.organisation.name, 0)]
    assert outside_readers(town.charlie, room) == []


def test_and_so_is_who_moves_a_message_there(town: City, duty: Duty) -> None:
    source, target = make_room(town.alice, name="庁内"), make_room(town.alice, name="休日当番医")
    message = post(town.alice, source, "庁内だけの話")
    add_duty(host=town.alice, room_id=target.id, duty_id=duty.id)
    with pytest.raises(ValidationError, match=duty.organisation.name):
        move_messages(
            member=town.alice,
            room_id=source.id,
            seq=message.seq,
            scope="one",
            target_id=target.id,
        )


def test_hosts_add_and_remove_it_on_the_settings_page(
    town: City, duty: Duty, browse: SignedIn
) -> None:
    client, path = browse(town.alice), f"/rooms/{town.room.id}"
    assert duty.name in client.get(f"{path}/settings/").content.decode()
    client.post(f"{path}/duties/", {"duty": str(duty.id)})
    assert town.room.duty_places.get().duty == duty
    assert duty.name in client.get(f"{path}/").content.decode(), "the room lists it"
    outsider = browse(town.charlie)
    assert outsider.post(f"{path}/duties/{duty.id}/remove/").status_code == 404
    browse(town.bob).post(f"{path}/duties/{duty.id}/remove/")
    assert town.room.duty_places.exists(), "guests do not decide"
    client.post(f"{path}/duties/{duty.id}/remove/")
    assert not town.room.duty_places.exists()


def test_its_page_names_whom_the_reader_may_know(town: City, duty: Duty, browse: SignedIn) -> None:
    duty.holders.add(town.bob)
    page = f"/people/duties/{duty.id}/"
    assert town.bob.name in browse(town.alice).get(page).content.decode()
    assert browse(town.charlie).get(page).status_code == 404
