"""Rooms, memberships and messages.

`seq` orders and counts the messages of a room, gapless from 1. `version` counts every
stored change of a room; a message carries the room's version at its own last change, so
that a client which saw version n resumes with one query: messages with version > n.
"""

from chat.models.history import HistoryImport
from chat.models.messages import (
    RECALL_WITHIN,
    Attachment,
    Display,
    Mention,
    Message,
    MessageEdit,
    Reaction,
    Recall,
)
from chat.models.rooms import BODY_LIMIT, DutyPlace, Membership, Room
from chat.models.topics import Topic, TopicInvolvement
from chat.models.work import MessageObligation, ScheduledMessage, Task

__all__ = [
    "BODY_LIMIT",
    "RECALL_WITHIN",
    "Attachment",
    "Display",
    "DutyPlace",
    "HistoryImport",
    "Membership",
    "Mention",
    "Message",
    "MessageEdit",
    "MessageObligation",
    "Reaction",
    "Recall",
    "Room",
    "ScheduledMessage",
    "Task",
    "Topic",
    "TopicInvolvement",
]
