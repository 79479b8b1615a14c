"""The people of most tests: alice of city hall, bob of clinic A, charlie of clinic B."""

from collections.abc import Callable

import hypothesis  # noqa: F401  its late import fails beside Playwright's greenlets
import pytest
from django.conf import settings
from django.test import Client

from hub.organisations.models import Member
from tests.chat.factories import City, make_city, sign_in

SignedIn = Callable[[Member], Client]


@pytest.fixture
def town(db: None) -> City:
    """Two clinics that do not know each other; alice and bob share a room."""
    return make_city()


@pytest.fixture
def browse() -> SignedIn:
    """`browse(member)`: a test client that is signed in as that member's user."""

    def signed_in(member: Member) -> Client:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = sign_in(member)
        return client

    return signed_in
