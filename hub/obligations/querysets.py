"""Who may see an obligation and its branches. Default deny: a missing member sees nothing.

Those who track see every branch; those asked see the branches of their own organisation
and their own, and never learn who else was asked.
"""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Q

if TYPE_CHECKING:
    from hub.obligations.models import Branch, Obligation  # noqa: F401
    from hub.organisations.models import Member

HELP, OPEN = "help", "open"


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def tracked_by(self, member: "Member | None") -> Self:
        """Own ones, those of the own section, for administrators those of the organisation."""
        if member is None or not member.may_chat:
            return self.none()
        own = Q(author=member)
        if member.section_id is not None:
            own |= Q(section_id=member.section_id)
        if member.is_administrator:
            own |= Q(author__organisation_id=member.organisation_id)
        return self.filter(own)

    def opened(self) -> Self:
        return self.exclude(opened_at=None)

    def with_counts(self) -> Self:
        """With n_all, n_answered (of any kind), n_help, n_open and n_ring: always from rows."""
        waiting = Q(branches__state=OPEN)
        return self.annotate(
            n_all=Count("branches"),
            n_open=Count("branches", filter=waiting),
            n_help=Count("branches", filter=Q(branches__state=HELP)),
            n_answered=Count("branches", filter=~waiting),
            n_ring=Count("branches", filter=waiting & Q(branches__ring_now_at__isnull=False)),
        )


class BranchQuerySet(models.QuerySet["Branch"]):
    def tracked_by(self, member: "Member | None") -> Self:
        obligation = apps.get_model("obligations", "Obligation")
        return self.filter(obligation__in=obligation.objects.tracked_by(member))

    def asked_of(self, member: "Member | None") -> Self:
        """Branches the member may answer: own, of the own organisation, or rung as deputy."""
        if member is None or not member.may_chat:
            return self.none()
        house = Q(organisation_id=member.organisation_id, member=None)
        asked = Q(member=member) | house | Q(pk__in=member.calls.values("branch_id"))
        return self.filter(asked, obligation__opened_at__isnull=False)

    def running(self) -> Self:
        return self.filter(obligation__closed_at=None)

    def waiting(self) -> Self:
        return self.running().filter(state=OPEN)

    def with_holders(self) -> Self:
        return self.select_related(
            "obligation", "organisation", "duty", "member", "member__section", "wave",
            "answer", "answer__member", "answer__recorded_by",
        )  # fmt: skip

    def urgent_first(self) -> Self:
        """What is open and urgent or soonest due, then the newest."""
        return self.order_by(
            "-obligation__urgent",
            models.F("obligation__deadline").asc(nulls_last=True),
            "-obligation__opened_at",
        )

    def counts(self) -> dict[str, Any]:
        """{state: how many} over all states."""
        return dict(self.order_by().values_list("state").annotate(n=Count("pk")))
