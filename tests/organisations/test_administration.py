"""Administration: who may change what, and what follows from it."""

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from chat.models import Membership, Room
from hub.models import AuditEntry
from hub.organisations.actions import members, organisations
from hub.organisations.models import Member, Organisation, Section
from tests.chat.factories import City, make_member, post
from tests.conftest import SignedIn

Role = Member.Role


@pytest.fixture
def manager(town: City) -> Member:
    """Administrator of clinic A."""
    return make_member(
        town.bob.organisation, "事務長", Role.ORGANISATION_ADMINISTRATOR, "じむちょう"
    )


def test_an_organisation_administrator_changes_own_people(town: City, manager: Member) -> None:
    changed = members.change_member(
        by=manager, member_id=town.bob.id, role=Role.MEMBER, section=None, name="棒 太郎"
    )
    assert changed.name == "棒 太郎"
    assert AuditEntry.objects.filter(action="member.changed", member=manager).exists()


def test_and_nobody_elses(town: City, manager: Member) -> None:
    with pytest.raises(Member.DoesNotExist):
        members.change_member(
            by=manager, member_id=town.charlie.id, role=Role.MEMBER, section=None, name="x"
        )
    with pytest.raises(Organisation.DoesNotExist):
        organisations.change_organisation(
            by=manager, organisation_id=town.charlie.organisation_id, phone="1"
        )


def test_a_plain_member_administers_nothing(town: City, browse: SignedIn) -> None:
    with pytest.raises(Member.DoesNotExist):
        members.end_membership(by=town.bob, member_id=town.bob.id)
    page = browse(town.bob).get(f"/people/admin/{town.bob.organisation_id}/members/")
    assert page.status_code == 404


@pytest.mark.parametrize("role", [Role.CITY_ADMINISTRATOR])
def test_city_administrators_exist_in_city_hall_only(
    town: City, manager: Member, role: str
) -> None:
    with pytest.raises(ValidationError, match="市役所"):
        members.change_member(by=town.alice, member_id=town.bob.id, role=role, section=None)
    with pytest.raises(ValidationError):
        members.change_member(by=manager, member_id=manager.id, role=role, section=None)


def test_only_city_administrators_appoint_their_like(town: City) -> None:
    hall = town.alice.organisation
    local = make_member(hall, "総務", Role.ORGANISATION_ADMINISTRATOR)
    clerk = make_member(hall, "主事")
    with pytest.raises(ValidationError, match="任命"):
        members.change_member(
            by=local, member_id=clerk.id, role=Role.CITY_ADMINISTRATOR, section=None
        )
    with pytest.raises(ValidationError, match="任命"):
        members.change_member(by=local, member_id=town.alice.id, role=Role.MEMBER, section=None)


def test_the_last_city_administrator_stays(town: City) -> None:
    with pytest.raises(ValidationError, match="1人もいなく"):
        members.end_membership(by=town.alice, member_id=town.alice.id)
    with pytest.raises(ValidationError, match="1人もいなく"):
        members.change_member(
            by=town.alice, member_id=town.alice.id, role=Role.MEMBER, section=None
        )


def test_who_leaves_loses_every_room(town: City, browse: SignedIn) -> None:
    client = browse(town.bob)
    assert client.get(f"/rooms/{town.room.id}/").status_code == 200
    members.end_membership(by=town.alice, member_id=town.bob.id)
    assert not Membership.objects.active().filter(member=town.bob).exists()
    assert client.get(f"/rooms/{town.room.id}/").status_code == 403
    members.reinstate_member(by=town.alice, member_id=town.bob.id)
    assert Room.objects.for_member(town.bob).filter(kind="organisation").exists()
    assert not Room.objects.for_member(town.bob).filter(pk=town.room.pk).exists()


