"""The cache with a Redis that is gone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from launcher.private_servers import free_port
from tests.chat.factories import City
from tests.conftest import SignedIn

PASSWORD = "aoba-tsunagu-2026"


@pytest.fixture(autouse=True)
def dead_redis(settings: Any) -> Iterator[None]:
    settings.CACHES = {
        "default": {
            "BACKEND": "hub.cache.SurvivingCache",
            "LOCATION": f"redis://127.0.0.1:{free_port()}/0",
        }
    }
    yield
    cache.clear()


def test_the_process_remembers_for_itself() -> None:
    assert cache.add("attempts", [1], 60)
    assert not cache.add("attempts", [2], 60)
    assert cache.get("attempts") == [1]
    cache.set("attempts", [3])
    assert cache.touch("attempts", 60)
    assert cache.get_many(["attempts"]) == {"attempts": [3]}
    assert cache.delete("attempts")
    assert cache.get("attempts", "none") == "none"


def test_pages_open_and_people_sign_in(town: City, browse: SignedIn, client: Client) -> None:
    assert browse(town.bob).get("/rooms/").status_code == 200
    town.bob.user.set_password(PASSWORD)
    town.bob.user.save(update_fields=["password"])
    entrance = {"login": town.bob.user.username, "password": PASSWORD}
    assert client.post("/accounts/login/", entrance).headers["Location"] == "/"


def test_guessing_is_slowed_down_all_the_same(town: City, client: Client) -> None:
    town.bob.user.set_password(PASSWORD)
    town.bob.user.save(update_fields=["password"])
    guess = {"login": town.bob.user.username, "password": "wrong"}
    for _ in range(5):
        client.post("/accounts/login/", guess)
    assert client.post("/accounts/login/", {**guess, "password": PASSWORD}).status_code == 200
