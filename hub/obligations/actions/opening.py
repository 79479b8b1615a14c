"""An obligation is drafted, opened for its holders, widened, and closed."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.obligations.actions.ringing import BATCH, ring
from hub.obligations.actions.telling import tell_moved
from hub.obligations.hours import hours_of
from hub.obligations.ladders import checked_steps, positions, schedule
from hub.obligations.models import Branch, Obligation, Step, Wave
from hub.obligations.models.obligations import Mode
from hub.organisations.models import Duty, Member, Section
from hub.rows import put

DRAFTED = (
    "title", "says", "holding", "kind", "urgent", "section", "mode", "deadline", "steps", "choices",
)  # fmt: skip
MOST_CHOICES = 6
CHOICE_LIMIT = 30  # characters
STATES = {Branch.State.CONFIRMED, Branch.State.DONE, Branch.State.HELP, Branch.State.DECLINED}


class Holder(NamedTuple):
    """Who owes an answer: a person or a duty of the organisation, else the organisation."""

    organisation_id: UUID
    member_id: UUID | None = None
    duty_id: UUID | None = None


@transaction.atomic
def draft_obligation(
    *,
    author: Member,
    title: str,
    holding: str,
    kind: str,
    steps: Sequence[Sequence[Any]],
    mode: str = Mode.SEQUENTIAL,
    choices: Sequence[dict[str, str]] = (),
    urgent: bool = False,
    deadline: datetime | None = None,
    says: str = "",
    section: Section | None = None,
    obligation: Obligation | None = None,
) -> Obligation:
    """Store what will be asked; nobody hears of it before it is opened.

    `choices` are {label, state}. A draft given as `obligation` is changed. Raises
    ValidationError for the field that is wrong, or when the draft was opened already.
    """
    drafted = obligation or Obligation(author=author)
    if drafted.opened_at is not None:
        raise ValidationError(_("すでに回答を受け付けているため、変更できません。"))
    drafted.title, drafted.says = title.strip()[:200], says.strip()
    drafted.holding, drafted.kind, drafted.urgent = holding, kind, urgent
    drafted.section, drafted.mode = section, mode
    drafted.deadline = checked_deadline(deadline)
    drafted.steps = checked_steps(list(steps), mode)
    drafted.choices = checked_choices(choices, kind)
    drafted.full_clean(exclude=["author"])
    put(drafted, *DRAFTED)
    return drafted


def checked_deadline(deadline: datetime | None) -> datetime | None:
    if deadline is not None and deadline <= timezone.now():
        raise ValidationError({"deadline": _("回答期限は今より後の日時にしてください。")})
    return deadline


def checked_choices(choices: Sequence[dict[str, str]], kind: str) -> list[dict[str, str]]:
    """{key, label, state} of each. A confirmation has one, own words have none."""
    if kind == Obligation.Kind.CONFIRM:
        return [{"key": "confirmed", "label": "", "state": Branch.State.CONFIRMED}]
    if kind != Obligation.Kind.CHOICE:
        return []
    labels = [" ".join(each.get("label", "").split()) for each in choices]
    if not 2 <= len(labels) <= MOST_CHOICES:
        text = _("選択肢は2個から%(n)d個まで入力してください。") % {"n": MOST_CHOICES}
        raise ValidationError({"choices": text})
    if any(not label or len(label) > CHOICE_LIMIT for label in labels):
        text = _("選択肢は1文字から%(n)d文字で入力してください。") % {"n": CHOICE_LIMIT}
        raise ValidationError({"choices": text})
    if len(set(labels)) < len(labels):
        raise ValidationError({"choices": _("同じ選択肢があります。")})
    if any(each.get("state") not in STATES for each in choices):
        raise ValidationError({"choices": _("選択肢の意味を選んでください。")})
    made = zip(labels, choices, strict=True)
    return [
        {"key": f"c{number}", "label": label, "state": each["state"]}
        for number, (label, each) in enumerate(made, start=1)
    ]


@transaction.atomic
def open_obligation(*, obligation: Obligation, holders: Iterable[Holder]) -> Obligation:
    """Ask these holders, and ring whoever is due at once. Opening twice changes nothing.

    Raises ValidationError when there is nobody to ask.
    """
    found = Obligation.objects.select_related("author").select_for_update(of=("self",))
    opened = found.get(pk=obligation.pk)
    if opened.opened_at is not None:
        return opened
    opened.opened_at = timezone.now()
    opened.save(update_fields=["opened_at"])
    if not add_branches(opened, holders):
        raise ValidationError({"audience": _("回答をお願いする相手がいません。")})
    tell_moved(opened)
    return opened


@transaction.atomic
def widen_obligation(*, obligation: Obligation, holders: Iterable[Holder]) -> int:
    """Ask those of these holders who were not asked yet; returns how many they are."""
    found = Obligation.objects.select_related("author").select_for_update(of=("self",))
    opened = found.get(pk=obligation.pk)
    if not opened.is_open:
        return 0
    added = add_branches(opened, holders)
    if added:
        tell_moved(opened)
    return added


def add_branches(obligation: Obligation, holders: Iterable[Holder]) -> int:
    """A branch for each new holder, the waves they belong to, and the steps of each wave."""
    asked = obligation.branches.values_list("organisation_id", "member_id", "duty_id")
    new = sorted(set(holders) - {Holder(*each) for each in asked}, key=str)
    hours = hours_of(holder.organisation_id for holder in new)
    now = timezone.now()
    plans: defaultdict[tuple[datetime, ...], list[Holder]] = defaultdict(list)
    for holder in new:
        plans[schedule(obligation, hours.get(holder.organisation_id, []), now)].append(holder)
    names = dict(
        Duty.objects.filter(pk__in={each.duty_id for each in new}).values_list("pk", "name")
    )
    for moments, group in sorted(plans.items()):
        wave = Wave.objects.create(obligation=obligation, starts_at=min(moments))
        branches = Branch.objects.bulk_create(
            [
                Branch(
                    obligation=obligation,
                    wave=wave,
                    duty_name=names.get(holder.duty_id or uuid.UUID(int=0), ""),
                    **holder._asdict(),
                )
                for holder in group
            ],
            batch_size=BATCH,
        )
        plan_steps(obligation, wave, moments, branches, now)
    return len(new)


def plan_steps(
    obligation: Obligation,
    wave: Wave,
    moments: Sequence[datetime],
    branches: Sequence[Branch],
    now: datetime,
) -> None:
    """Promise the steps; what is due already happens in this very transaction."""
    ladder = zip(positions(obligation.steps), moments, strict=True)
    for position, (rank, due_at) in enumerate(ladder):
        step = Step(wave=wave, position=position, rank=rank, due_at=due_at)
        if due_at <= now:
            step.reached, step.kept_at = ring(obligation, branches, rank, now), now
        step.save(force_insert=True)


@transaction.atomic
def close_obligation(*, by: Member, obligation_id: UUID) -> Obligation:
    """No more rings, no more answers. Raises Obligation.DoesNotExist for who does not track it."""
    tracked = Obligation.objects.tracked_by(by).select_related("author")
    obligation = tracked.select_for_update(of=("self",)).get(pk=obligation_id)
    end(obligation)
    return obligation


def end(obligation: Obligation) -> None:
    """Close an obligation whose row is locked, or whose carrier is."""
    if obligation.is_open:
        obligation.closed_at = timezone.now()
        obligation.save(update_fields=["closed_at"])
        tell_closed(obligation)


def tell_closed(obligation: Obligation) -> None:
    waiting = obligation.branches.filter(state=Branch.State.OPEN)
    tell_moved(obligation, waiting.select_related("organisation")[:BATCH])
