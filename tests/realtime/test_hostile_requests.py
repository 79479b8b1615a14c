"""What nobody's browser sends: every address answers it, and no answer is a failure."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from chat.models import Membership
from hub.folding import fold
from tests.chat.factories import City
from tests.conftest import SignedIn
from tests.realtime.conftest import OpenTab

DEEP = ["[" * 100_000, '{"a":' * 100_000, "1" * 10_000, "\udcff", "[]", "null", ""]


@pytest.mark.parametrize("body", DEEP)
def test_a_poll_that_says_nonsense_is_only_greeted(town: City, browse: SignedIn, body: str) -> None:
    client = browse(town.bob)
    client.raise_request_exception = False
    sent = body.encode(errors="surrogateescape")
    answer = client.post(reverse("chat:live:poll"), sent, content_type="application/json")
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/people/", "/rooms/switcher/", "/rooms/browse/"])
@pytest.mark.parametrize("value", ["9" * 400, "-1", "²", "' OR 1=1 --"])
def test_queries_of_any_kind_are_answered(
    town: City, browse: SignedIn, path: str, value: str
) -> None:
    query = {"q": value, "page": value, "organisation": value}
    assert browse(town.bob).get(path, query).status_code == 200


@pytest.mark.parametrize("path", ["/people/", "/documents/choose/", "/accounts/login/"])
def test_a_nul_is_refused_before_any_page(town: City, browse: SignedIn, path: str) -> None:
    """PostgreSQL stores and compares none, wherever a page would have put it."""
    bob = browse(town.bob)
    for answer in (bob.get(path, {"q": "a\x00"}), bob.post(path, {"words\x00": "a"})):
        assert answer.status_code == 400
        assert "読み取れませんでした" in answer.content.decode()


def test_a_form_is_refused_where_json_is_read(town: City, browse: SignedIn) -> None:
    assert browse(town.bob).post("/obligations/seen/", {"branches": "1"}).status_code == 400


def test_a_look_up_never_carries_a_nul(town: City) -> None:
    """PostgreSQL refuses it, so it must not get that far."""
    assert fold("\x00あ\x00い") == "あい"


async def test_an_address_that_is_no_id_is_refused(city: City, open_tab: OpenTab) -> None:
    bob = await open_tab(city.bob)
    message = {"room": str(city.room.id), "client_id": str(uuid4()), "body": "@x"}
    for address in ("member:" + "-" * 36, f"evil:{city.bob.id}", "member:", "everyone\n"):
        refusal = await bob.ask("message.post", **message, mentions=[address])
        assert refusal["code"] == "invalid"


async def test_a_nul_is_stored_nowhere(city: City, open_tab: OpenTab) -> None:
    bob = await open_tab(city.bob)
    await bob.do("room.save_draft", room=str(city.room.id), body="途中\x00まで")
    place = await Membership.objects.aget(room=city.room, member=city.bob)
    assert place.draft == "途中まで"
    reaction = {"room": str(city.room.id), "seq": 1, "emoji": "\x00", "on": False}
    assert (await bob.ask("message.react", **reaction))["field"] == "message.react.emoji"


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost:8000@evil.example", "[::1", "", "a" * 300]
)
def test_a_host_of_somebody_else_is_refused(town: City, host: str) -> None:
    answer = Client(raise_request_exception=False, headers={"host": host}).get("/accounts/login/")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"],
)
def test_nobody_is_sent_to_another_site(town: City, browse: SignedIn, elsewhere: str) -> None:
    client = browse(town.bob)
    signing_in = client.get("/accounts/login/", {"next": elsewhere})
    assert signing_in.headers["Location"] == "/"
    choosing = client.post("/i18n/setlang/", {"language": "en", "next": elsewhere})
    assert choosing.headers["Location"] == "/"
