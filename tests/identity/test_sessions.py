"""Ending sign-ins: one's own list, a new password, and what happens to live connections."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from hub.identity import actions
from hub.identity.models import User
from hub.organisations.models import Member
from hub.realtime.groups import session_group
from tests.chat.factories import City
from tests.conftest import SignedIn

PASSWORD = "aoba-tsunagu-2026"


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


@pytest.fixture
def two(town: City, browse: SignedIn) -> tuple[Client, Client]:
    """Two browsers of bob's, both known to the list of sessions."""
    clients = browse(town.bob), browse(town.bob)
    assert all(signed_in(client) for client in clients)
    return clients


@pytest.fixture
def cut() -> Iterator[list[str]]:
    """Groups whose live connections were closed."""
    groups: list[str] = []
    with patch.object(actions, "publish", lambda group, *_event, **_closes: groups.append(group)):
        yield groups


def test_signing_out_cuts_the_live_connection(two: tuple[Client, Client], cut: list[str]) -> None:
    here, there = two
    key = key_of(here)
    here.post("/accounts/logout/")
    assert session_group(key) in cut
    assert not signed_in(here)
    assert signed_in(there)


def test_one_other_browser_is_ended(two: tuple[Client, Client], cut: list[str]) -> None:
    here, there = two
    other = UserSession.objects.get(session_key=key_of(there))
    here.post("/account/end-session/", {"session": other.pk})
    assert cut == [session_group(key_of(there))]
    assert signed_in(here)
    assert not signed_in(there)


def test_nobody_ends_the_sessions_of_others(
    two: tuple[Client, Client], town: City, browse: SignedIn
) -> None:
    bobs = UserSession.objects.get(session_key=key_of(two[0]))
    answer = browse(town.charlie).post("/account/end-session/", {"session": bobs.pk})
    assert answer.status_code == 404
    assert signed_in(two[0])


def test_all_others_are_ended(two: tuple[Client, Client], cut: list[str]) -> None:
    here, there = two
    here.post("/accounts/sessions/")
    assert cut == [session_group(key_of(there))]
    assert signed_in(here)
    assert not signed_in(there)


def test_a_new_password_ends_every_other_session(
    two: tuple[Client, Client], town: City, cut: list[str]
) -> None:
    here, there = two
    user = User.objects.get(pk=town.bob.user_id)
    user.set_password(PASSWORD)
    user.save()
    key = key_of(there)
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    new = "another-long-password"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", data).status_code == 302
    assert signed_in(client)
    assert session_group(key) in cut
    assert not Session.objects.filter(session_key__in=[key, key_of(here)]).exists()


def test_acting_for_another_own_member(town: City, browse: SignedIn) -> None:
    second = Member.objects.create(
        user=town.bob.user, organisation=town.charlie.organisation, name="棒", reading="ぼう"
    )
    client = browse(town.bob)
    assert "みどり診療所" in client.get("/account/").content.decode()
    assert client.post("/account/switch/", {"member": str(second.id)}).status_code == 302
    assert "さくら診療所" in client.get("/account/").content.decode()
