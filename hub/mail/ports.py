"""What other apps plug into mail: the lines a mail of one kind consists of.

`sources[kind]`: functions (member, since) -> list of `Line`. They start from what the
member may see at the moment of sending; a mail without a line is not sent.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hub.organisations.models import Member


@dataclass(frozen=True)
class Line:
    """`plain` says only how much there is; `full` may quote. `path` is where it is read."""

    plain: str
    full: str
    path: str


sources: "dict[str, list[Callable[[Member, datetime], list[Line]]]]" = defaultdict(list)
