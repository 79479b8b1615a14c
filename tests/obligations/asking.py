"""Short ways to ask for answers."""

from typing import Any
from uuid import uuid4

from hub.obligations.actions.answering import answer_obligation
from hub.obligations.actions.opening import Holder, draft_obligation, open_obligation
from hub.obligations.models import Answer, Branch, Obligation
from hub.organisations.models import Member, Organisation

TREE = [["holder", 0], ["deputy", 5], ["next", 10], ["ring_now", 15]]
CHOICES = [
    {"label": "対応済み", "state": "done"},
    {"label": "応援必要", "state": "help"},
]


def draft(author: Member, **fields: Any) -> Obligation:
    wanted: dict[str, Any] = {
        "title": "熱中症警戒アラート",
        "holding": Obligation.Holding.ORGANISATION,
        "kind": Obligation.Kind.CONFIRM,
        "steps": TREE,
        "urgent": True,
    }
    return draft_obligation(author=author, **{**wanted, **fields})


def ask(author: Member, *holders: Organisation | Member, **fields: Any) -> Obligation:
    """Opened, for these organisations and people."""
    asked = [
        Holder(each.organisation_id, member_id=each.pk)
        if isinstance(each, Member)
        else Holder(each.pk)
        for each in holders
    ]
    return open_obligation(obligation=draft(author, **fields), holders=asked)


def branch_of(obligation: Obligation, organisation: Organisation) -> Branch:
    return obligation.branches.get(organisation=organisation)


def confirm(by: Member, branch: Branch, choice: str = "confirmed", **fields: Any) -> Answer:
    return answer_obligation(
        by=by,
        branch_id=branch.pk,
        client_id=fields.pop("client_id", uuid4()),
        choice=choice,
        **fields,
    )
