"""Names of the groups that events are published to.

Channel layers allow ASCII letters, digits, `-_.` and fewer than 100 characters.
"""

from hashlib import sha256
from uuid import UUID

MANY = "members"  # every process hears it: one frame for many members at once


def member_group(member_id: UUID) -> str:
    return f"member.{member_id.hex}"


def room_group(room_id: UUID) -> str:
    return f"room.{room_id.hex}"


def document_group(document_id: UUID) -> str:
    return f"document.{document_id.hex}"


def session_group(session_key: str) -> str:
    """The hash, because group names travel through Redis and logs."""
    return f"session.{sha256(session_key.encode()).hexdigest()[:32]}"


def document_of(group: str) -> UUID | None:
    """The document a group belongs to, or None for other groups."""
    kind, _, key = group.partition(".")
    return UUID(key) if kind == "document" else None


def room_of(group: str) -> UUID | None:
    """The room a group belongs to, or None for other groups."""
    kind, _, key = group.partition(".")
    return UUID(key) if kind == "room" else None
