"""Who hears of a change: those who track an obligation, and the house of a branch."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from hub.mail.actions import promise_mails
from hub.mail.models import Mail, MailPreference
from hub.obligations.event_protocol import ObligationCalled, ObligationMoved
from hub.obligations.models import Branch, Obligation
from hub.organisations.models import Member
from hub.realtime import publish_to_members

MAIL_AFTER = {True: timedelta(minutes=2), False: timedelta(minutes=15)}  # urgent or not


def trackers_of(obligation: Obligation) -> set[UUID]:
    """Active members for whom `Obligation.objects.tracked_by` holds."""
    house = Q(
        organisation_id=obligation.author.organisation_id,
        role__in=[
            Member.Role.CITY_ADMINISTRATOR,
            Member.Role.ORGANISATION_ADMINISTRATOR,
        ],
    )
    tracking = Q(pk=obligation.author_id) | house
    if obligation.section_id is not None:
        tracking |= Q(section_id=obligation.section_id)
    return set(Member.objects.active().filter(tracking).values_list("pk", flat=True))


def askers_of(branch: Branch) -> set[UUID]:
    """Whose page shows this branch: the house or the person, and everybody rung."""
    own = Q(pk=branch.member_id) if branch.member_id else Q(organisation_id=branch.organisation_id)
    called = Q(pk__in=branch.calls.values("member_id"))
    return set(Member.objects.active().filter(own | called).values_list("pk", flat=True))


def tell_moved(obligation: Obligation, branches: Iterable[Branch] = ()) -> None:
    """Count the change; trackers and the people of `branches` are told after commit."""
    Obligation.objects.filter(pk=obligation.pk).update(version=F("version") + 1)
    obligation.refresh_from_db(fields=["version"])
    concerned = trackers_of(obligation).union(*(askers_of(branch) for branch in branches))
    publish_to_members(
        concerned,
        lambda: ObligationMoved(obligation=obligation.pk, version=obligation.version),
    )


def tell_called(obligation: Obligation, member_ids: Collection[UUID]) -> None:
    """Ring these members on every open page, and promise mails to those who want them."""
    publish_to_members(
        member_ids,
        lambda: ObligationCalled(
            obligation=obligation.pk, title=obligation.title, urgent=obligation.urgent
        ),
    )
    now = timezone.now()
    wanting = set(MailPreference.objects.filter(calls=True).values_list("member_id", flat=True))
    promise_mails(
        kind=Mail.Kind.CALLS,
        since=now,
        due_at=now + MAIL_AFTER[obligation.urgent],
        member_ids=wanting & set(member_ids),
    )
