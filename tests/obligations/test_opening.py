"""Who is asked, who is rung first, and what is refused before anybody hears of it."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from hub.obligations.actions.opening import Holder, open_obligation, widen_obligation
from hub.obligations.actions.ringing import ring_again
from hub.obligations.keeping import keep_steps
from hub.obligations.models import Branch, Call, Contact, Obligation, Step
from hub.organisations.models import Duty, OpeningHours, Shift
from tests.chat.factories import City, make_member
from tests.obligations.asking import CHOICES, ask, branch_of, confirm, draft

SUNDAY = datetime(2026, 7, 19, 12, 0, tzinfo=timezone.get_default_timezone())


def rung(obligation: Obligation) -> set[str]:
    calls = Call.objects.filter(branch__obligation=obligation, times__gt=0)
    return set(calls.values_list("member__name", flat=True))


def test_a_house_without_contacts_is_rung_as_a_whole(town: City) -> None:
    make_member(town.bob.organisation, "佐藤")
    assert rung(ask(town.alice, town.bob.organisation)) == {"棒", "佐藤"}


def test_contacts_say_whom_to_ring_first(town: City) -> None:
    nurse = make_member(town.bob.organisation, "佐藤")
    clinic = town.bob.organisation
    Contact.objects.create(organisation=clinic, rank="holder", member=nurse)
    Contact.objects.create(organisation=clinic, rank="deputy", member=town.bob)
    obligation = ask(town.alice, clinic)
    assert rung(obligation) == {"佐藤"}
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1), tick=False):
        keep_steps()
    assert rung(obligation) == {"佐藤", "棒"}


def test_in_parallel_all_ranks_ring_at_once(town: City) -> None:
    nurse = make_member(town.bob.organisation, "佐藤")
    clinic = town.bob.organisation
    Contact.objects.create(organisation=clinic, rank="holder", member=nurse)
    Contact.objects.create(organisation=clinic, rank="next", member=town.bob)
    assert rung(ask(town.alice, clinic, mode="parallel")) == {"佐藤", "棒"}


def test_a_duty_rings_who_has_the_shift(town: City) -> None:
    clinic, now = town.bob.organisation, timezone.now()
    nurse, deputy = make_member(clinic, "佐藤"), make_member(clinic, "鈴木")
    duty = Duty.objects.create(organisation=clinic, name="休日当番医 受付")
    hour = timedelta(hours=1)
    Shift.objects.create(duty=duty, member=nurse, starts_at=now - hour, ends_at=now + hour)
    Shift.objects.create(
        duty=duty, member=deputy, starts_at=now - hour, ends_at=now + hour, rank="deputy"
    )
    Shift.objects.create(duty=duty, member=town.bob, starts_at=now + hour, ends_at=now + 2 * hour)
    holder = Holder(clinic.pk, duty_id=duty.pk)
    obligation = open_obligation(obligation=draft(town.alice), holders=[holder])
    assert rung(obligation) == {"佐藤"}
    for minutes, names in ((5, {"佐藤", "鈴木"}), (10, {"佐藤", "鈴木", "棒"})):
        with time_machine.travel(now + timedelta(minutes=minutes, seconds=5), tick=False):
            keep_steps()
        assert rung(obligation) == names
    assert obligation.branches.get().holder_name == "休日当番医 受付"


def test_what_is_not_urgent_waits_for_opening_hours(town: City) -> None:
    clinic = town.bob.organisation
    for weekday in range(5):
        OpeningHours.objects.create(
            organisation=clinic, weekday=weekday, opens_at=time(8, 30), closes_at=time(17, 0)
        )
    with time_machine.travel(SUNDAY, tick=False):  # and Monday is 海の日
        obligation = ask(town.alice, clinic, town.charlie.organisation, urgent=False)
        urgent = ask(town.alice, clinic, urgent=True)
    assert rung(urgent) == {"棒"}
    assert rung(obligation) == {"茶織"}
    branch = branch_of(obligation, clinic)
    assert branch.rings_at() == SUNDAY.replace(day=21, hour=8, minute=30)
    with time_machine.travel(SUNDAY.replace(day=21, hour=8, minute=29), tick=False):
        keep_steps()
        assert rung(obligation) == {"茶織"}
    with time_machine.travel(SUNDAY.replace(day=21, hour=8, minute=31), tick=False):
        keep_steps()
    assert rung(obligation) == {"茶織", "棒"}


def test_opening_twice_asks_once(town: City) -> None:
    obligation = ask(town.alice, town.bob.organisation)
    holders = [Holder(town.charlie.organisation_id)]
    open_obligation(obligation=obligation, holders=holders)
    assert obligation.branches.count() == 1
    assert widen_obligation(obligation=obligation, holders=holders) == 1
    assert widen_obligation(obligation=obligation, holders=holders) == 0
    assert rung(obligation) == {"棒", "茶織"}


def test_nobody_to_ask_is_refused(town: City) -> None:
    with pytest.raises(ValidationError) as refused:
        open_obligation(obligation=draft(town.alice), holders=[])
    assert list(refused.value.message_dict) == ["audience"]
    assert not Obligation.objects.opened().exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"steps": []}, "steps"),
        ({"steps": [["deputy", 5]]}, "steps"),
        ({"steps": [["holder", "0"]]}, "steps"),
        ({"steps": [["everybody", 0]]}, "steps"),
        ({"kind": "choice", "choices": CHOICES[:1]}, "choices"),
        ({"kind": "choice", "choices": [CHOICES[0], CHOICES[0]]}, "choices"),
        ({"kind": "choice", "choices": [{"label": "x", "state": "open"}] * 2}, "choices"),
        ({"holding": "nobody"}, "holding"),
        ({"deadline": SUNDAY - timedelta(days=3650)}, "deadline"),
    ],
)
def test_a_draft_names_the_field_that_is_wrong(
    town: City, given: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        draft(town.alice, **given)
    assert field in refused.value.message_dict
    assert not Obligation.objects.exists()


def test_ringing_again_reaches_open_ones_only(town: City) -> None:
    obligation = ask(town.alice, town.bob.organisation, town.charlie.organisation)
    answered = branch_of(obligation, town.bob.organisation)
    confirm(town.bob, answered)
    keys = list(obligation.branches.values_list("pk", flat=True))
    assert ring_again(by=town.alice, obligation_id=obligation.pk, branch_ids=keys) == 1
    times = dict(Call.objects.values_list("member__name", "times"))
    assert times == {"棒": 1, "茶織": 2}
    with pytest.raises(ValidationError):
        ring_again(by=town.alice, obligation_id=obligation.pk, branch_ids=[answered.pk])
    with pytest.raises(Obligation.DoesNotExist):
        ring_again(by=town.charlie, obligation_id=obligation.pk, branch_ids=keys)


def test_who_left_is_not_rung(town: City) -> None:
    gone = make_member(town.bob.organisation, "退職者")
    gone.left_at = timezone.now()
    gone.save()
    assert rung(ask(town.alice, town.bob.organisation)) == {"棒"}


def test_a_house_without_anybody_ends_with_the_sender(town: City) -> None:
    town.bob.left_at = timezone.now()
    town.bob.save()
    obligation = ask(town.alice, town.bob.organisation)
    assert rung(obligation) == set()
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        keep_steps()
    assert Branch.objects.get().ring_now_at is not None
    assert set(Step.objects.values_list("reached", flat=True)) == {0, 1}
