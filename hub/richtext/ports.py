"""What other apps plug into rich text.

`holders`: for each model with rich text, from a member to the rows that member may read.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from hub.organisations.models import Member

holders: "dict[type[Model], Callable[[Member], QuerySet[Any, Any]]]" = {}
