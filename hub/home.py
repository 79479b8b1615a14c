"""What apps plug into the home page of a member, so that it never imports them.

`sections`: functions from a member to one section of the page, None when nothing waits there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hub.organisations.models import Member


@dataclass(frozen=True)
class Section:
    """`shown` is what the template knows besides the tags every template has."""

    template: str
    shown: dict[str, Any] = field(default_factory=dict)


sections: "list[Callable[[Member], Section | None]]" = []


def sections_of(member: "Member") -> list[Section]:
    found = (section(member) for section in sections)
    return [section for section in found if section is not None]