def test_a_suspended_organisation_is_out(town: City, browse: SignedIn) -> None:
    organisations.suspend_organisation(
        by=town.alice, organisation_id=town.bob.organisation_id, on=True
    )
    for path in ("/rooms/", f"/rooms/{town.room.id}/", f"/rooms/{town.room.id}/messages/"):
        assert browse(town.bob).get(path).status_code == 403
    with pytest.raises(ObjectDoesNotExist):
        post(town.bob, town.room)
    with pytest.raises(PermissionDenied):
        organisations.suspend_organisation(
            by=town.charlie, organisation_id=town.bob.organisation_id, on=False
        )


def test_section_rooms_follow_moves(town: City) -> None:
    from chat.actions.rooms import create_room  # noqa: PLC0415

    hall = town.alice.organisation
    department = organisations.save_section(
        by=town.alice, organisation_id=hall.id, parent=None, name="福祉部", reading="ふくしぶ"
    )
    section = organisations.save_section(
        by=town.alice, organisation_id=hall.id, parent=department, name="介護課", reading="かいごか"
    )
    clerk = make_member(hall, "主事")
    room = create_room(creator=town.alice, kind="section", name="福祉部", section=department)
    assert not Room.objects.for_member(clerk).filter(pk=room.pk).exists()
    members.change_member(by=town.alice, member_id=clerk.id, role=Role.MEMBER, section=section)
    assert Room.objects.for_member(clerk).filter(pk=room.pk).exists()
    members.change_member(by=town.alice, member_id=clerk.id, role=Role.MEMBER, section=None)
    assert not Room.objects.for_member(clerk).filter(pk=room.pk).exists()


def test_sections_make_no_circles_and_vanish_only_empty(town: City) -> None:
    hall = town.alice.organisation
    top = Section.objects.create(organisation=hall, name="部")
    below = Section.objects.create(organisation=hall, name="課", parent=top)
    with pytest.raises(ValidationError, match="下の部署"):
        organisations.save_section(
            by=town.alice, organisation_id=hall.id, section_id=top.id, parent=below, name="部"
        )
    with pytest.raises(ValidationError, match="削除できません"):
        organisations.delete_section(by=town.alice, organisation_id=hall.id, section_id=top.id)
    organisations.delete_section(by=town.alice, organisation_id=hall.id, section_id=below.id)
    assert not Section.objects.filter(pk=below.pk).exists()


def test_auditors_read_the_log_and_nothing_else(town: City, browse: SignedIn) -> None:
    auditor = make_member(town.alice.organisation, "監査", Role.AUDITOR)
    client = browse(auditor)
    assert client.get("/people/admin/audit/").status_code == 200
    assert client.get("/rooms/").status_code == 302
    path = f"/people/admin/{town.alice.organisation_id}/members/"
    assert client.get(path).status_code == 404
    assert browse(town.bob).get("/people/admin/audit/").status_code == 404


def test_an_organisation_reads_only_its_own_log(
    town: City, manager: Member, browse: SignedIn
) -> None:
    organisations.change_organisation(
        by=town.alice, organisation_id=town.charlie.organisation_id, phone="0XX-555-0100"
    )
    text = browse(manager).get("/people/admin/audit/").content.decode()
    assert "さくら診療所" not in text
    assert "さくら診療所" in browse(town.alice).get("/people/admin/audit/").content.decode()


def test_the_first_city_is_made_once(db: None) -> None:
    made = organisations.create_city(
        city_name="青葉市役所", username="first", password="x" * 13, name="初代", reading="しょだい"
    )
    assert made.role == Role.CITY_ADMINISTRATOR
    with pytest.raises(ValidationError):
        organisations.create_city(
            city_name="もう1つ", username="second", password="x" * 13, name="二代", reading=""
        )


def test_directory_asks_a_fixed_number_of_queries(
    town: City, browse: SignedIn, django_assert_max_num_queries: object
) -> None:
    client = browse(town.alice)
    client.get("/people/")
    for number in range(30):
        make_member(town.bob.organisation, f"看護師{number}")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert client.get("/people/").status_code == 200
