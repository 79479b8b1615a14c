"""What other apps plug into the chat, so that it never imports them.

`message_followers`: functions called inside the transaction after a message was posted,
with the stored message and its mentions. They must not cost a query for a plain message.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chat.models import Mention, Message

message_followers: "list[Callable[[Message, Sequence[Mention]], None]]" = []
