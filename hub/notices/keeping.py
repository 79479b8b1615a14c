"""Notices go up and come down at their time. Called by the job runner every few seconds."""

from hub.notices.actions.publishing import take_turn
from hub.notices.models import Turn
from hub.promises import keep_due


def keep_turns() -> None:
    keep_due(Turn.objects.all(), lambda turn: take_turn(turn=turn))
