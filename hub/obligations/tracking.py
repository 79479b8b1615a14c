"""Who has answered, and whom to ring: the rows of the tracking page, in a fixed number of queries.

The order is the order of work: help first, then whom to ring now, then the silent, then the
answered. Counts come from the rows at that moment.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Prefetch, Q, Value, When
from django.http import QueryDict
from django.utils import timezone

from hub.obligations.cards import may_undo
from hub.obligations.models import Branch, Call, Obligation, PhoneCall
from hub.obligations.querysets import BranchQuerySet
from hub.organisations.models import Member, Organisation

PAGE = 100
HELP, RING, SILENT, ANSWERED = "help", "ring", "silent", "answered"
OPEN = Q(state=Branch.State.OPEN)
GROUPS = {
    HELP: Q(state=Branch.State.HELP),
    RING: OPEN & Q(ring_now_at__isnull=False),
    SILENT: OPEN & Q(ring_now_at=None),
    ANSWERED: ~OPEN & ~Q(state=Branch.State.HELP),
}
STATES = {**GROUPS, "open": OPEN}
# How far an open branch got; each implies the one before it.
REACHED = {
    "displayed": Q(shown=True),
    "delivered": Q(got=True, shown=False),
    "called": Q(got=False, rung=True),
    "uncalled": Q(got=False, rung=False),
}


class Filters(NamedTuple):
    state: str = ""
    reached: str = ""
    kind: str = ""
    query: str = ""
    page: int = 1


@dataclass(frozen=True)
class Line:
    """One branch with what is known of it."""

    branch: Branch
    calls: list[Call]
    phone_calls: list[PhoneCall]
    undo: bool

    @property
    def group(self) -> str:
        if self.branch.state == Branch.State.HELP:
            return HELP
        if not self.branch.is_open:
            return ANSWERED
        return RING if self.branch.ring_now_at else SILENT

    @property
    def reached(self) -> str:
        """What is proven, and no more: a call is not yet a delivery."""
        if any(call.displayed_at for call in self.calls):
            return "displayed"
        if any(call.delivered_at for call in self.calls):
            return "delivered"
        if any(call.times for call in self.calls):
            return "called"
        starts_at = self.branch.rings_at()
        return "later" if starts_at and starts_at > timezone.now() else "nobody"

    @property
    def rung(self) -> int:
        return sum(call.times > 0 for call in self.calls)

    @property
    def first_called_at(self) -> datetime | None:
        return min((call.called_at for call in self.calls if call.times), default=None)

    @property
    def phones(self) -> list[str]:
        """Numbers to ring: the person's, the section's, the organisation's."""
        member = self.branch.member
        own = [member.phone, member.section.phone if member.section else ""] if member else []
        return list(dict.fromkeys(filter(None, [*own, self.branch.organisation.phone])))


def filters_of(data: QueryDict) -> Filters:
    """What the page's filters say; what they cannot say is left out."""
    state, reached, kind = (data.get(name, "") for name in ("state", "reached", "kind"))
    page = data.get("page", "")
    return Filters(
        state=state if state in STATES else "",
        reached=reached if reached in REACHED else "",
        kind=kind if kind in Organisation.Kind.values else "",
        query=data.get("q", "").strip()[:50],
        page=min(int(page), 10_000) if page.isascii() and page.isdigit() and page != "0" else 1,
    )


def with_reach(branches: BranchQuerySet) -> BranchQuerySet:
    """With rung, got and shown: whether anybody was called, has it, saw it for 2 s."""
    calls = Call.objects.filter(branch=OuterRef("pk"))
    return branches.annotate(
        rung=Exists(calls.filter(times__gt=0)),
        got=Exists(calls.filter(delivered_at__isnull=False)),
        shown=Exists(calls.filter(displayed_at__isnull=False)),
    )


def counts_of(obligation: Obligation) -> dict[str, int]:
    """Every number of the page in one query."""
    rows = with_reach(Branch.objects.filter(obligation=obligation))
    wanted = {name: Count("pk", filter=condition) for name, condition in STATES.items()}
    wanted |= {name: Count("pk", filter=OPEN & reach) for name, reach in REACHED.items()}
    found: dict[str, int] = rows.aggregate(total=Count("pk"), **wanted)
    return found | {"replied": found["total"] - found["open"]}


def chosen(obligation: Obligation, filters: Filters) -> BranchQuerySet:
    """The branches that the filters name, in the order of work."""
    rows = with_reach(Branch.objects.filter(obligation=obligation))
    if filters.state:
        rows = rows.filter(STATES[filters.state])
    if filters.reached:
        rows = rows.filter(OPEN & REACHED[filters.reached])
    if filters.kind:
        rows = rows.filter(organisation__kind=filters.kind)
    if filters.query:
        people = Member.objects.matching(filters.query)
        houses = Organisation.objects.matching(filters.query)
        rows = rows.filter(Q(member__in=people) | Q(organisation__in=houses))
    places = enumerate(GROUPS.values())
    order = Case(
        *(When(condition, then=Value(place)) for place, condition in places),
        output_field=IntegerField(),
    )
    return rows.order_by(order, "organisation__reading", "member__reading", "duty_name", "pk")


def lines_of(branches: BranchQuerySet, member: Member) -> list[Line]:
    """With people and phone calls, whoever got furthest first."""
    calls = Call.objects.select_related("member")
    phoned = PhoneCall.objects.select_related("by")
    rows = branches.with_holders().prefetch_related(
        Prefetch("calls", calls), Prefetch("phone_calls", phoned)
    )
    return [
        Line(
            branch=row,
            calls=sorted(row.calls.all(), key=how_far, reverse=True),
            phone_calls=list(row.phone_calls.all()),
            undo=may_undo(row.answer, member) and row.obligation.is_open,
        )
        for row in rows
    ]


def how_far(call: Call) -> tuple[bool, bool, int]:
    return call.displayed_at is not None, call.delivered_at is not None, call.times


def board_of(obligation: Obligation, filters: Filters, member: Member) -> dict[str, Any]:
    """What the live part of the tracking page shows."""
    counts = counts_of(obligation)
    rows = chosen(obligation, filters)
    narrowed = filters._replace(page=1) != Filters()
    found = rows.count() if narrowed else counts["total"]
    pages = max(1, -(-found // PAGE))
    page = min(filters.page, pages)
    lines = lines_of(rows[(page - 1) * PAGE : page * PAGE], member)
    groups = [(name, [line for line in lines if line.group == name]) for name in GROUPS]
    return {
        "obligation": obligation,
        "counts": counts,
        "groups": [(name, some) for name, some in groups if some],
        "found": found,
        "narrowed": narrowed,
        "page": page,
        "pages": pages,
        "filters": filters,
    }
