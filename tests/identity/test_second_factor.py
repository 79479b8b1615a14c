"""The second factor: required by an organisation, asked for at sign-in, renewed by codes."""

import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from hub.identity.models import User
from hub.identity.second_factor import second_factor_missing, without_second_factor
from hub.organisations.actions.organisations import change_organisation
from hub.organisations.models import Member
from tests.chat.factories import City
from tests.conftest import SignedIn

PASSWORD = "aoba-tsunagu-2026"


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture
def bob(town: City) -> User:
    user = User.objects.get(pk=town.bob.user_id)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def secret(bob: User) -> str:
    """Of the authenticator app bob has set up."""
    made = str(totp.generate_totp_secret())
    totp.TOTP.activate(bob, made)
    return made


def code(secret: str) -> str:
    counter = int(time.time()) // 30
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def require(town: City) -> Member:
    change_organisation(
        by=town.alice, organisation_id=town.bob.organisation_id, requires_second_factor=True
    )
    return Member.objects.with_organisation().get(pk=town.bob.pk)


def with_password(bob: User, client: Client) -> str:
    """Where the right password leads."""
    data = {"login": bob.username, "password": PASSWORD}
    return client.post("/accounts/login/", data).headers["Location"]


@pytest.mark.parametrize("path", ["/rooms/", "/people/", "/account/"])
def test_a_required_factor_comes_first(town: City, browse: SignedIn, path: str) -> None:
    require(town)
    answer = browse(town.bob).get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/")


@pytest.mark.parametrize("path", ["/accounts/2fa/", "/accounts/sessions/", "/accounts/logout/"])
def test_what_it_takes_to_set_one_up_stays_open(town: City, browse: SignedIn, path: str) -> None:
    require(town)
    assert browse(town.bob).get(path).status_code == 200


def test_only_those_without_one_are_asked(town: City, bob: User, browse: SignedIn) -> None:
    member = require(town)
    assert second_factor_missing(bob, member)
    assert list(without_second_factor(member.organisation)) == [town.bob]
    totp.TOTP.activate(bob, totp.generate_totp_secret())
    assert not second_factor_missing(bob, member)
    assert not without_second_factor(member.organisation).exists()
    assert browse(town.charlie).get("/account/").status_code == 200


def test_the_password_alone_is_not_enough(bob: User, secret: str, client: Client) -> None:
    assert with_password(bob, client) == "/accounts/2fa/authenticate/"
    assert client.get("/account/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert client.get("/account/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert client.get("/account/").status_code == 200


def test_a_code_works_once(bob: User, secret: str, client: Client) -> None:
    with_password(bob, client)
    used = code(secret)
    client.post("/accounts/2fa/authenticate/", {"code": used})
    other = Client()
    with_password(bob, other)
    other.post("/accounts/2fa/authenticate/", {"code": used})
    assert other.get("/account/").status_code == 302


def test_a_recovery_code_replaces_a_lost_telephone_once(
    bob: User, secret: str, client: Client
) -> None:
    kept = RecoveryCodes.activate(bob).get_unused_codes()[0]
    with_password(bob, client)
    client.post("/accounts/2fa/authenticate/", {"code": kept})
    assert client.get("/account/").status_code == 200
    other = Client()
    with_password(bob, other)
    other.post("/accounts/2fa/authenticate/", {"code": kept})
    assert other.get("/account/").status_code == 302
