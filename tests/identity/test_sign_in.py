"""Signing in: names and addresses, the same answer for everybody unknown, slowed guessing."""

from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from hub.identity.hashers import BoundedArgon2PasswordHasher
from hub.identity.models import User
from hub.organisations.models import Member
from tests.chat.factories import City

PASSWORD = "aoba-tsunagu-2026"
SIGN_IN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture
def bob(town: City) -> User:
    user = User.objects.get(pk=town.bob.user_id)
    user.username, user.email = "bob", "bob@midori.example"
    user.set_password(PASSWORD)
    user.save()
    return user


def attempt(client: Client, login: str, password: str, address: str = "10.0.0.1") -> bool:
    """Whether the attempt signed somebody in."""
    answer = client.post(
        SIGN_IN, {"login": login, "password": password}, headers={}, REMOTE_ADDR=address
    )
    return answer.status_code == 302


@pytest.mark.parametrize("login", ["bob", "BOB", "bob@midori.example", "Bob@Midori.example"])
def test_name_or_address_sign_in(bob: User, client: Client, login: str) -> None:
    assert attempt(client, login, PASSWORD)
    assert client.get("/rooms/").status_code in {200, 302}


def test_without_any_address(bob: User, client: Client) -> None:
    User.objects.update(email="")
    assert attempt(client, "bob", PASSWORD)
    assert client.get("/account/").status_code == 200


def test_nobody_signs_up(db: None, client: Client) -> None:
    client.post("/accounts/signup/", {"username": "mallory", "password1": PASSWORD})
    assert not User.objects.filter(username="mallory").exists()


def test_unknown_and_known_names_get_the_same_answer(bob: User) -> None:
    def answer(login: str) -> str:
        data = {"login": login, "password": "wrong"}
        text = Client().post(SIGN_IN, data).content.decode().replace(login, "…")
        return "\n".join(line for line in text.splitlines() if "csrf" not in line)

    assert answer("bob") == answer("nobody-of-that-name")


@pytest.mark.parametrize("login", ["bob", "nobody-of-that-name"])
def test_and_cost_the_same_work(bob: User, client: Client, login: str) -> None:
    hasher = BoundedArgon2PasswordHasher
    with (
        patch.object(hasher, "encode", return_value="x") as encode,
        patch.object(hasher, "verify", return_value=False) as verify,
        patch.object(hasher, "must_update", return_value=False),
    ):
        attempt(client, login, "wrong")
    assert encode.call_count + verify.call_count == 1


def test_guessing_is_slowed_even_for_the_right_password(bob: User, client: Client) -> None:
    for _ in range(5):
        assert not attempt(client, "bob", "wrong")
    assert not attempt(client, "bob", PASSWORD)


def test_an_attacker_elsewhere_locks_nobody_out(bob: User, client: Client) -> None:
    for _ in range(20):
        attempt(client, "bob", "wrong", address="10.9.9.9")
    assert attempt(client, "bob", PASSWORD, address="10.0.0.1")


def test_colleagues_behind_one_address_do_not_lock_each_other_out(
    bob: User, client: Client
) -> None:
    for number in range(60):
        attempt(client, f"colleague{number}", "wrong")
    assert attempt(client, "bob", PASSWORD)


def test_a_forwarded_address_counts_only_behind_a_proxy(bob: User, client: Client) -> None:
    def guess(forwarded: str, password: str = "wrong") -> bool:
        data = {"login": "bob", "password": password}
        return client.post(SIGN_IN, data, HTTP_X_FORWARDED_FOR=forwarded).status_code == 302

    for number in range(5):
        guess(f"10.1.1.{number}")  # made up, and ignored
    assert not guess("10.1.1.200", PASSWORD)
    cache.clear()
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        for number in range(5):
            guess(f"10.1.1.{number}, 10.9.9.9")  # the proxy adds the last one
        assert not guess("10.1.1.200, 10.9.9.9", PASSWORD)
        assert guess("10.9.9.9, 10.0.0.1", PASSWORD)


def test_who_left_everywhere_sees_only_that(bob: User, town: City, client: Client) -> None:
    Member.objects.filter(user=bob).update(left_at=bob.date_joined)
    assert attempt(client, "bob", PASSWORD)
    answer = client.get("/people/")
    assert answer.status_code == 403
    assert "所属する組織がありません" in answer.content.decode()
    assert "みどり診療所" not in answer.content.decode()
