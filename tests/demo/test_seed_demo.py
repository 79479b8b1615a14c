"""The demo city: whole, consistent, the same every time, and nothing left unfilled."""

import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Max, Min

from chat.models import Membership, Mention, Message, Room
from demo.sign_ins import PASSWORD, SIGN_INS
from hub.identity.models import User
from hub.organisations.models import Member, Organisation


@pytest.mark.django_db
def test_the_city_is_whole() -> None:
    call_command("seed_demo", verbosity=0)
    assert Organisation.objects.count() > 38
    assert 250 <= Member.objects.count() <= 350
    assert Room.objects.count() >= 40
    assert Message.objects.count() > 18_000
    check_rooms()
    check_mentions()
    check_people()
    with pytest.raises(CommandError):
        call_command("seed_demo")


def check_rooms() -> None:
    rooms: Any = Room.objects.filter(messages__isnull=False).annotate(
        count=Count("messages"), first=Min("messages__seq"), newest=Max("messages__seq")
    )
    assert all(
        (room.first, room.newest, room.count) == (1, room.last_seq, room.last_seq) for room in rooms
    )
    assert not Message.objects.filter(version__gt=F("room__version")).exists()
    assert not Membership.objects.filter(read_seq__gt=F("room__last_seq")).exists()
    inside = set(Membership.objects.values_list("room_id", "member_id"))
    assert set(Message.objects.values_list("room_id", "author_id")) <= inside


def check_mentions() -> None:
    for mention in Mention.objects.select_related("message"):
        assert f"@{mention.label}" in mention.message.body


def check_people() -> None:
    for username, _about in SIGN_INS:
        assert User.objects.get(username=username).check_password(PASSWORD)
    assert Member.objects.values("user").annotate(places=Count("id")).filter(places=2).count() == 1
    bodies = Message.objects.filter(deleted_at=None).values_list("body", flat=True)
    assert not [body for body in bodies if re.search(r"\{\w+\}", body)]
    assert len(set(bodies)) > len(bodies) * 0.45
