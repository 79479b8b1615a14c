"""One member's live session, the same on every carrier.

An app subclasses `LiveSession`: which groups it hears, what it says first, and how it
answers each command. A carrier feeds it texts and writes what its listener holds.
"""

import logging
from types import SimpleNamespace
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ValidationError
from django.http import parse_cookie
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter
from pydantic_core import from_json

from hub.errors import RateLimited, problem_of
from hub.identity.second_factor import second_factor_missing
from hub.organisations.acting import acting_member
from hub.organisations.models import Member
from hub.realtime import limits
from hub.realtime.database import db
from hub.realtime.fanout import fanout
from hub.realtime.groups import member_group, session_group
from hub.realtime.listener import Closed, Listener
from hub.realtime.protocol import CloseCode, Command, Event, Hello, Ping, Refusal, Reply

logger = logging.getLogger(__name__)

LANGUAGES = {code for code, _ in settings.LANGUAGES}


def identify(cookie_header: str) -> tuple[Member, str]:
    """The acting member and session key behind a Cookie header.

    Raises Closed(UNAUTHENTICATED) without a valid session and Closed(FORBIDDEN) when the
    organisation asks for a second factor the person has not set up.
    """
    session = SessionStore(parse_cookie(cookie_header).get(settings.SESSION_COOKIE_NAME))
    user = get_user(SimpleNamespace(session=session))  # type: ignore[arg-type]
    member = acting_member(user, session)
    if member is None or session.session_key is None:
        raise Closed(CloseCode.UNAUTHENTICATED)
    if second_factor_missing(user, member) or not member.may_chat:
        raise Closed(CloseCode.FORBIDDEN)
    return member, session.session_key


def language_of(cookie_header: str) -> str:
    wanted = parse_cookie(cookie_header).get(settings.LANGUAGE_COOKIE_NAME, "")
    return wanted if wanted in LANGUAGES else settings.LANGUAGE_CODE


class TooBig(ValidationError):
    """A frame above limits.FRAME_BYTES; it ends the connection."""


def parsed(text: str) -> Any:
    """The JSON of one frame. Raises ValidationError."""
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise ValidationError(_("入力の形式が正しくありません。")) from error


class LiveSession:
    commands: ClassVar[TypeAdapter[Any]]
    listener_class: ClassVar[type[Listener]] = Listener

    def __init__(self, *, member: Member, session_key: str, language: str) -> None:
        self.member = member
        self.language = language
        self.strikes = 0
        # Set by the refusal after which the connection is over.
        self.ending: CloseCode | None = None
        self.listener = self.listener_class(
            member_id=member.id, session_key=session_key, language=language
        )

    @classmethod
    async def identified(cls, cookie_header: str, **address: Any) -> Self:
        """Raises Closed when the cookie does not stand for an acting member.

        `address` is what the connection's address names besides.
        """
        member, session_key = await db(identify, cookie_header)
        language = language_of(cookie_header)
        return cls(member=member, session_key=session_key, language=language, **address)

    def packed(self, text: str) -> dict[str, Any]:
        """A queued frame as the WebSocket carries it."""
        return {"text": text}

    def unpacked(self, message: dict[str, Any]) -> Any:
        """What the client sent, None for a frame of the wrong kind."""
        return message.get("text")

    async def groups(self) -> set[str]:
        """The groups this session hears; the member's and the session's own are always in."""
        raise NotImplementedError

    async def hello(self) -> Hello:
        raise NotImplementedError

    async def answer(self, command: Any) -> dict[str, Any]:
        """Carry out one command; what is returned becomes the reply's data."""
        raise NotImplementedError

    async def start(self) -> Hello:
        """Listen first, read the state second: what happens in between is heard twice."""
        serving = fanout()
        open_ones = [other for other in serving.listeners if other.code is None]
        own = sum(other.member_id == self.member.id for other in open_ones)
        if own >= limits.CONNECTIONS_PER_MEMBER:
            raise Closed(CloseCode.LIMIT)
        names = {member_group(self.member.id), session_group(self.listener.session_key)}
        serving.add(self.listener, names)
        try:
            await self.enter()
            hello = await self.hello()
        except BaseException:  # a handshake that fails or is given up leaves no listener behind
            self.stop()
            raise
        self.say(hello)
        return hello

    async def enter(self) -> None:
        """Join the session's groups; read again when a hint moved them in the meantime."""
        moves = -1
        while moves != self.listener.moves:
            moves = self.listener.moves
            groups = await self.groups()
        for group in groups:
            fanout().join(self.listener, group)

    def stop(self) -> None:
        fanout().remove(self.listener)

    def say(self, event: Event) -> None:
        self.listener.put(event.model_dump_json())

    async def converse(self, text: str) -> None:
        """Answer one frame of an open connection, and end it when that was too much."""
        self.say(await self.receive(text))
        if self.ending is not None:
            self.listener.close(self.ending)

    async def receive(self, text: str) -> Event:
        """Answer one frame. Never raises: a bad frame costs its sender one refusal."""
        request = ""
        try:
            data = parsed(text)
            request = str(data.get("request", ""))[:64] if isinstance(data, dict) else ""
            if len(text.encode()) > limits.FRAME_BYTES:
                raise TooBig(_("一度に送れる大きさを超えています。"))
            if wait := limits.commands.take(self.member.id):
                raise RateLimited(wait)
            command: Command = self.commands.validate_python(data)
            with translation.override(self.language):
                reply = {} if isinstance(command, Ping) else await self.answer(command)
        except Exception as error:  # noqa: BLE001  every exception of one frame is answered
            return self.refuse(request, error)
        self.strikes = 0
        return Reply(request=request, data=reply)

    def refuse(self, request: str, error: Exception) -> Refusal:
        self.strikes += 1
        if isinstance(error, TooBig):
            self.ending = CloseCode.TOO_BIG
        elif self.strikes >= limits.STRIKES:
            self.ending = CloseCode.LIMIT
        with translation.override(self.language):
            problem = problem_of(error)
        if problem.code == "failed":
            logger.error("A live command failed.", exc_info=error)
        return Refusal(request=request, **problem._asdict())
