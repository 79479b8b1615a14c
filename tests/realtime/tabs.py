"""One browser tab on a live connection, as tests see it: commands out, frames in."""

import asyncio
import json
from itertools import count
from types import TracebackType
from typing import Any, Protocol, Self

from channels.testing import WebsocketCommunicator
from django.conf import settings
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from hub.asgi import application

PATIENCE = 20.0  # seconds until a missing frame fails the test
Frame = dict[str, Any]


class Ended(Exception):
    """The server closed the connection."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Carrier(Protocol):
    async def send(self, text: str) -> None: ...
    async def receive(self) -> str: ...
    async def close(self) -> None: ...


class InProcess:
    """The application's own ASGI messages, without a network."""

    def __init__(self, session_key: str | None, *, origin: str, language: str) -> None:
        cookies = f"{settings.LANGUAGE_COOKIE_NAME}={language}"
        if session_key is not None:
            cookies += f"; {settings.SESSION_COOKIE_NAME}={session_key}"
        headers = [(b"cookie", cookies.encode()), (b"origin", origin.encode())]
        self.communicator = WebsocketCommunicator(application, "/ws/", headers)

    async def open(self) -> None:
        connected, _subprotocol = await self.communicator.connect(timeout=PATIENCE)
        assert connected

    async def send(self, text: str) -> None:
        await self.communicator.send_input({"type": "websocket.receive", "text": text})

    async def send_bytes(self, data: bytes) -> None:
        await self.communicator.send_input({"type": "websocket.receive", "bytes": data})

    async def receive(self) -> str:
        message = await self.communicator.receive_output(PATIENCE)
        if message["type"] == "websocket.close":
            raise Ended(message["code"])
        return str(message["text"])

    async def close(self) -> None:
        await self.communicator.disconnect(timeout=PATIENCE)


class OverNetwork:
    """A real WebSocket to a real server process."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def send(self, text: str) -> None:
        await self.connection.send(text)

    async def receive(self) -> str:
        try:
            async with asyncio.timeout(PATIENCE):
                return str(await self.connection.recv())
        except ConnectionClosed as closed:
            raise Ended(closed.rcvd.code if closed.rcvd else 1006) from closed

    async def close(self) -> None:
        await self.connection.close()


class Tab:
    """Keeps every frame that was not awaited in `events`, in order."""

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.greeting: Frame = {}
        self.events: list[Frame] = []
        self.requests = count(1)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.carrier.close()

    async def frame(self) -> Frame:
        frame: Frame = json.loads(await self.carrier.receive())
        return frame

    async def greeted(self) -> Self:
        self.greeting = await self.event("session.hello")
        return self

    async def event(self, kind: str) -> Frame:
        """The first frame of this type, kept or still to come."""
        for kept in self.events:
            if kept["type"] == kind:
                self.events.remove(kept)
                return kept
        while (frame := await self.frame())["type"] != kind:
            self.events.append(frame)
        return frame

    async def answer(self, request: str) -> Frame:
        while (frame := await self.frame()).get("request") != request:
            self.events.append(frame)
        return frame

    async def ask(self, kind: str, **fields: object) -> Frame:
        """Send a command; returns the reply or refusal."""
        request = str(next(self.requests))
        await self.carrier.send(json.dumps({"type": kind, "request": request, **fields}))
        return await self.answer(request)

    async def do(self, kind: str, **fields: object) -> Frame:
        """Send a command that must succeed; returns the data of the reply."""
        answer = await self.ask(kind, **fields)
        assert answer["type"] == "reply", answer
        data: Frame = answer["data"]
        return data

    async def heard(self) -> list[Frame]:
        """Everything that arrived until now: frames come in order, so a ping marks the end."""
        await self.do("session.ping")
        return self.events

    async def ended(self) -> int:
        """The code the server closes with; frames before it are kept."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    self.events.append(await self.frame())
                except Ended as ended:
                    return ended.code


def kinds(frames: list[Frame]) -> list[str]:
    """The types of the frames that carry facts; presence comes and goes."""
    passing = {"presence.seen", "session.heartbeat", "session.hello"}
    return [frame["type"] for frame in frames if frame["type"] not in passing]
