"""Live delivery: stored facts go out after commit, to every process, through one fan-out."""

from hub.realtime.publish import (
    end_listeners,
    publish,
    publish_frame,
    publish_to_members,
    relay,
    relay_frame,
)

__all__ = [
    "end_listeners",
    "publish",
    "publish_frame",
    "publish_to_members",
    "relay",
    "relay_frame",
]
