"""One's own page: contact details and the optional address."""

import pytest

from hub.identity.models import User
from hub.organisations.models import Member
from tests.chat.factories import City
from tests.conftest import SignedIn


def test_own_details_are_saved(town: City, browse: SignedIn) -> None:
    answer = browse(town.bob).post("/account/", {"title": "看護師", "phone": "内線 12"})
    assert answer.status_code == 302
    saved = Member.objects.get(pk=town.bob.pk)
    assert (saved.title, saved.phone, saved.name) == ("看護師", "内線 12", "棒")


def test_nobody_renames_or_promotes_themselves(town: City, browse: SignedIn) -> None:
    data = {"title": "", "phone": "", "name": "院長", "role": Member.Role.CITY_ADMINISTRATOR}
    browse(town.bob).post("/account/", data)
    saved = Member.objects.get(pk=town.bob.pk)
    assert (saved.name, saved.role) == ("棒", Member.Role.MEMBER)


@pytest.mark.parametrize("address", ["bob@midori.example", ""])
def test_the_address_is_set_and_cleared(town: City, browse: SignedIn, address: str) -> None:
    User.objects.filter(pk=town.bob.user_id).update(email="old@midori.example")
    assert browse(town.bob).post("/account/email/", {"email": address}).status_code == 302
    assert User.objects.get(pk=town.bob.user_id).email == address


def test_an_address_belongs_to_one_person(town: City, browse: SignedIn) -> None:
    User.objects.filter(pk=town.bob.user_id).update(email="bob@midori.example")
    answer = browse(town.charlie).post("/account/email/", {"email": "BOB@midori.example"})
    assert answer.status_code == 422
    assert User.objects.get(pk=town.charlie.user_id).email == ""
