"""Hints about obligations. Whoever hears one asks for the state by HTTP."""

from typing import Literal
from uuid import UUID

from hub.realtime.protocol import Event


class ObligationCalled(Event):
    """You are asked for an answer; urgent ones sound until somebody of the branch answered."""

    type: Literal["obligation.called"] = "obligation.called"
    obligation: UUID
    title: str
    urgent: bool


class ObligationMoved(Event):
    """A branch was answered, withdrawn, rung or closed."""

    type: Literal["obligation.moved"] = "obligation.moved"
    obligation: UUID
    version: int
