"""One open document on a live connection: a pycrdt document that speaks the wire protocol."""

import asyncio
import json
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import pycrdt
from channels.testing import WebsocketCommunicator
from django.conf import settings

from docs_app import frames
from docs_app.frames import Kind, Reader, Sync
from hub.asgi import application

PATIENCE = 20.0  # seconds until a missing frame fails the test


class Ended(Exception):
    """The server closed the connection."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Desk:
    """A person at a document. `text` is what the root holds, as far as it came."""

    def __init__(self, session_key: str, document_id: UUID) -> None:
        cookies = f"{settings.SESSION_COOKIE_NAME}={session_key}"
        headers = [(b"cookie", cookies.encode()), (b"origin", settings.ORIGINS[0].encode())]
        path = f"/ws/documents/{document_id}/"
        self.communicator = WebsocketCommunicator(application, path, headers)
        self.document: pycrdt.Doc[Any] = pycrdt.Doc()
        self.root = self.document.get("main", type=pycrdt.Text)
        self.hello: dict[str, Any] = {}
        self.stored = 0
        self.sent = 0
        self.presences: list[dict[str, Any]] = []
        self.refusals: list[dict[str, Any]] = []

    async def __aenter__(self) -> Self:
        connected, _subprotocol = await self.communicator.connect(timeout=PATIENCE)
        assert connected
        await self.until(lambda: bool(self.hello))
        await self.sync()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.communicator.disconnect(timeout=PATIENCE)

    @property
    def text(self) -> str:
        return str(self.root)

    async def send(self, frame: bytes) -> None:
        await self.communicator.send_input({"type": "websocket.receive", "bytes": frame})

    async def sync(self) -> None:
        """Ask for what is missing and wait for the answer."""
        await self.send(frames.sync(Sync.STEP1, self.document.get_state()))
        while await self.take() != (Kind.SYNC, Sync.STEP2):
            pass

    async def write(self, words: str, at: int | None = None) -> None:
        """Type `words` and wait until the server has stored them."""
        before = self.document.get_state()
        self.root.insert(len(self.root) if at is None else at, words)
        await self.send_update(self.document.get_update(before))

    async def send_update(self, update: bytes) -> None:
        self.sent += 1
        await self.send(frames.sync(Sync.UPDATE, update))
        await self.until(lambda: self.stored >= self.sent or bool(self.refusals))

    async def until(self, condition: Any) -> None:
        async with asyncio.timeout(PATIENCE):  # the server's own frames never end
            while not condition():
                await self.take()

    async def take(self) -> tuple[int, int]:
        """Read one frame and do what a client does with it; returns its kind and step."""
        message = await self.communicator.receive_output(PATIENCE)
        if message["type"] == "websocket.close":
            raise Ended(message["code"])
        reader = Reader(message["bytes"])
        kind, step = reader.number(), -1
        if kind == Kind.SYNC:
            step = reader.number()
            if step == Sync.STEP1:
                self.sent += 1
                missing = self.document.get_update(reader.octets())
                await self.send(frames.sync(Sync.STEP2, missing))
            else:
                self.document.apply_update(reader.octets())
        elif kind == Kind.STORED:
            self.stored = reader.number()
        elif kind == Kind.HELLO:
            self.hello = json.loads(reader.octets())
        elif kind == Kind.REFUSED:
            self.refusals.append(json.loads(reader.octets()))
        elif kind == Kind.AWARENESS:
            inner = Reader(reader.octets())
            assert inner.number() == 1
            self.presences.append(
                {"client": inner.number(), "clock": inner.number(), **shown(inner.octets())}
            )
        return kind, step

    async def ended(self) -> int:
        """The code the server closes with."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    await self.take()
        except Ended as ended:
            return ended.code


def shown(text: bytes) -> dict[str, Any]:
    return {"state": json.loads(text)}
