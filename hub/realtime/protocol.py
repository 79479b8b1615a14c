"""What every live connection says, whatever app it serves. `chat` adds the rest."""

from enum import IntEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

RequestId = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class CloseCode(IntEnum):
    """Why the server ended a connection. A client never reconnects after 4401 and 4403."""

    TOO_BIG = 1009
    RESTART = 1012
    RESYNC = 4205
    UNAUTHENTICATED = 4401
    FORBIDDEN = 4403
    TOO_SLOW = 4408
    STALE = 4409
    LIMIT = 4429


class Frame(BaseModel):
    """One JSON text on the wire; an undeclared field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Command(Frame):
    """Browser to server. `request` comes back in the reply."""

    request: RequestId


class Event(Frame):
    """Server to browser."""


class Hello(Event):
    """The first frame: who you are here, and the latest version of each of your rooms."""

    type: Literal["session.hello"] = "session.hello"
    member: UUID
    versions: dict[str, int]


class Heartbeat(Event):
    """The latest versions again: a client that is behind resumes.

    `standstill`: promised work (rings, publications, mails) is not being done.
    """

    type: Literal["session.heartbeat"] = "session.heartbeat"
    versions: dict[str, int]
    standstill: bool = False


class Ping(Command):
    type: Literal["session.ping"] = "session.ping"


class Reply(Event):
    """The command `request` is done; stored facts are committed."""

    type: Literal["reply"] = "reply"
    request: str
    data: dict[str, Any] = Field(default_factory=dict)


class Refusal(Event):
    """The command `request` changed nothing. `field` names the input that is wrong."""

    type: Literal["refusal"] = "refusal"
    request: str
    code: str
    message: str
    field: str = ""
    # Seconds to wait before the same command can succeed; 0 when waiting does not help.
    retry_after: float = 0


class SessionEnded(Event):
    """Signed out, or no longer a member: forget what is shown."""

    type: Literal["session.ended"] = "session.ended"


class HomeChanged(Event):
    """Something else waits for you on your home page: fetch it anew."""

    type: Literal["home.changed"] = "home.changed"


class Closing(Event):
    """Last frame on the carriers that have no close codes of their own."""

    type: Literal["session.closing"] = "session.closing"
    code: int
