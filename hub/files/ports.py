"""What other apps plug into files, so that this package never imports them.

`readers`: functions from a member to a queryset of the ids of files that member may read
(those of messages in own rooms, later of notices and documents).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from hub.organisations.models import Member

readers: "list[Callable[[Member], QuerySet[Any, Any]]]" = []
