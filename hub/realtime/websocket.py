"""The first carrier: a WebSocket. Accepts, then closes with a code the browser can read."""

import asyncio
import random
from contextlib import suppress
from typing import Any

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from django.conf import settings

from hub.realtime import limits
from hub.realtime.listener import Closed
from hub.realtime.protocol import CloseCode
from hub.realtime.session import LiveSession


class SocketConsumer(AsyncConsumer):
    """Feeds a `LiveSession`; one task writes, Channels' dispatch reads."""

    session_class: type[LiveSession]

    def __init__(self, session_class: type[LiveSession]) -> None:
        super().__init__()
        self.session_class = session_class
        self.session: LiveSession | None = None
        self.writer: asyncio.Task[None] | None = None

    def header(self, name: bytes) -> str:
        return dict(self.scope["headers"]).get(name, b"").decode("latin1")

    async def websocket_connect(self, _message: dict[str, Any]) -> None:
        await self.send({"type": "websocket.accept"})
        try:
            self.admit()
            async with asyncio.timeout(limits.HANDSHAKE_WITHIN):
                address = self.scope["url_route"]["kwargs"]
                session = await self.session_class.identified(self.header(b"cookie"), **address)
                await session.start()
        except Closed as closed:
            await self.close(closed.code)
        except TimeoutError:
            await self.close(CloseCode.RESTART)
        else:
            self.session = session
            self.writer = asyncio.create_task(self.write(session))

    def admit(self) -> None:
        """The exact origin, because another port or scheme is another site."""
        if self.header(b"origin") not in settings.ORIGINS:
            raise Closed(CloseCode.FORBIDDEN)
        if limits.handshakes.take():
            raise Closed(CloseCode.LIMIT)

    async def write(self, session: LiveSession) -> None:
        life = limits.CONNECTION_SECONDS + random.uniform(-1, 1) * limits.CONNECTION_JITTER  # noqa: S311
        recycle = asyncio.get_running_loop().call_later(
            life, session.listener.close, CloseCode.RESYNC
        )
        try:
            code = await self.drain(session)
        except OSError:  # the client went away first; `websocket_disconnect` follows
            return
        finally:
            recycle.cancel()
            session.stop()
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(limits.WRITE_WITHIN):
                await self.close(code)

    async def drain(self, session: LiveSession) -> CloseCode:
        """Write frames until the session is over; returns why it is."""
        try:
            while True:
                text = await session.listener.next()
                async with asyncio.timeout(limits.WRITE_WITHIN):
                    await self.send({"type": "websocket.send", **session.packed(text)})
        except Closed as closed:
            return closed.code
        except TimeoutError:
            return CloseCode.TOO_SLOW

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        if self.session is None or self.session.listener.code is not None:
            return  # over: nothing is carried out between our closing and the client's
        frame = self.session.unpacked(message)
        if frame is None:
            self.session.listener.close(CloseCode.TOO_BIG)  # the other kind means nothing here
            return
        await self.session.converse(frame)

    async def websocket_disconnect(self, _message: dict[str, Any]) -> None:
        if self.session is not None:
            self.session.stop()
        if self.writer is not None:
            self.writer.cancel()
        raise StopConsumer

    async def close(self, code: CloseCode) -> None:
        await self.send({"type": "websocket.close", "code": int(code)})
