"""A document's live session: one binary connection per open document, on every carrier."""

import asyncio
import base64
import logging
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils import translation
from django.utils.translation import gettext as _

from docs_app import awareness, frames, yjs
from docs_app.actions.updates import Arrival, Stale
from docs_app.frames import Kind, Malformed, Reader, Sync
from docs_app.listening import DocumentListener
from docs_app.log import stored_state
from docs_app.models import Document
from docs_app.queueing import store_in_line
from docs_app.rights import DocumentRight
from docs_app.roles import Role
from docs_app.staging import UpdateRefused
from docs_app.writing import require_editor
from hub.errors import Problem, RateLimited, problem_of
from hub.organisations.models import Member
from hub.realtime import limits, relay_frame
from hub.realtime.database import db
from hub.realtime.fanout import fanout
from hub.realtime.groups import document_group
from hub.realtime.listener import Closed, Listener
from hub.realtime.protocol import CloseCode, Hello
from hub.realtime.session import LiveSession

logger = logging.getLogger(__name__)

UPDATE_BYTES = 1024 * 1024 - 16  # what one frame may carry
STRIKES = 3  # refused writes before the connection ends

farewells: set[asyncio.Task[None]] = set()  # kept until they are sent


def opened(member: Member, document_id: UUID) -> Document:
    """The document with the member's role. Raises Closed(FORBIDDEN)."""
    found = Document.objects.readable_by(member).with_role(member)
    document = found.filter(pk=document_id).only("id", "seq", "generation", "schema").first()
    if document is None:
        raise Closed(CloseCode.FORBIDDEN)
    return document


def readable_state(member: Member, document_id: UUID) -> bytes:
    """Raises DoesNotExist for who lost the document since the connection began."""
    return stored_state(Document.objects.readable_by(member).only("id").get(pk=document_id).pk)


