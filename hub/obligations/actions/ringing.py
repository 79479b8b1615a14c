"""Rings: the steps of a ladder, and those the sender asks for again."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.obligations.actions.telling import tell_called, tell_moved
from hub.obligations.models import Branch, Call, Obligation, Rank, Step
from hub.obligations.reaching import people_of
from hub.organisations.models import Member

BATCH = 1000  # rows of one statement


def locked(branches: "Sequence[int] | None" = None, **conditions: object) -> list[Branch]:
    """Open branches, locked in one order so that two rings never wait for each other."""
    rows = Branch.objects.waiting().filter(**conditions)
    if branches is not None:
        rows = rows.filter(pk__in=branches)
    return list(rows.order_by("pk").select_for_update(of=("self",)))


@transaction.atomic
def ring_step(*, step: Step) -> None:
    """Ring one step for every branch of its wave that is still open; once, however often asked.

    The mark that it happened is stored with what happened.
    """
    found = Step.objects.select_related("wave__obligation__author").select_for_update(of=("self",))
    held = found.get(pk=step.pk)
    if held.reached is not None:
        return
    now = timezone.now()
    obligation = held.wave.obligation
    branches = locked(wave_id=held.wave_id)
    reached = ring(obligation, branches, held.rank, now)
    Step.objects.filter(pk=held.pk).update(reached=reached, kept_at=now)
    if branches:
        tell_moved(obligation)


def ring(obligation: Obligation, branches: Sequence[Branch], rank: str, now: datetime) -> int:
    """Carry out one step for these locked branches; returns how many it reached."""
    if rank == Rank.RING_NOW:
        waiting = [branch.pk for branch in branches if branch.ring_now_at is None]
        for some in parts(waiting):
            Branch.objects.filter(pk__in=some).update(ring_now_at=now)
        return len(waiting)
    if rank == Rank.AGAIN:
        members = called_again(branches, now)
    else:
        members = called(people_of(branches, rank, now), rank, now)
    tell_called(obligation, members)
    return len(members)


def called(people: dict[int, set[UUID]], rank: str, now: datetime) -> set[UUID]:
    """Store who is rung; somebody rung before in another rank is rung once more."""
    earlier: dict[tuple[int, UUID], int] = {}
    for some in parts(sorted(people)):
        rows = Call.objects.filter(branch_id__in=some).only("branch_id", "member_id")
        earlier |= {(call.branch_id, call.member_id): call.pk for call in rows}
    wanted = {(branch, who) for branch, members in people.items() for who in members}
    repeat([earlier[pair] for pair in wanted & earlier.keys()], now)
    Call.objects.bulk_create(
        [
            Call(branch_id=branch, member_id=who, rank=rank, called_at=now, last_at=now)
            for branch, who in sorted(wanted - earlier.keys())
        ],
        batch_size=BATCH,
    )
    return {who for _branch, who in wanted}


def called_again(branches: Sequence[Branch], now: datetime) -> set[UUID]:
    """Everybody whom the ladder rang for these branches."""
    found: dict[int, UUID] = {}
    for some in parts([branch.pk for branch in branches]):
        rows = Call.objects.filter(branch_id__in=some, times__gt=0, member__left_at=None)
        found |= dict(rows.values_list("pk", "member_id"))
    repeat(list(found), now)
    return set(found.values())


def repeat(call_ids: Sequence[int], now: datetime) -> None:
    for some in parts(call_ids):
        Call.objects.filter(pk__in=some).update(times=F("times") + 1, last_at=now)


def parts(keys: Sequence[int]) -> list[Sequence[int]]:
    return [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]


@transaction.atomic
def ring_again(*, by: Member, obligation_id: UUID, branch_ids: Collection[int]) -> int:
    """Ring everybody of these branches that is still open once more; returns how many people.

    A branch whose first ring still waits for opening hours is rung now. Raises
    Obligation.DoesNotExist, and ValidationError when none of them is open.
    """
    tracked = Obligation.objects.tracked_by(by).select_related("author")
    obligation = tracked.get(pk=obligation_id)
    branches = locked(sorted(branch_ids), obligation=obligation)
    if not branches:
        raise ValidationError({"branches": _("未回答の相手を選んでください。")})
    now = timezone.now()
    calls = Call.objects.filter(branch__in=branches, times__gt=0)
    rung = set(calls.values_list("branch_id", flat=True))
    fresh = [branch for branch in branches if branch.pk not in rung]
    reached = ring(obligation, [each for each in branches if each.pk in rung], Rank.AGAIN, now)
    reached += ring(obligation, fresh, Rank.HOLDER, now)
    tell_moved(obligation, branches)
    return reached
