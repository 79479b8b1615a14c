"""A message asks for answers, among those in its room."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ObjectDoesNotExist
from django.urls import reverse

from chat.actions.asking import ask_for_answers
from chat.actions.messages import recall_message
from chat.models import Message, Room
from hub.obligations.actions.answering import answer_obligation
from hub.obligations.models import Branch, Obligation
from hub.obligations.ports import carriers_of
from hub.organisations.models import Member
from tests.chat.factories import City, make_member, make_room, post
from tests.conftest import SignedIn

ASKS: dict[str, Any] = {"kind": "confirm", "holding": "organisation", "steps": [["holder", 0]]}


def house(member: Member) -> str:
    return f"organisation:{member.organisation_id}"


def ask(by: Member, message: Message, *keys: str, **asks: Any) -> Message:
    return ask_for_answers(
        member=by,
        room_id=message.room_id,
        seq=message.seq,
        title="開始時刻の確認",
        keys=keys,
        urgent=False,
        asks={**ASKS, **asks},
    )


def test_those_of_the_room_are_asked_and_every_client_sees_it(town: City) -> None:
    message = post(town.alice, town.room, "10時開始です。確認してください")
    version = Room.objects.get(pk=town.room.pk).version
    asked = ask(town.alice, message, house(town.bob))
    assert asked.version == version + 1
    branch = Branch.objects.get()
    assert branch.organisation == town.bob.organisation
    answer = answer_obligation(
        by=town.bob, branch_id=branch.pk, client_id=uuid4(), choice="confirmed", route="chat"
    )
    assert answer.route == "chat"


def test_everybody_of_the_room_and_nobody_else_of_the_house(town: City) -> None:
    make_member(town.bob.organisation, "ルームの外")
    message = post(town.alice, town.room)
    ask(town.alice, message, house(town.bob), holding="person")
    assert list(Branch.objects.values_list("member__name", flat=True)) == ["棒"]


def test_only_the_author_asks_and_once(town: City) -> None:
    message = post(town.alice, town.room)
    with pytest.raises(PermissionDenied):
        ask(town.bob, message, house(town.alice))
    with pytest.raises(ObjectDoesNotExist):
        ask(town.charlie, message, house(town.bob))
    ask(town.alice, message, house(town.bob))
    with pytest.raises(ValidationError):
        ask(town.alice, message, house(town.bob))
    assert Obligation.objects.count() == 1


def test_nobody_outside_the_room_is_asked(town: City) -> None:
    message = post(town.alice, town.room)
    for keys in ((house(town.charlie),), (f"duty:{uuid4()}",), ("everyone",), ()):
        with pytest.raises(ValidationError) as refused:
            ask(town.alice, message, *keys)
        assert list(refused.value.message_dict) == ["holders"]
    assert not Obligation.objects.exists()


def test_a_recall_ends_it(town: City) -> None:
    message = post(town.alice, town.room)
    ask(town.alice, message, house(town.bob))
    recall_message(member=town.alice, room_id=town.room.pk, seq=message.seq)
    assert not Obligation.objects.get().is_open
    assert carriers_of([Obligation.objects.get().pk], town.bob) == {}


def test_the_way_to_the_message_is_for_those_in_its_room(town: City) -> None:
    colleague = make_member(town.bob.organisation, "ルームの外")
    message = post(town.alice, town.room)
    ask(town.alice, message, house(town.bob))
    key = Obligation.objects.get().pk
    assert carriers_of([key], town.bob)[key].url.endswith(f"?seq={message.seq}")
    assert carriers_of([key], colleague) == {}


def test_the_dialog(town: City, browse: SignedIn) -> None:
    message = post(town.alice, town.room, "10時開始です")
    address = reverse("chat:ask", args=[town.room.pk, message.seq])
    alice = browse(town.alice)
    assert "みどり診療所" in alice.get(address).content.decode()
    given = {"title": "確認", "kind": "confirm", "holding": "organisation", "ladder": "tree"}
    assert alice.post(address, given).status_code == 422
    assert browse(town.bob).post(address, given).status_code == 403
    assert browse(town.charlie).post(address, given).status_code == 404
    assert alice.post(address, {**given, "holders": [house(town.bob)]}).status_code == 204
    obligation = Obligation.objects.get()
    room = browse(town.bob).get(reverse("chat:room", args=[town.room.pk])).content.decode()
    assert f'data-obligation="{obligation.pk}"' in room
    other = make_room(town.alice, town.charlie, name="別室")
    assert str(obligation.pk) not in (
        browse(town.charlie).get(reverse("chat:room", args=[other.pk])).content.decode()
    )
