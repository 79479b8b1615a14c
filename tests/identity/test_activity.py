"""The list of signed-in devices is kept without a write for every request."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.chat.factories import make_city

pytestmark = pytest.mark.django_db


def test_a_sign_in_is_noted_with_its_device(client: Client) -> None:
    city = make_city()
    client.force_login(city.bob.user)
    client.get("/rooms/list/", headers={"user-agent": "病棟のタブレット"})
    noted = UserSession.objects.get()
    assert (noted.user, noted.user_agent) == (city.bob.user, "病棟のタブレット")


def test_reading_a_page_again_writes_nothing(client: Client) -> None:
    client.force_login(make_city().bob.user)
    client.get("/rooms/list/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/rooms/list/")
    writes = [query["sql"] for query in queries if not query["sql"].startswith("SELECT")]
    assert writes == []


def test_a_later_use_is_noted_again(client: Client) -> None:
    client.force_login(make_city().bob.user)
    client.get("/rooms/list/")
    first = UserSession.objects.get()
    UserSession.objects.update(last_seen_at=first.last_seen_at - timedelta(days=1))
    cache.clear()  # as after five minutes
    client.get("/rooms/list/")
    assert UserSession.objects.get().last_seen_at >= first.last_seen_at


def test_nobody_is_noted_without_a_sign_in(client: Client) -> None:
    client.get("/accounts/login/")
    assert not UserSession.objects.exists()
