"""Ladders by the clock: who is rung at which minute, and who is not rung any more."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from hub.obligations.actions.answering import log_phone_call
from hub.obligations.actions.opening import Holder, close_obligation, open_obligation
from hub.obligations.keeping import keep_steps
from hub.obligations.models import Call, Contact, Obligation, Step
from hub.organisations.models import Duty, Member, OpeningHours, Organisation, Shift
from tests.chat.factories import City, make_member, make_organisation
from tests.conftest import SignedIn
from tests.obligations.asking import ask, branch_of, confirm, draft

ZONE = timezone.get_default_timezone()
START = datetime(2026, 7, 21, 14, 5, tzinfo=ZONE)  # a Tuesday afternoon
Clock = time_machine.Traveller


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(START, tick=False) as travelled:
        yield travelled


def at_minute(clock: Clock, minute: float) -> None:
    """Let beat tick every five seconds until then."""
    until = START + timedelta(minutes=minute)
    while timezone.now() < until:
        clock.move_to(min(timezone.now() + timedelta(seconds=5), until))
        keep_steps()


def facility(name: str, *people: str) -> Organisation:
    """With one person for each rank, in order: holder, deputy, next."""
    house = make_organisation(name, Organisation.Kind.CLINIC)
    for rank, who in zip(("holder", "deputy", "next"), people, strict=False):
        Contact.objects.create(organisation=house, rank=rank, member=make_member(house, who))
    return house


def person(name: str) -> Member:
    return Member.objects.get(name=name)


def rung(obligation: Obligation) -> dict[str, int]:
    """{name: minute of the first ring}."""
    assert obligation.opened_at is not None
    calls = Call.objects.filter(branch__obligation=obligation, times__gt=0)
    return {
        name: int((called_at - obligation.opened_at).total_seconds() // 60)
        for name, called_at in calls.values_list("member__name", "called_at")
    }


def test_three_clinics_and_whom_to_ring_at_fifteen_minutes(
    town: City, browse: SignedIn, clock: Clock
) -> None:
    """A answers at 2 minutes, B's deputy at 6, C nobody; C is rung by hand: 3/3."""
    clinics = [facility(f"{key}診療所", f"{key}一", f"{key}二", f"{key}三") for key in "ABC"]
    obligation = ask(town.alice, *clinics)
    first, second, third = (branch_of(obligation, clinic) for clinic in clinics)
    at_minute(clock, 2)
    confirm(person("A一"), first)
    at_minute(clock, 6)
    confirm(person("B二"), second)
    at_minute(clock, 15)
    assert rung(obligation) == {
        "A一": 0, "B一": 0, "C一": 0, "B二": 5, "C二": 5, "C三": 10,
    }  # fmt: skip
    waiting = obligation.branches.exclude(ring_now_at=None)
    assert list(waiting) == [third]
    at_minute(clock, 16)
    log_phone_call(
        by=town.alice, branch_id=third.pk, client_id=uuid4(), result="reached",
        spoken_with="受付 田中", note="伝達した", choice="confirmed",
        at=START + timedelta(minutes=15),
    )  # fmt: skip
    assert obligation.branches.all().counts() == {"confirmed": 3}
    at_minute(clock, 20)
    assert len(rung(obligation)) == 6
    evidence = browse(town.alice).get(f"/obligations/{obligation.pk}/evidence/").content.decode()
    for word in ("A一", "B二", "受付 田中", "画面", "電話", "14:07", "14:11", "14:20"):
        assert word in evidence, word


def test_a_restart_in_the_middle_skips_nothing_and_repeats_nothing(
    town: City, clock: Clock
) -> None:
    obligation = ask(town.alice, facility("診療所", "一", "二", "三"))
    at_minute(clock, 7)
    clock.move_to(START + timedelta(minutes=12))  # nothing ran for five minutes
    keep_steps()
    assert rung(obligation) == {"一": 0, "二": 5, "三": 12}
    at_minute(clock, 20)
    assert set(Call.objects.values_list("times", flat=True)) == {1}
    assert Step.objects.filter(kept_at=None).count() == 0


def test_an_urgent_one_rings_at_night(town: City, clock: Clock) -> None:
    clock.move_to(START.replace(hour=2))
    house = facility("診療所", "一", "二")
    opened_by_day(house)
    assert rung(ask(town.alice, house)) == {"一": 0}
    assert rung(ask(town.alice, house, urgent=False)) == {}


