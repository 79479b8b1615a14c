"""What other apps plug into organisations, so that this package never imports them.

`shared_spaces`: functions from a member to the ids of members met in some shared place
(a room, later a document). They widen what `visible_to` lets a member see.
`staff_followers`: functions called inside the transaction after a member joined, moved
to another section, changed role or left; automatic rooms follow staff this way.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from hub.organisations.models import Member

shared_spaces: "list[Callable[[Member], QuerySet[Any, Any]]]" = []
staff_followers: "list[Callable[[Member], None]]" = []


def staff_changed(member: "Member") -> None:
    for follow in staff_followers:
        follow(member)
