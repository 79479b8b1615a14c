"""Workers that die in the middle of a step, and several at once: every step exactly once."""

import os
from datetime import datetime, timedelta
from itertools import cycle, islice

import pytest

from hub.obligations.models import Call, Contact, Obligation, Step
from tests.chat.factories import City, make_city, make_member
from tests.obligations.asking import ask
from tests.obligations.worker import POINTS, Worker
from tests.realtime.server import database_url

# TSUNAGU_KILLS=50 for the long run; the points of a step take turns.
KILLS = int(os.environ.get("TSUNAGU_KILLS", len(POINTS)))
LADDER = [["holder", 0], ["deputy", 5], ["next", 6], ["ring_now", 7]]
LEASED = timedelta(seconds=19)


@pytest.fixture
def city(transactional_db: None) -> City:
    made = make_city()
    for boss in (made.bob, made.charlie):
        house = boss.organisation
        Contact.objects.create(organisation=house, rank="holder", member=boss)
        for rank in ("deputy", "next"):
            Contact.objects.create(organisation=house, rank=rank, member=make_member(house, rank))
    return made


def moment(obligation: Obligation, **after: int) -> datetime:
    """A second later than that long after its first ring."""
    assert obligation.opened_at is not None
    return obligation.opened_at + timedelta(**after) + timedelta(seconds=1)


def finish(workers: int, at: datetime) -> None:
    together = [Worker(database_url(), at) for _ in range(workers)]
    for worker in together:
        worker.finish()


def rings(obligation: Obligation) -> list[tuple[str, str, int]]:
    calls = Call.objects.filter(branch__obligation=obligation)
    return sorted(calls.values_list("member__organisation__name", "rank", "times"))


def every_step_once(obligation: Obligation, houses: list[str]) -> None:
    """Three people of each house, each rung by one step (a repeat counts); then the sender."""
    expected = [(house, rank, 1) for house in houses for rank in ("deputy", "holder", "next")]
    assert rings(obligation) == sorted(expected)
    steps = Step.objects.filter(wave__obligation=obligation).order_by("position")
    reached = list(steps.values_list("rank", "reached"))
    assert reached == [(rank, len(houses)) for rank, _minutes in LADDER]
    assert not steps.filter(kept_at=None).exists()
    assert not obligation.branches.filter(ring_now_at=None).exists()


@pytest.mark.parametrize("point", list(islice(cycle(POINTS), KILLS)))
def test_a_worker_that_dies_in_mid_step_leaves_nothing_or_everything(
    city: City, point: str
) -> None:
    houses = [city.bob.organisation, city.charlie.organisation]
    names = [house.name for house in houses]
    obligation = ask(city.alice, *houses, steps=LADDER)
    due = moment(obligation, minutes=5)
    asked = [(name, "holder", 1) for name in sorted(names)]
    Worker(database_url(), due, point).die()
    done = sorted([*asked, *[(name, "deputy", 1) for name in names]])
    after = done if point == "committed" else asked
    assert rings(obligation) == after
    Worker(database_url(), due + LEASED).finish()
    assert rings(obligation) == after  # nobody takes over before the lease ends
    finish(2, moment(obligation, minutes=7))
    every_step_once(obligation, names)


def test_four_workers_at_once_take_each_step_once(city: City) -> None:
    houses = [city.bob.organisation, city.charlie.organisation]
    obligations = [ask(city.alice, *houses, steps=LADDER) for _ in range(8)]
    finish(4, moment(obligations[-1], minutes=7))
    for obligation in obligations:
        every_step_once(obligation, [house.name for house in houses])


def test_after_a_long_stop_each_late_step_happens_once(city: City) -> None:
    obligation = ask(city.alice, city.bob.organisation, steps=LADDER)
    finish(1, moment(obligation, days=3))
    finish(1, moment(obligation, days=3, minutes=5))
    every_step_once(obligation, [city.bob.organisation.name])
