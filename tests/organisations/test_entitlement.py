"""What stops working for administrators who leave, and what local ones never may do."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.exceptions import PermissionDenied, ValidationError

from hub.models import AuditEntry
from hub.organisations.actions import invitations, members
from hub.organisations.actions.second_factors import remove_second_factors
from hub.organisations.models import Invitation, Member
from tests.chat.factories import City, make_member
from tests.conftest import SignedIn

Role = Member.Role
PASSWORD = "aoba-tsunagu-2026"


@pytest.fixture
def manager(town: City) -> Member:
    return make_member(town.bob.organisation, "事務長", Role.ORGANISATION_ADMINISTRATOR)


@pytest.fixture
def local(town: City) -> Member:
    """Administers city hall's people, but not the city."""
    return make_member(town.alice.organisation, "総務", Role.ORGANISATION_ADMINISTRATOR)


def card(by: Member, role: str = Role.MEMBER) -> str:
    return invitations.invite(by=by, organisation_id=by.organisation_id, role=role, section=None)[1]


def accept(token: str) -> Member:
    return invitations.accept_as_new(
        token=token, username="nitta", password=PASSWORD, name="新田", reading=""
    )


def test_cards_of_an_administrator_who_left_open_nothing(town: City, manager: Member) -> None:
    token = card(manager)
    members.end_membership(by=town.alice, member_id=manager.id)
    with pytest.raises(Invitation.DoesNotExist):
        accept(token)


def test_nor_those_of_one_who_is_no_administrator_now(town: City, manager: Member) -> None:
    token = card(manager)
    members.change_member(by=town.alice, member_id=manager.id, role=Role.MEMBER, section=None)
    with pytest.raises(Invitation.DoesNotExist):
        accept(token)


def test_a_new_card_replaces_the_earlier_one(town: City, manager: Member) -> None:
    _row, earlier = invitations.invite_to_renew(by=manager, member_id=town.bob.id)
    _row, later = invitations.invite_to_renew(by=manager, member_id=town.bob.id)
    with pytest.raises(Invitation.DoesNotExist):
        invitations.renew_password(token=earlier, password=PASSWORD)
    invitations.renew_password(token=later, password=PASSWORD)


def test_a_card_ends_with_joining_another_organisation(town: City, manager: Member) -> None:
    _row, token = invitations.invite_to_renew(by=manager, member_id=town.bob.id)
    Member.objects.create(
        user=town.bob.user, organisation=town.charlie.organisation, name="棒", reading="ぼう"
    )
    with pytest.raises(Invitation.DoesNotExist):
        invitations.renew_password(token=token, password=PASSWORD)


def test_a_local_administrator_touches_no_city_administrator(town: City, local: Member) -> None:
    make_member(town.alice.organisation, "部長", Role.CITY_ADMINISTRATOR)  # alice is not the last
    with pytest.raises(PermissionDenied):
        members.end_membership(by=local, member_id=town.alice.id)
    with pytest.raises(PermissionDenied):
        invitations.invite_to_renew(by=local, member_id=town.alice.id)


def test_a_local_administrator_appoints_no_auditor_of_the_city(town: City, local: Member) -> None:
    with pytest.raises(ValidationError, match="監査担当"):
        card(local, Role.AUDITOR)
    assert accept(card(town.alice, Role.AUDITOR)).role == Role.AUDITOR


def test_a_clinic_appoints_its_own_auditor(manager: Member) -> None:
    assert accept(card(manager, Role.AUDITOR)).role == Role.AUDITOR


def test_who_left_comes_back_by_reinstatement_only(town: City, manager: Member) -> None:
    token = card(manager)
    members.end_membership(by=manager, member_id=town.bob.id)
    with pytest.raises(ValidationError, match="復帰"):
        invitations.accept_as(token=token, user=town.bob.user, name="棒", reading="")
    members.reinstate_member(by=manager, member_id=town.bob.id)
    assert Member.objects.active().filter(pk=town.bob.pk).exists()


@pytest.fixture
def locked_out(town: City) -> Member:
    """bob, whose authenticator app is on a telephone in the river."""
    totp.TOTP.activate(town.bob.user, totp.generate_totp_secret())
    return town.bob


def test_lost_second_factors_are_removed(manager: Member, locked_out: Member) -> None:
    remove_second_factors(by=manager, member_id=locked_out.id)
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.filter(action="second_factor.removed", member=manager).exists()


def test_but_not_by_who_could_not_renew_the_password(
    town: City, manager: Member, locked_out: Member, local: Member
) -> None:
    Member.objects.create(
        user=locked_out.user, organisation=town.charlie.organisation, name="棒", reading="ぼう"
    )
    with pytest.raises(PermissionDenied):
        remove_second_factors(by=manager, member_id=locked_out.id)
    for stranger in (town.charlie, local):
        with pytest.raises(Member.DoesNotExist):
            remove_second_factors(by=stranger, member_id=locked_out.id)
    assert Authenticator.objects.exists()


def test_the_page_offers_it_where_there_is_something_to_remove(
    manager: Member, locked_out: Member, browse: SignedIn
) -> None:
    page = f"/people/admin/{manager.organisation_id}/members/{locked_out.id}/"
    client = browse(manager)
    assert "2段階認証を解除" in client.get(page).content.decode()
    assert client.post(f"{page}unlock/").status_code == 302
    assert "2段階認証を解除</button>" not in client.get(page).content.decode()
