"""Places and receipts under the organisation their member belongs to."""

from collections.abc import Iterable
from itertools import groupby
from typing import Protocol, TypeVar

from hub.organisations.models import Member, Organisation


class OfMember(Protocol):
    @property
    def member(self) -> Member: ...


T = TypeVar("T", bound=OfMember)


def by_organisation(rows: Iterable[T]) -> list[tuple[Organisation, list[T]]]:
    """Groups in the order of `rows`, which already stand organisation by organisation."""
    return [
        (group[0].member.organisation, group)
        for _key, members in groupby(rows, key=lambda row: row.member.organisation_id)
        for group in [list(members)]
    ]
