"""How far a call demonstrably got. Nothing here is ever taken for an answer."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from hub.obligations.models import Branch, Call, Rank
from hub.organisations.models import Member

AT_ONCE = 100  # branches of one report


@transaction.atomic
def mark_seen(*, member: Member, branch_ids: Collection[int], displayed: bool) -> int:
    """A device of the member has these branches; `displayed`: on a visible page for 2 s.

    Branches the member is not asked for are passed over. Returns how many calls moved.
    """
    asked = Branch.objects.asked_of(member).filter(pk__in=sorted(branch_ids)[:AT_ONCE])
    keys = list(asked.values_list("pk", flat=True))
    now = timezone.now()
    known = Call.objects.filter(branch__in=keys, member=member)
    silent = set(keys) - set(known.values_list("branch_id", flat=True))
    Call.objects.bulk_create(
        [Call(branch_id=key, member=member, rank=Rank.COLLEAGUE, times=0) for key in silent],
        ignore_conflicts=True,
    )
    moved = known.filter(delivered_at=None).update(delivered_at=now)
    if displayed:
        moved = known.filter(displayed_at=None).update(displayed_at=now)
    return moved
