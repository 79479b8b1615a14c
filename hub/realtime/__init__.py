"""Live delivery: stored facts go out after commit, to every process, through one fan-out."""

from hub.realtime.publish import publish, relay

__all__ = ["publish", "relay"]
