"""What other apps plug into organisations, so that this package never imports them.

`shared_spaces`: functions from a member to the ids of members met in some shared place
(a room, later a document). They widen what `visible_to` lets a member see.
`staff_followers`: functions called inside the transaction after a member joined, moved
to another section, changed role or left; automatic rooms follow staff this way.
`crowd_followers`: the same for many members at once, as an import makes them.
`duty_followers`: functions called inside the transaction after the holders of a duty may
have changed by hand, with the members who may have gained or lost it.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from hub.organisations.models import Duty, Member

shared_spaces: "list[Callable[[Member], QuerySet[Any, Any]]]" = []
staff_followers: "list[Callable[[Member], None]]" = []
crowd_followers: "list[Callable[[Sequence[Member]], None]]" = []
duty_followers: "list[Callable[[Duty, Sequence[Member]], None]]" = []


def staff_changed(member: "Member") -> None:
    for follow in staff_followers:
        follow(member)


def crowd_changed(members: "Sequence[Member]") -> None:
    for follow in crowd_followers:
        follow(members)


def duty_changed(duty: "Duty", members: "Sequence[Member]") -> None:
    for follow in duty_followers:
        follow(duty, members)
