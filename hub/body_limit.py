"""No request body above a limit: Django would spool the whole of it before any view runs."""

from collections.abc import Awaitable, Callable
from typing import Any

BODY_BYTES = 10 * 1024 * 1024  # one piece of an upload is at most 8 MiB

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class TooLarge(Exception):
    """More came than is allowed."""


class BodyLimit:
    """ASGI middleware: 413 for an announced length above `limit`, or when that much came."""

    def __init__(self, application: Callable[..., Any], limit: int = BODY_BYTES) -> None:
        self.application, self.limit = application, limit

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if not length.isdigit() or int(length) > self.limit:
            await refuse(send)
            return
        try:
            await self.application(scope, self.counted(receive), send)
        except TooLarge:  # raised while reading, so before any answer
            await refuse(send)

    def counted(self, receive: Receive) -> Receive:
        came = 0

        async def counting() -> Any:
            nonlocal came
            event = await receive()
            came += len(event.get("body", b""))
            if came > self.limit:
                raise TooLarge
            return event

        return counting


async def refuse(send: Send) -> None:
    """413, and the connection ends: what is still coming is not read."""
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
