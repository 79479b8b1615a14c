"""What waits for a member's answer, and what the member waits for."""

from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from hub.obligations.cards import cards_of
from hub.obligations.models import Branch, Obligation
from hub.organisations.models import Member

CARDS = 30
ANSWERED = 5
TRACKED = 6
LATELY = timedelta(hours=24)


def mine_of(member: Member) -> dict[str, Any]:
    """For the home page: overdue ones first, then the urgent and soonest due."""
    asked = Branch.objects.asked_of(member).running()
    waiting = asked.waiting()
    shown = waiting.urgent_first().values_list("pk", flat=True)[:CARDS]
    cards = cards_of(member, Branch.objects.filter(pk__in=list(shown)).urgent_first())
    lately = asked.filter(answer__stored_at__gt=timezone.now() - LATELY)
    recent = list(lately.order_by("-answer__stored_at").values_list("pk", flat=True)[:ANSWERED])
    answered = Branch.objects.filter(pk__in=recent).order_by("-answer__stored_at")
    return {
        "overdue": [card for card in cards if card.obligation.is_overdue],
        "waiting": [card for card in cards if not card.obligation.is_overdue],
        "waiting_count": waiting.count() if len(cards) == CARDS else len(cards),
        "answered": cards_of(member, answered) if recent else [],
        "tracked": tracked_lately(member),
    }


def tracked_lately(member: Member) -> list[Obligation]:
    """Own ones that still run, with counts; what needs help first."""
    running = Obligation.objects.filter(author=member, closed_at=None).opened().with_counts()
    return list(running.order_by("-n_help", "-n_ring", "-opened_at")[:TRACKED])


def alarms_of(member: Member) -> list[Branch]:
    """Urgent calls that rang this member and that nobody of the branch has answered."""
    calls = member.calls.filter(times__gt=0)
    rung = calls.values("branch_id")
    own = calls.filter(branch=OuterRef("pk"))
    waiting = Branch.objects.asked_of(member).waiting().filter(obligation__urgent=True)
    waiting = waiting.filter(pk__in=rung).annotate(
        rung_at=Subquery(own.values("last_at")[:1]),
        got_at=Subquery(own.values("delivered_at")[:1]),
    )
    return list(waiting.with_holders().urgent_first())
