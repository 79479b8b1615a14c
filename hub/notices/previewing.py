"""Who a notice will reach, before it does: numbers, names, and when it rings."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils import timezone

from hub.notices.addressees import Addressee
from hub.notices.audiences import audience_of, holders_of, left_out, refuse_foreign
from hub.notices.models import Board, Importance
from hub.obligations.hours import hours_of, next_open
from hub.obligations.models import Obligation
from hub.organisations.models import Member, Organisation

NAMES = 60  # people named; the rest are counted


def preview_of(
    author: Member, board: Board, rows: Sequence[Addressee], given: Mapping[str, Any]
) -> dict[str, Any]:
    """What the template shows: counts of people and organisations, some names, who is left out.

    `given`: `kind`, `holding` and `importance` of the form; when an answer is asked for, how
    many owe it and whose facility is closed now. Raises PermissionDenied for foreign ones.
    """
    refuse_foreign(author, board, rows)
    people = audience_of(board, rows)
    named = people.visible_to(author).with_organisation()
    ordered = named.order_by("organisation__reading", "organisation__name", "reading")
    houses = set(people.order_by().values_list("organisation_id", flat=True))
    context: dict[str, Any] = {
        "people": people.count(),
        "organisations": len(houses),
        "houses": [(house, list(some)) for house, some in groupby(ordered[:NAMES], organisation)],
        "left_out": left_out(board, rows),
    }
    context["more"] = context["people"] - sum(len(some) for _house, some in context["houses"])
    if given.get("kind", "none") != "none":
        holding = given.get("holding") or Obligation.Holding.ORGANISATION
        holders = holders_of(holding, board, rows, author)
        context["holders"] = len(holders)
        context["by_person"] = holding == Obligation.Holding.PERSON
        if given.get("importance") != Importance.URGENT:
            context |= waiting(author, {holder.organisation_id for holder in holders})
    return context


def organisation(member: Member) -> Organisation:
    return member.organisation


def waiting(author: Member, organisation_ids: set[Any]) -> dict[str, Any]:
    """Facilities that are closed now: how many, and when those `author` may know are rung."""
    hours, now = hours_of(organisation_ids), timezone.now()
    rings = {key: next_open(rows, now) for key, rows in hours.items()}
    late = [key for key, moment in rings.items() if moment > now]
    found = Organisation.objects.visible_to(author).filter(pk__in=late)
    known = sorted(((each, rings[each.pk]) for each in found), key=lambda pair: pair[1])
    return {"closed": len(late), "closed_known": known, "closed_more": len(late) - len(known)}
