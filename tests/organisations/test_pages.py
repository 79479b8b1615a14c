"""Administration pages: filters, the order of sections, several cards at once, warnings."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.models import AuditEntry
from hub.organisations.actions.organisations import change_organisation
from hub.organisations.actions.sections import move_section
from hub.organisations.models import Invitation, Member, Section
from tests.chat.factories import City, make_member
from tests.conftest import SignedIn


@pytest.fixture
def manager(town: City) -> Member:
    return make_member(town.bob.organisation, "事務長", Member.Role.ORGANISATION_ADMINISTRATOR)


def admin(member: Member, page: str) -> str:
    return f"/people/admin/{member.organisation_id}/{page}"


def test_sections_change_places(town: City) -> None:
    hall = town.alice.organisation
    first, second, third = (
        Section.objects.create(organisation=hall, name=name, reading=name) for name in "あいう"
    )
    move_section(by=town.alice, organisation_id=hall.id, section_id=third.id, down=False)
    assert list(hall.sections.all()) == [first, third, second]
    move_section(by=town.alice, organisation_id=hall.id, section_id=second.id, down=True)
    assert list(hall.sections.all()) == [first, third, second]


def test_nobody_reorders_the_sections_of_others(town: City, manager: Member) -> None:
    section = Section.objects.create(organisation=town.charlie.organisation, name="受付")
    for organisation_id in (section.organisation_id, manager.organisation_id):
        with pytest.raises((type(manager.organisation).DoesNotExist, Section.DoesNotExist)):
            move_section(
                by=manager, organisation_id=organisation_id, section_id=section.id, down=True
            )


def test_several_cards_at_once(manager: Member, browse: SignedIn) -> None:
    data = {
        "role": "member",
        "hours": "72",
        "more": "新田 真、にった まこと\n\n古田 望\tふるた のぞむ\n",
    }
    text = browse(manager).post(admin(manager, "invitations/"), data).content.decode()
    assert text.count("<svg viewBox") == 2
    made = Invitation.objects.filter(organisation=manager.organisation)
    assert set(made.values_list("name", "reading")) == {
        ("新田 真", "にった まこと"),
        ("古田 望", "ふるた のぞむ"),
    }
    assert made.values("token_hash").distinct().count() == 2


def test_one_card_too_many_makes_none(manager: Member, browse: SignedIn) -> None:
    data = {"role": "member", "hours": "72", "more": "\n".join(f"人{n}" for n in range(51))}
    assert browse(manager).post(admin(manager, "invitations/"), data).status_code == 422
    assert not Invitation.objects.exists()


def test_members_are_filtered(town: City, manager: Member, browse: SignedIn) -> None:
    section = Section.objects.create(organisation=manager.organisation, name="外来")
    Member.objects.filter(pk=town.bob.pk).update(section=section)
    client = browse(manager)

    def names(query: str) -> set[str]:
        page = client.get(admin(manager, f"members/?{query}")).context["page"]
        return {member.name for member in page}

    assert names("") == {"棒", "事務長"}
    assert names(f"section={section.id}") == {"棒"}
    assert names("role=organisation_administrator") == {"事務長"}
    assert names("q=ぼぶ") == {"棒"}
    assert names(f"section={town.charlie.organisation_id}&role=nonsense") == {"棒", "事務長"}


def test_the_log_is_filtered_by_day(town: City, browse: SignedIn) -> None:
    change_organisation(
        by=town.alice, organisation_id=town.alice.organisation_id, phone="0XX-555-0100"
    )
    client = browse(town.alice)
    today = timezone.localdate()

    def count(query: str) -> int:
        return len(client.get(f"/people/admin/audit/?{query}").context["page"])

    everything = AuditEntry.objects.count()
    assert count(f"since={today}&until={today}") == everything
    assert count(f"until={today - timedelta(days=1)}") == 0
    assert count("action=organisation.changed") == 1
    assert count("since=nonsense") == everything


def test_requiring_a_second_factor_warns_how_many_lack_one(town: City, browse: SignedIn) -> None:
    page = f"/people/admin/{town.bob.organisation_id}/"
    assert "まだ登録していない1人" in browse(town.alice).get(page).content.decode()


def test_the_directory_narrows_to_a_section(town: City, browse: SignedIn) -> None:
    hall = town.alice.organisation
    section = Section.objects.create(organisation=hall, name="福祉課")
    clerk = make_member(hall, "主事")
    Member.objects.filter(pk=clerk.pk).update(section=section)
    page = browse(town.alice).get(f"/people/?organisation={hall.id}&section={section.id}")
    assert {member.name for member in page.context["page"]} == {"主事"}


@pytest.mark.parametrize("page", ["members/", "invitations/", "sections/", "duties/"])
def test_lists_ask_a_fixed_number_of_queries(
    manager: Member, browse: SignedIn, django_assert_max_num_queries: object, page: str
) -> None:
    client = browse(manager)
    client.get(admin(manager, page))
    for number in range(20):
        make_member(manager.organisation, f"看護師{number}")
        Section.objects.create(organisation=manager.organisation, name=f"部署{number}")
        Invitation.objects.create(
            organisation=manager.organisation,
            invited_by=manager,
            token_hash=str(number),
            expires_at=timezone.now(),
        )
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert client.get(admin(manager, page)).status_code == 200
