"""The carriers for networks that strip `Upgrade`: server-sent events, else long polling.

Both are stateless between requests, so any process can answer. Commands are posted and
answered in the response. A long poll names the versions the client has; what happened
between two polls shows as a version ahead of it, and the client resumes.
"""

import asyncio
from collections.abc import AsyncIterator

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_POST
from pydantic_core import from_json

from hub.realtime.listener import Closed
from hub.realtime.protocol import CloseCode, Closing
from hub.realtime.session import LiveSession

POLL_SECONDS = 25.0  # proxies cut idle connections at 60 s
GATHER_SECONDS = 0.05  # after a first frame, wait for its neighbours
KEEPALIVE_SECONDS = 15.0


def closing(code: CloseCode) -> str:
    return Closing(code=int(code)).model_dump_json()


def stream(frames: AsyncIterator[bytes], content_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(frames, content_type=content_type)
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"  # nginx would hold events back
    return response


async def events(session_class: type[LiveSession], cookie: str) -> AsyncIterator[bytes]:
    """Server-sent events: `data: <frame>` lines, a comment when nothing happens."""
    try:
        session = await session_class.identified(cookie)
        await session.start()
    except Closed as closed:
        yield f"data: {closing(closed.code)}\n\n".encode()
        return
    try:
        while True:
            try:
                async with asyncio.timeout(KEEPALIVE_SECONDS):
                    text = await session.listener.next()
            except TimeoutError:
                yield b": still here\n\n"
            else:
                yield f"data: {text}\n\n".encode()
    except Closed as closed:
        yield f"data: {closing(closed.code)}\n\n".encode()
    finally:
        session.stop()


async def poll(
    session_class: type[LiveSession], cookie: str, known: dict[str, int] | None
) -> AsyncIterator[bytes]:
    """One JSON array: the greeting with all versions, then what comes within POLL_SECONDS.

    Answers at once when `known` differs from the greeting's versions: the client has
    missed something between two polls. None asks for the greeting alone.
    """
    try:
        session = await session_class.identified(cookie)
        hello = await session.start()
    except Closed as closed:
        yield f"[{closing(closed.code)}]".encode()
        return
    try:
        frames = [await session.listener.next()]
        if known == hello.versions:
            frames += await gather(session)
    finally:
        session.stop()
    yield f"[{','.join(frames)}]".encode()


async def gather(session: LiveSession) -> list[str]:
    """Wait for a first frame, and a moment for its neighbours."""
    frames: list[str] = []
    try:
        async with asyncio.timeout(POLL_SECONDS):
            frames.append(await session.listener.next())
        await asyncio.sleep(GATHER_SECONDS)
        while session.listener.frames:
            frames.append(await session.listener.next())
    except TimeoutError:
        pass
    except Closed as closed:
        frames.append(closing(closed.code))
    return frames


def known_versions(body: bytes) -> dict[str, int] | None:
    """Read `{"versions": {room: version}}`; anything else counts as not known."""
    try:
        versions = from_json(body or b"{}").get("versions")
    except (ValueError, AttributeError):
        return None
    return versions if isinstance(versions, dict) else None


def live_urls(session_class: type[LiveSession]) -> list[URLPattern]:
    """The three addresses of the HTTP carriers, for one kind of session."""

    @require_GET
    def events_view(request: HttpRequest) -> StreamingHttpResponse:
        cookie = request.headers.get("Cookie", "")
        return stream(events(session_class, cookie), "text/event-stream")

    @require_POST
    def poll_view(request: HttpRequest) -> StreamingHttpResponse:
        cookie, known = request.headers.get("Cookie", ""), known_versions(request.body)
        return stream(poll(session_class, cookie, known), "application/json")

    @require_POST
    async def command_view(request: HttpRequest) -> HttpResponse:
        try:
            session = await session_class.identified(request.headers.get("Cookie", ""))
        except Closed as closed:
            return JsonResponse({"type": "session.closing", "code": int(closed.code)}, status=403)
        reply = await session.receive(request.body.decode(errors="replace"))
        return HttpResponse(reply.model_dump_json(), content_type="application/json")

    return [
        path("events/", events_view, name="events"),
        path("poll/", poll_view, name="poll"),
        path("commands/", command_view, name="commands"),
    ]