def opened_by_day(house: Organisation) -> None:
    for weekday in range(7):
        OpeningHours.objects.create(
            organisation=house, weekday=weekday, opens_at=time(8, 30), closes_at=time(17)
        )


def test_each_facility_waits_for_its_own_hours_and_its_later_steps_too(
    town: City, clock: Clock
) -> None:
    """Asked at 16:50: the first ring comes at once, the deputy's turn when they open again."""
    clock.move_to(START.replace(hour=16, minute=50))
    day, round_the_clock = facility("診療所", "昼一", "昼二"), facility("病院", "常一", "常二")
    opened_by_day(day)
    steps = [["holder", 0], ["deputy", 30], ["ring_now", 60]]
    obligation = ask(town.alice, day, round_the_clock, urgent=False, steps=steps)
    clock.move_to(START.replace(hour=17, minute=21))
    keep_steps()
    assert rung(obligation) == {"昼一": 0, "常一": 0, "常二": 31}
    clock.move_to(START.replace(hour=17, minute=51))
    keep_steps()
    assert [each.organisation for each in obligation.branches.exclude(ring_now_at=None)] == [
        round_the_clock
    ]
    clock.move_to(START.replace(day=22, hour=8, minute=31))
    keep_steps()
    assert set(rung(obligation)) == {"昼一", "昼二", "常一", "常二"}


def test_a_disaster_rings_every_rank_at_once(town: City, clock: Clock) -> None:
    steps = [["holder", 0], ["deputy", 5], ["next", 10], ["again", 5], ["ring_now", 10]]
    obligation = ask(town.alice, facility("病院", "一", "二", "三"), mode="parallel", steps=steps)
    assert rung(obligation) == {"一": 0, "二": 0, "三": 0}
    at_minute(clock, 6)
    assert set(Call.objects.values_list("times", flat=True)) == {2}
    confirm(person("三"), obligation.branches.get())
    at_minute(clock, 11)
    assert obligation.branches.get().ring_now_at is None


def test_the_roster_of_the_moment_decides(town: City, clock: Clock) -> None:
    """The shift changes between two steps: the deputy of the new shift is rung."""
    house = facility("医師会")
    duty = Duty.objects.create(organisation=house, name="休日当番医 受付")
    change = START + timedelta(minutes=4)
    for name, rank, since, until in (
        ("早番", "lead", START - timedelta(hours=8), change),
        ("早番代行", "deputy", START - timedelta(hours=8), change),
        ("遅番", "lead", change, START + timedelta(hours=8)),
        ("遅番代行", "deputy", change, START + timedelta(hours=8)),
    ):
        who = make_member(house, name)
        Shift.objects.create(duty=duty, member=who, rank=rank, starts_at=since, ends_at=until)
    holder = Holder(house.pk, duty_id=duty.pk)
    obligation = open_obligation(obligation=draft(town.alice), holders=[holder])
    at_minute(clock, 6)
    assert rung(obligation) == {"早番": 0, "遅番代行": 5}


def test_nobody_is_rung_after_the_end(town: City, clock: Clock) -> None:
    obligation = ask(town.alice, facility("診療所", "一", "二", "三"))
    at_minute(clock, 6)
    close_obligation(by=town.alice, obligation_id=obligation.pk)
    at_minute(clock, 20)
    assert rung(obligation) == {"一": 0, "二": 5}
    assert obligation.branches.get().ring_now_at is None


def test_steps_before_a_deadline_count_backwards(town: City, clock: Clock) -> None:
    steps = [["holder", 0], ["again", -60], ["ring_now", -30]]
    obligation = ask(
        town.alice, facility("診療所", "一"), urgent=False, steps=steps,
        deadline=START + timedelta(hours=2),
    )  # fmt: skip
    branch = obligation.branches.get()
    for minutes, times in ((59, 1), (60, 2)):
        clock.move_to(START + timedelta(minutes=minutes, seconds=1))
        keep_steps()
        assert branch.calls.get().times == times
    clock.move_to(START + timedelta(minutes=90, seconds=1))
    keep_steps()
    branch.refresh_from_db()
    assert branch.ring_now_at is not None
