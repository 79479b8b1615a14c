"""An answer stops its branch, once, by whoever may give it, and can be taken back."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from hub.obligations.actions.answering import log_phone_call, withdraw_answer
from hub.obligations.actions.opening import close_obligation
from hub.obligations.actions.seeing import mark_seen
from hub.obligations.keeping import keep_steps
from hub.obligations.models import Answer, Branch, Call, Obligation
from tests.chat.factories import City, make_member
from tests.obligations.asking import CHOICES, ask, branch_of, confirm


def test_one_of_the_house_answers_for_it(town: City) -> None:
    nurse = make_member(town.bob.organisation, "佐藤")
    obligation = ask(town.alice, town.bob.organisation, town.charlie.organisation)
    branch = branch_of(obligation, town.bob.organisation)
    answer = confirm(nurse, branch, device="Chrome, Windows")
    branch.refresh_from_db()
    assert (branch.state, branch.answer) == (Branch.State.CONFIRMED, answer)
    assert (answer.by, answer.route, answer.device) == ("佐藤", "browser", "Chrome, Windows")
    assert obligation.branches.all().counts() == {"open": 1, "confirmed": 1}


def test_a_stranger_is_not_asked(town: City) -> None:
    obligation = ask(town.alice, town.bob.organisation)
    branch = branch_of(obligation, town.bob.organisation)
    with pytest.raises(Branch.DoesNotExist):
        confirm(town.charlie, branch)
    assert not Answer.objects.exists()
    assert not Branch.objects.asked_of(town.charlie).exists()
    assert not Branch.objects.tracked_by(town.bob).exists()
    assert not Branch.objects.asked_of(None).exists()


def test_a_colleague_does_not_answer_for_a_person(town: City) -> None:
    colleague = make_member(town.bob.organisation, "同僚")
    obligation = ask(town.alice, town.bob, holding=Obligation.Holding.PERSON)
    branch = branch_of(obligation, town.bob.organisation)
    with pytest.raises(Branch.DoesNotExist):
        confirm(colleague, branch)
    confirm(town.bob, branch)


def test_a_repeat_returns_the_stored_answer(town: City) -> None:
    branch = branch_of(ask(town.alice, town.bob.organisation), town.bob.organisation)
    key = uuid4()
    assert confirm(town.bob, branch, client_id=key) == confirm(town.bob, branch, client_id=key)
    assert Answer.objects.count() == 1


def test_the_slower_colleague_sees_who_was_faster(town: City) -> None:
    nurse = make_member(town.bob.organisation, "佐藤")
    branch = branch_of(ask(town.alice, town.bob.organisation), town.bob.organisation)
    first = confirm(nurse, branch)
    assert confirm(town.bob, branch) == first


def test_help_turns_into_done_and_both_stay_on_record(town: City) -> None:
    obligation = ask(town.alice, town.bob.organisation, kind="choice", choices=CHOICES)
    branch = branch_of(obligation, town.bob.organisation)
    confirm(town.bob, branch, "c2")
    branch.refresh_from_db()
    assert branch.state == Branch.State.HELP
    confirm(town.bob, branch, "c1")
    branch.refresh_from_db()
    assert branch.state == Branch.State.DONE
    assert list(branch.answers.values_list("state", flat=True)) == ["help", "done"]


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("choice", {"choice": "c9"}, "choice"),
        ("choice", {"choice": ""}, "choice"),
        ("words", {"choice": "", "words": "  "}, "words"),
        ("words", {"choice": "", "words": "あ" * 2001}, "words"),
        ("confirm", {"choice": "done"}, "choice"),
    ],
)
def test_what_was_not_asked_for_is_no_answer(
    town: City, kind: str, given: dict[str, str], field: str
) -> None:
    obligation = ask(town.alice, town.bob.organisation, kind=kind, choices=CHOICES)
    branch = branch_of(obligation, town.bob.organisation)
    with pytest.raises(ValidationError) as refused:
        confirm(town.bob, branch, **given)
    assert list(refused.value.message_dict) == [field]
    assert not Answer.objects.exists()


def test_five_minutes_to_take_it_back(town: City) -> None:
    nurse = make_member(town.bob.organisation, "佐藤")
    branch = branch_of(ask(town.alice, town.bob.organisation), town.bob.organisation)
    answer = confirm(nurse, branch)
    with pytest.raises(Answer.DoesNotExist):
        withdraw_answer(by=town.bob, answer_id=answer.pk)
    now = timezone.now()
    late = time_machine.travel(now + timedelta(minutes=5, seconds=2), tick=False)
    with late, pytest.raises(ValidationError):
        withdraw_answer(by=nurse, answer_id=answer.pk)
    with time_machine.travel(now + timedelta(minutes=4, seconds=50), tick=False):
        assert withdraw_answer(by=nurse, answer_id=answer.pk).state == Branch.State.OPEN
    answer.refresh_from_db()
    assert answer.withdrawn_at is not None  # and stays on record


def test_after_an_undo_the_answer_before_counts_again(town: City) -> None:
    obligation = ask(town.alice, town.bob.organisation, kind="choice", choices=CHOICES)
    branch = branch_of(obligation, town.bob.organisation)
    confirm(town.bob, branch, "c2")
    later = confirm(town.bob, branch, "c1")
    assert withdraw_answer(by=town.bob, answer_id=later.pk).state == Branch.State.HELP


def test_an_undo_after_the_last_step_leaves_a_branch_to_ring(town: City) -> None:
    obligation = ask(town.alice, town.bob.organisation, town.charlie.organisation)
    branch = branch_of(obligation, town.bob.organisation)
    now = timezone.now()
    with time_machine.travel(now + timedelta(minutes=14), tick=False):
        answer = confirm(town.bob, branch)
    with time_machine.travel(now + timedelta(minutes=16), tick=False):
        keep_steps()
        assert [each.ring_now_at for each in obligation.branches.all()].count(None) == 1
        undone = withdraw_answer(by=town.bob, answer_id=answer.pk)
    assert undone.ring_now_at is not None
    early = branch_of(ask(town.alice, town.bob.organisation), town.bob.organisation)
    taken_back = withdraw_answer(by=town.bob, answer_id=confirm(town.bob, early).pk)
    assert taken_back.ring_now_at is None


def test_the_phone_is_logged_by_who_tracks(town: City) -> None:
    obligation = ask(town.alice, town.bob.organisation)
    branch = branch_of(obligation, town.bob.organisation)
    log_phone_call(by=town.alice, branch_id=branch.pk, client_id=uuid4(), result="no_answer")
    branch.refresh_from_db()
    assert branch.state == Branch.State.OPEN
    key = uuid4()
    for _repeat in range(2):
        log_phone_call(
            by=town.alice,
            branch_id=branch.pk,
            client_id=key,
            result="reached",
            spoken_with="受付 田中さん",
            choice="confirmed",
        )
    branch.refresh_from_db()
    answer = branch.answers.get()
    assert (answer.by, answer.route, answer.recorded_by) == ("受付 田中さん", "phone", town.alice)
    assert branch.state == Branch.State.CONFIRMED
    assert branch.phone_calls.count() == 2
    with pytest.raises(Branch.DoesNotExist):
        log_phone_call(by=town.bob, branch_id=branch.pk, client_id=uuid4(), result="reached")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"result": "busy", "spoken_with": "田中", "choice": "confirmed"}, "result"),
        ({"result": "reached", "choice": "confirmed"}, "spoken_with"),
        ({"result": "shouted"}, "result"),
    ],
)
def test_a_phone_answer_names_who_gave_it(town: City, given: dict[str, str], field: str) -> None:
    branch = branch_of(ask(town.alice, town.bob.organisation), town.bob.organisation)
    with pytest.raises(ValidationError) as refused:
        log_phone_call(by=town.alice, branch_id=branch.pk, client_id=uuid4(), **given)  # type: ignore[arg-type]
    assert list(refused.value.message_dict) == [field]
    assert not branch.phone_calls.exists()


def test_a_closed_obligation_takes_no_answer(town: City) -> None:
    obligation = ask(town.alice, town.bob.organisation)
    with pytest.raises(Obligation.DoesNotExist):
        close_obligation(by=town.bob, obligation_id=obligation.pk)
    close_obligation(by=town.alice, obligation_id=obligation.pk)
    with pytest.raises(ValidationError):
        confirm(town.bob, branch_of(obligation, town.bob.organisation))
    assert not Answer.objects.exists()


def test_seeing_is_not_confirming(town: City) -> None:
    obligation = ask(town.alice, town.bob.organisation)
    branch = branch_of(obligation, town.bob.organisation)

    def far() -> tuple[bool, bool]:
        call = Call.objects.get(branch=branch, member=town.bob)
        return call.delivered_at is not None, call.displayed_at is not None

    assert far() == (False, False)
    mark_seen(member=town.bob, branch_ids=[branch.pk], displayed=False)
    assert far() == (True, False)
    mark_seen(member=town.bob, branch_ids=[branch.pk], displayed=True)
    mark_seen(member=town.charlie, branch_ids=[branch.pk], displayed=True)
    branch.refresh_from_db()
    assert far() == (True, True)
    assert branch.state == Branch.State.OPEN
    assert not Call.objects.filter(member=town.charlie).exists()
