"""What other apps plug into search, so that its page never imports them.

`finders`: functions from a member and the words of a question to one more tab of the search
page: what it is called, how many hits it has and where they are shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hub.organisations.models import Member
    from hub.search.terms import Term


@dataclass(frozen=True)
class Tab:
    label: Any
    count: int
    url: str


finders: "list[Callable[[Member, Sequence[Term]], Tab]]" = []
