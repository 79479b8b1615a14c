"""Who is in a document and where: carets and names. Relayed, never stored.

The browser says where its caret is; who it is, the server says. Source: y-protocols,
awareness.js: `count, (client id, clock, JSON state)*`; a state of null takes the client away.
"""

import json
import time
from collections import OrderedDict
from typing import Any, NamedTuple
from uuid import UUID

from docs_app import frames
from docs_app.frames import Kind, Malformed, Reader
from docs_app.roles import Role
from hub.organisations.models import Member

STATE_BYTES = 4096
CLOCK = 2**31  # above it nobody's next state could follow
LASTING = 45.0  # seconds; a browser says every 15 that it is still there
KEPT = 10_000  # clients that are remembered
CLIENTS = 64  # of one frame: an answer to a query names everybody the client knows


class Presence(NamedTuple):
    client: int
    clock: int
    state: dict[str, Any] | None


def read(payload: bytes) -> list[Presence]:
    """The states of an awareness update. Raises Malformed, also for states above the limits."""
    reader, found = Reader(payload), []
    count = reader.number()
    if count > CLIENTS:
        raise Malformed
    for _ in range(count):
        client, clock, text = reader.number(), reader.number(), reader.octets()
        if len(text) > STATE_BYTES:
            raise Malformed
        state = state_in(text)
        if clock > CLOCK:
            raise Malformed
        found.append(Presence(client, clock, state))
    return found


def state_in(text: bytes) -> dict[str, Any] | None:
    """Every other browser will have to read it: nothing that is no JSON to them."""
    try:
        state = json.loads(text, parse_constant=refuse)  # NaN and Infinity
    except (ValueError, RecursionError) as error:
        raise Malformed from error
    if state is not None and not isinstance(state, dict):
        raise Malformed
    return state


def refuse(constant: str) -> None:
    raise ValueError(constant)


def frame(presence: Presence) -> bytes:
    text = json.dumps(presence.state, ensure_ascii=False).encode()
    body = frames.number(1) + frames.number(presence.client) + frames.number(presence.clock)
    return bytes((Kind.AWARENESS,)) + frames.octets(body + frames.octets(text))


def user_of(member: Member, role: int) -> dict[str, Any]:
    """How others see `member`: the words under a caret."""
    return {
        "id": str(member.pk),
        "name": member.name,
        "organisation": member.organisation.name,
        "colour": member.pk.int % 8,  # c0 to c7; browsers tell alike ones apart
        "writes": role >= Role.EDITOR,
    }


def stamped(presence: Presence, user: dict[str, Any]) -> Presence:
    """The same caret, with the name the server knows."""
    if presence.state is None:
        return presence
    cursor = presence.state.get("cursor")
    state = {"user": user, "cursor": cursor if isinstance(cursor, dict) else None}
    return presence._replace(state=state)


class Clients:
    """Whose caret is whose: nobody moves or takes away another's, on whatever carrier."""

    def __init__(self) -> None:
        self.kept: OrderedDict[tuple[UUID, int], tuple[UUID, float]] = OrderedDict()

    def belongs(self, document_id: UUID, client: int, member_id: UUID) -> bool:
        """Whether `member_id` may speak for the client; who speaks first, does."""
        key, now = (document_id, client), time.monotonic()
        owner, heard = self.kept.get(key, (member_id, now))
        if owner != member_id and now - heard < LASTING:
            return False
        self.kept[key] = (member_id, now)
        self.kept.move_to_end(key)
        if len(self.kept) > KEPT:
            self.kept.popitem(last=False)
        return True


clients = Clients()
