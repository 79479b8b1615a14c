"""Two people at the same instant: exactly one of them wins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from hub.organisations.actions import invitations, members
from hub.organisations.models import Invitation, Member
from tests.chat.factories import City, make_city, make_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> City:
    return make_city()


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each attempt came to: "done", or the name of its error."""
    start = Barrier(len(acts))

    def attempt(act: Callable[[], object]) -> str:
        start.wait()
        try:
            act()
        except (Invitation.DoesNotExist, ValidationError) as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(threads.map(attempt, acts))


def test_an_invitation_lets_one_person_in(city: City) -> None:
    _row, token = invitations.invite(
        by=city.alice, organisation_id=city.alice.organisation_id, role="member", section=None
    )

    def accept(username: str) -> Callable[[], object]:
        return lambda: invitations.accept_as_new(
            token=token, username=username, password="aoba-tsunagu-2026", name="新田", reading=""
        )

    came_to = at_once(*(accept(f"nitta{number}") for number in range(4)))
    assert came_to == ["DoesNotExist"] * 3 + ["done"]
    assert Member.objects.filter(name="新田").count() == 1


def test_two_city_administrators_cannot_end_each_other(city: City) -> None:
    other = make_member(city.alice.organisation, "部長", Member.Role.CITY_ADMINISTRATOR)
    came_to = at_once(
        lambda: members.end_membership(by=city.alice, member_id=other.id),
        lambda: members.end_membership(by=other, member_id=city.alice.id),
    )
    assert came_to == ["ValidationError", "done"]
    left = Member.objects.active().filter(role=Member.Role.CITY_ADMINISTRATOR)
    assert left.count() == 1
