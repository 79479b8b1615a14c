"""The pages on which people make tokens and bots, and read how the API works."""

import re

import pytest
from django.core.exceptions import PermissionDenied

from api.models import AccessToken
from hub.organisations.actions.invitations import invite_to_renew
from hub.organisations.models import Member
from tests.api.calling import Program
from tests.chat.factories import City, make_room
from tests.conftest import SignedIn

GIVEN = {"name": "枠の取り込み", "scopes": ["messages:read"], "days": "90"}
TOKEN = re.compile(r"tsu_[\w-]{40,}")


def test_a_token_is_shown_once(town: City, browse: SignedIn) -> None:
    client = browse(town.bob)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 4e9}]
    session.save()
    page = client.post("/integrations/tokens/", GIVEN)
    token = TOKEN.search(page.content.decode())
    assert token is not None
    assert page["Cache-Control"] == "no-store"
    assert Program(town.bob, token=token[0]).get("/me").json()["name"] == town.bob.name
    assert token[0] not in client.get("/integrations/tokens/").content.decode()
    row = AccessToken.objects.get()
    client.post(f"/integrations/tokens/{row.id}/revoke/")
    assert Program(town.bob, token=token[0]).get("/me").status_code == 401


def test_one_has_to_sign_in_again_first(town: City, browse: SignedIn) -> None:
    town.bob.user.set_password("correct horse battery")
    town.bob.user.save(update_fields=["password"])
    answer = browse(town.bob).get("/integrations/tokens/")
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]


def test_administrators_make_bots(town: City, browse: SignedIn) -> None:
    path = f"/integrations/bots/{town.alice.organisation_id}/"
    made = browse(town.alice).post(path, {"name": "接種枠ボット"})
    bot = Member.objects.get(role=Member.Role.BOT)
    assert made["Location"] == f"{path}{bot.id}/"
    assert not bot.user.has_usable_password()
    with pytest.raises(PermissionDenied):
        invite_to_renew(by=town.alice, member_id=bot.id)
    for member in (town.bob, town.charlie):
        assert browse(member).get(path).status_code == 404
        assert browse(member).post(path, {"name": "x"}).status_code == 404
    assert Member.objects.filter(role=Member.Role.BOT).count() == 1


def test_a_bot_is_a_member_like_others(town: City, browse: SignedIn) -> None:
    path = f"/integrations/bots/{town.alice.organisation_id}/"
    browse(town.alice).post(path, {"name": "接種枠ボット"})
    bot = Member.objects.get(role=Member.Role.BOT)
    room = make_room(town.alice, bot)
    assert room.memberships.filter(member=bot).exists()


def test_the_description_needs_no_account_and_no_script(browse: SignedIn, client: object) -> None:
    page = client.get("/integrations/docs/").content.decode()  # type: ignore[attr-defined]
    assert "/api/v1/rooms/{room_id}/messages" in page
    assert "https://" not in page.replace("https://localhost", "")
