"""Answer cards: what somebody asked sees of an obligation, and may do about it."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from hub.obligations.actions.answering import UNDO_WITHIN
from hub.obligations.models import Answer, Branch, Call, Obligation
from hub.obligations.ports import Carrier, carriers_of
from hub.obligations.querysets import BranchQuerySet
from hub.organisations.models import Member


@dataclass(frozen=True)
class Card:
    """One branch, as one member sees it."""

    branch: Branch
    call: Call | None
    undo: bool
    carrier: Carrier | None = None
    # A repeat of the form that was shown is not a second answer.
    client_id: UUID = field(default_factory=uuid.uuid4)

    @property
    def obligation(self) -> Obligation:
        return self.branch.obligation

    @property
    def of_house(self) -> bool:
        """One answer for the whole organisation or duty, not of this person."""
        return self.branch.member_id is None

    @property
    def seen(self) -> str:
        """How far this member's own device demonstrably got it."""
        if self.call is None or self.call.delivered_at is None:
            return ""
        return "displayed" if self.call.displayed_at else "delivered"


def cards_of(member: Member, branches: BranchQuerySet) -> list[Card]:
    """A card for each of these branches that the member is asked for, in a few queries."""
    asked = branches.filter(pk__in=Branch.objects.asked_of(member)).with_holders()
    found = list(asked.select_related("obligation__section", "obligation__author"))
    calls = {call.branch_id: call for call in Call.objects.filter(branch__in=found, member=member)}
    carriers = carriers_of({branch.obligation_id for branch in found}, member)
    return [
        Card(
            branch=branch,
            call=calls.get(branch.pk),
            undo=may_undo(branch.answer, member) and branch.obligation.is_open,
            carrier=carriers.get(branch.obligation_id),
        )
        for branch in found
    ]


def cards_by_obligation(member: Member, ids: Iterable[UUID]) -> dict[UUID, list[Card]]:
    """The same for whole obligations, own branches first."""
    found: defaultdict[UUID, list[Card]] = defaultdict(list)
    branches = Branch.objects.filter(obligation__in=list(ids)).order_by("pk")
    for card in sorted(cards_of(member, branches), key=lambda each: each.of_house):
        found[card.branch.obligation_id].append(card)
    return dict(found)


def may_undo(answer: Answer | None, member: Member) -> bool:
    """One's own answer, or one that was recorded for somebody, for five minutes."""
    if answer is None or member.pk not in {answer.member_id, answer.recorded_by_id}:
        return False
    return timezone.now() < answer.stored_at + UNDO_WITHIN


def label_of(obligation: Obligation, answer: Answer) -> str:
    """What was chosen, in the words of who asked; empty for a confirmation or own words."""
    chosen: dict[str, Any] = obligation.choice(answer.choice) or {}
    return str(chosen.get("label", ""))
