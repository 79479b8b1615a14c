"""Whom a writer may address: keys of forms, candidates for a search, what they come to."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hub.notices.addressees import PLACES, SILENT, Addressee
from hub.organisations.models import Duty, Member, Organisation, Section

CANDIDATES = 6  # of each family
MOST = 200  # addressees of one notice


def rows_for(member: Member) -> dict[str, Any]:
    """{family: rows the member may name}."""
    people = Member.objects.visible_to(member).exclude(role__in=SILENT).with_organisation()
    return {
        "organisation": Organisation.objects.visible_to(member),
        "section": Section.objects.visible_to(member).select_related("organisation"),
        "duty": Duty.objects.visible_to(member).select_related("organisation"),
        "room": apps.get_model("chat", "Room")
        .objects.for_member(member)
        .exclude(name="")
        .select_related("organisation"),
        "member": people,
    }


def chosen(member: Member, keys: Sequence[str], make: type[Addressee]) -> list[Any]:
    """An unsaved row of `make` for each key. Raises ValidationError for one that names nobody."""
    wrong = ValidationError({"audience": _("宛先を一覧から選び直してください。")})
    if len(keys) > MOST:
        raise ValidationError({"audience": _("宛先は%(n)d件までです。") % {"n": MOST}})
    rows = rows_for(member)
    found: list[Any] = []
    for key in dict.fromkeys(keys):
        family, _colon, value = key.partition(":")
        if key == "everyone":
            found.append(make(everyone=True))
        elif family == "kind" and value in Organisation.Kind.values:
            found.append(make(kind=value))
        elif family in PLACES and (row := named(rows[family], value)) is not None:
            found.append(make(**{family: row}))
        else:
            raise wrong
    return found


def named(rows: Any, value: str) -> Any:
    try:
        return rows.filter(pk=UUID(value)).first()
    except ValueError:
        return None


def candidates(member: Member, query: str) -> list[tuple[str, Any]]:
    """(family, row) of whom the words may mean."""
    rows = rows_for(member)
    rows["room"] = rows["room"].filter(name__icontains=query)
    for family in ("organisation", "section", "duty", "member"):
        rows[family] = rows[family].matching(query)
    return [(family, row) for family, some in rows.items() for row in some[:CANDIDATES]]
