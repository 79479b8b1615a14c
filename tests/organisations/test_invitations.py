"""Invitations: one use, one organisation, one role."""

from datetime import timedelta
from logging import WARNING, LogRecord, getLogger

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from hub.organisations.actions import invitations
from hub.organisations.masking import MaskTokens
from hub.organisations.models import Invitation, Member, Organisation
from tests.chat.factories import City, make_member
from tests.conftest import SignedIn

PASSWORD = "aoba-tsunagu-2026"


@pytest.fixture
def manager(town: City) -> Member:
    return make_member(town.bob.organisation, "事務長", Member.Role.ORGANISATION_ADMINISTRATOR)


def card(manager: Member, **more: object) -> tuple[Invitation, str]:
    return invitations.invite(
        by=manager,
        organisation_id=manager.organisation_id,
        role=Member.Role.MEMBER,
        section=None,
        **more,  # type: ignore[arg-type]
    )


def accept(token: str, username: str = "nitta") -> Member:
    return invitations.accept_as_new(
        token=token, username=username, password=PASSWORD, name="新田", reading="にった"
    )


def test_joins_the_organisation_it_names(manager: Member) -> None:
    _invitation, token = card(manager)
    joined = accept(token)
    assert joined.organisation == manager.organisation
    assert joined.role == Member.Role.MEMBER
    assert joined.user.check_password(PASSWORD)


def test_works_once(manager: Member) -> None:
    _invitation, token = card(manager)
    accept(token)
    with pytest.raises(Invitation.DoesNotExist):
        accept(token, "second")


def test_the_token_is_not_stored(manager: Member) -> None:
    invitation, token = card(manager)
    assert token not in str(vars(invitation))


@pytest.mark.parametrize("state", ["unknown", "used", "expired", "revoked", "suspended"])
def test_every_closed_invitation_looks_the_same(
    manager: Member, client: Client, state: str
) -> None:
    invitation, token = card(manager)
    if state == "unknown":
        token = "x" * 43
    elif state == "used":
        accept(token)
    elif state == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif state == "revoked":
        invitations.revoke_invitation(
            by=manager, organisation_id=manager.organisation_id, invitation_id=invitation.id
        )
    else:
        Organisation.objects.filter(pk=manager.organisation_id).update(suspended_at=timezone.now())
    answer = client.get(f"/people/join/{token}/")
    assert answer.status_code == 404
    assert "この招待は使えません" in answer.content.decode()
    assert "みどり診療所" not in answer.content.decode()


def test_only_for_organisations_one_administers(town: City, manager: Member) -> None:
    with pytest.raises(Organisation.DoesNotExist):
        invitations.invite(
            by=manager, organisation_id=town.charlie.organisation_id, role="member", section=None
        )
    with pytest.raises(ValidationError):
        invitations.invite(
            by=manager,
            organisation_id=manager.organisation_id,
            role=Member.Role.CITY_ADMINISTRATOR,
            section=None,
        )


def test_a_weak_password_changes_nothing(manager: Member) -> None:
    _invitation, token = card(manager)
    with pytest.raises(ValidationError) as raised:
        invitations.accept_as_new(
            token=token, username="nitta", password="short", name="新田", reading=""
        )
    assert list(raised.value.message_dict) == ["password"]
    accept(token)


def test_a_signed_in_person_joins_a_second_organisation(
    town: City, manager: Member, browse: SignedIn
) -> None:
    _invitation, token = card(manager)
    client = browse(town.charlie)
    answer = client.post(f"/people/join/{token}/", {"name": "茶織", "reading": "ちゃおり"})
    assert answer.status_code == 302
    places = Member.objects.filter(user=town.charlie.user)
    assert {place.organisation for place in places} == {
        town.charlie.organisation,
        manager.organisation,
    }
    page = client.get("/rooms/").content.decode()
    assert "みどり診療所" in page


def test_acting_as_somebody_elses_member_is_refused(town: City, browse: SignedIn) -> None:
    answer = browse(town.charlie).post("/account/switch/", {"member": str(town.bob.id)})
    assert answer.status_code == 404


def test_a_forgotten_password_is_renewed_by_card(town: City, manager: Member) -> None:
    _invitation, token = invitations.invite_to_renew(by=manager, member_id=town.bob.id)
    renewed = invitations.renew_password(token=token, password=PASSWORD)
    assert renewed.user.check_password(PASSWORD)
    with pytest.raises(Invitation.DoesNotExist):
        invitations.renew_password(token=token, password=PASSWORD)


def test_no_renewal_for_people_who_belong_elsewhere_too(town: City, manager: Member) -> None:
    """The password opens the other organisation as well."""
    Member.objects.create(
        user=town.bob.user, organisation=town.charlie.organisation, name="棒", reading="ぼう"
    )
    with pytest.raises(PermissionDenied):
        invitations.invite_to_renew(by=manager, member_id=town.bob.id)
    invitations.invite_to_renew(by=town.alice, member_id=town.bob.id)


def test_the_card_shows_a_qr_code(manager: Member, browse: SignedIn) -> None:
    answer = browse(manager).post(
        f"/people/admin/{manager.organisation_id}/invitations/",
        {"role": "member", "hours": "72", "name": "新田"},
    )
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<svg viewBox" in text
    assert "/people/join/" in text
    assert answer["Cache-Control"].startswith("max-age=0")


def test_a_signed_out_visitor_may_sign_in_first(manager: Member, client: Client) -> None:
    _invitation, token = card(manager)
    text = client.get(f"/people/join/{token}/").content.decode()
    assert f"/accounts/login/?next=/people/join/{token}/" in text


def test_a_colleagues_tablet_is_signed_out_first(
    town: City, manager: Member, browse: SignedIn
) -> None:
    _invitation, token = card(manager)
    client, page = browse(town.charlie), f"/people/join/{token}/"
    assert "茶織-" in client.get(page).content.decode()
    answer = client.post("/accounts/logout/", {"next": page})
    assert answer.headers["Location"] == page
    assert 'name="username"' in client.get(page).content.decode()


def test_the_log_never_names_a_token(manager: Member) -> None:
    _invitation, token = card(manager)
    record = LogRecord("x", WARNING, "", 0, "%s: %s", ("Refused", f"/people/join/{token}/"), None)
    assert MaskTokens().filter(record)
    assert record.getMessage() == "Refused: /people/join/…/"
    filters = [each for handler in getLogger().handlers for each in handler.filters]
    assert any(isinstance(each, MaskTokens) for each in filters)
