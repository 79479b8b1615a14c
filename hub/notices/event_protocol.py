"""Hints about notices. Whoever hears one asks for the list or the notice by HTTP."""

from typing import Literal
from uuid import UUID

from hub.realtime.protocol import Event


class NoticeMoved(Event):
    """A notice went up, changed or came down."""

    type: Literal["notice.moved"] = "notice.moved"
    notice: UUID
    board: UUID
    what: Literal["published", "changed", "ended"]