class DocumentSession(LiveSession):
    listener_class: ClassVar[type[Listener]] = DocumentListener
    listener: DocumentListener

    def __init__(
        self, *, member: Member, session_key: str, language: str, document_id: UUID
    ) -> None:
        super().__init__(member=member, session_key=session_key, language=language)
        self.document_id = document_id
        self.right = DocumentRight(member, document_id)
        self.document: Any = None  # as it was when last looked at, with `role`
        self.state = b""  # as stored when the session began; spent on the first step 1
        self.presence: awareness.Presence | None = None
        self.stored = 0

    @property
    def group(self) -> str:
        return document_group(self.document_id)

    def packed(self, text: str) -> dict[str, Any]:
        return {"bytes": base64.b64decode(text)}

    def unpacked(self, message: dict[str, Any]) -> Any:
        return message.get("bytes")

    async def groups(self) -> set[str]:
        self.document = await db(opened, self.member, self.document_id)
        self.listener.seq = self.document.seq
        return {self.group}

    async def hello(self) -> Hello:
        self.state = await db(stored_state, self.document_id)
        return Hello(member=self.member.id, versions={str(self.document_id): self.document.seq})

    def say(self, _event: Any) -> None:
        """Who you are here, then: what do you have that I have not?"""
        self.listener.put_frame(self.greeting())
        if self.document.role >= Role.EDITOR:
            self.listener.put_frame(frames.sync(Sync.STEP1, yjs.vector_of(self.state)))
        self.listener.put_frame(bytes((Kind.QUERY_AWARENESS,)))

    def greeting(self) -> bytes:
        return frames.told(
            Kind.HELLO,
            {
                "role": self.document.role,
                "generation": self.document.generation,
                "schema": self.document.schema,
                "seq": self.document.seq,
                "user": awareness.user_of(self.member, self.document.role),
            },
        )

    def stop(self) -> None:
        super().stop()
        if self.presence is not None and self.presence.state is not None:
            gone = self.presence._replace(clock=self.presence.clock + 1, state=None)
            self.presence = gone
            farewell = relay_frame(self.group, self.unstored(awareness.frame(gone)))
            farewells.add(task := asyncio.get_running_loop().create_task(farewell))
            task.add_done_callback(farewells.discard)

    def unstored(self, frame: bytes) -> str:
        return f"{self.listener.origin}::{base64.b64encode(frame).decode()}"

    async def converse(self, data: bytes) -> None:  # type: ignore[override]
        for answer in await self.answers(data):
            self.listener.put_frame(answer)
        if self.ending is not None:
            self.listener.close(self.ending)

    async def answers(self, data: bytes) -> list[bytes]:
        """The answers to one frame. Never raises: a bad frame costs its sender one refusal."""
        try:
            await self.admit(len(data))
            with translation.override(self.language):
                return await self.carried_out(Reader(data))
        except Stale:
            self.ending = CloseCode.STALE
            return []
        except Exception as error:  # noqa: BLE001  every exception of one frame is answered
            return [self.refused(error)]

    async def admit(self, size: int) -> None:
        """Slow down who sends too much. Raises RateLimited when that takes too long."""
        limited = ((limits.document_frames, 1.0), (limits.document_bytes, float(size)))
        try:
            async with asyncio.timeout(limits.DOCUMENT_WAIT):
                for buckets, tokens in limited:
                    while wait := buckets.take(self.member.id, tokens):  # noqa: ASYNC110
                        await asyncio.sleep(wait)
        except TimeoutError:
            raise RateLimited(wait) from None

    async def carried_out(self, reader: Reader) -> list[bytes]:
        kind = reader.number()
        if kind == Kind.SYNC:
            return await self.synced(reader.number(), reader.octets())
        if kind == Kind.AWARENESS:
            await self.seen(awareness.read(reader.octets()))
            return []
        if kind == Kind.QUERY_AWARENESS:
            await relay_frame(self.group, self.unstored(bytes((Kind.QUERY_AWARENESS,))))
            return []
        raise Malformed

    async def synced(self, step: int, payload: bytes) -> list[bytes]:
        if step == Sync.STEP1:
            state, self.state = self.state, b""
            state = state or await db(readable_state, self.member, self.document_id)
            return [frames.sync(Sync.STEP2, yjs.missing(state, payload))]
        if step not in {Sync.STEP2, Sync.UPDATE} or len(payload) > UPDATE_BYTES:
            raise Malformed
        if payload != yjs.EMPTY:
            await self.write(payload)
        self.stored += 1
        return [frames.stored(self.stored)]

    async def write(self, update: bytes) -> None:
        if self.document.role < Role.EDITOR:  # before anything of a reader's is tried
            await db(require_editor, self.right)
        generation, origin = self.document.generation, self.listener.origin
        arrival = Arrival(self.member, generation, update, origin, self.right)
        await store_in_line(self.document_id, arrival)

    async def seen(self, states: list[awareness.Presence]) -> None:
        """Relay the caret of this connection's own client; it may not speak for others."""
        for presence in states:
            own = self.presence is None or presence.client == self.presence.client
            if own and not self.is_anothers(presence.client):
                self.presence = presence
                self.listener.client = presence.client
                named = awareness.stamped(
                    presence, awareness.user_of(self.member, self.document.role)
                )
                await relay_frame(self.group, self.unstored(awareness.frame(named)))

    def is_anothers(self, client: int) -> bool:
        """Whether somebody else has this client id: nobody takes another's caret away."""
        return any(
            isinstance(other, DocumentListener)
            and other.client == client
            and other.member_id != self.member.id
            for other in fanout().groups.get(self.group, ())
        )

    def refused(self, error: Exception) -> bytes:
        self.strikes += 1
        if isinstance(error, ObjectDoesNotExist):
            self.ending = CloseCode.FORBIDDEN
        elif self.strikes >= STRIKES:
            self.ending = CloseCode.LIMIT
        with translation.override(self.language):
            problem = problem_of(error)
            if isinstance(error, UpdateRefused):
                problem = Problem(error.code, str(error))
            elif isinstance(error, ValueError):
                problem = Problem("malformed", _("入力の形式が正しくありません。"))
        if problem.code == "failed":
            logger.error("A frame of a document failed.", exc_info=error)
        return frames.told(Kind.REFUSED, problem._asdict())
