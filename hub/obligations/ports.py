"""What other apps plug into obligations, so that this package never imports them.

`carriers`: functions from ids of obligations and a member to what carries them (a notice, a
message) and that member may open: {obligation id: Carrier}.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from hub.organisations.models import Member


@dataclass(frozen=True)
class Carrier:
    url: str
    label: str


carriers: "list[Callable[[Iterable[UUID], Member], dict[UUID, Carrier]]]" = []


def carriers_of(obligation_ids: Iterable[UUID], member: "Member") -> dict[UUID, Carrier]:
    ids = list(obligation_ids)
    found: dict[UUID, Carrier] = {}
    for of in carriers if ids else ():
        found |= of(ids, member)
    return found
