"""The HTTP carriers of a document, for networks that strip `Upgrade`.

Stateless, so any process can answer: updates are posted and acknowledged, news is polled with
what the client has. Both carry the WebSocket's frames, many in one body (`frames.bundle`).
"""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_POST

from docs_app import frames, yjs
from docs_app.consumers import DocumentSession
from docs_app.frames import Kind, Malformed, Reader, Sync
from docs_app.log import stored_state
from hub.realtime.database import db
from hub.realtime.http import GATHER_SECONDS, POLL_SECONDS, stream
from hub.realtime.listener import Closed
from hub.realtime.protocol import CloseCode

BINARY = "application/octet-stream"
ORIGIN_LENGTH = 32


def closing(code: CloseCode) -> bytes:
    return frames.told(Kind.CLOSED, {"code": int(code)})


async def session_of(request: HttpRequest, document_id: UUID) -> DocumentSession:
    """Raises Closed. The connection's name is the client's own: it only spares it its echo."""
    cookie = request.headers.get("Cookie", "")
    session = await DocumentSession.identified(cookie, document_id=document_id)
    named = request.headers.get("X-Tsunagu-Connection", "")
    if len(named) == ORIGIN_LENGTH and named.isalnum():
        session.listener.origin = named
    return session


@require_POST
async def frames_view(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Carry out the frames of the body, in order; the body of the answer holds the answers."""
    try:
        session = await session_of(request, document_id)
        await session.groups()
        session.document.generation = int(request.headers.get("X-Tsunagu-Generation", "0"))
        answers: list[bytes] = []
        for frame in frames.unbundle(request.body):
            answers += await session.answers(frame)
            if session.ending is not None:
                answers.append(closing(session.ending))
                break
    except Closed as closed:
        answers = [closing(closed.code)]
    except (Malformed, ValueError):
        return HttpResponse(status=400)
    return HttpResponse(frames.bundle(answers), content_type=BINARY)


async def polled(request: HttpRequest, document_id: UUID, body: bytes) -> AsyncIterator[bytes]:
    """The greeting, what the client misses, and what comes within POLL_SECONDS.

    The body is `varuint seq, state vector`: answered at once when the log is ahead of seq.
    """
    try:
        session = await session_of(request, document_id)
        reader = Reader(body)
        seq, vector = reader.number(), reader.octets()
        await session.start()
    except Closed as closed:
        yield frames.bundle([closing(closed.code)])
        return
    except Malformed:
        yield frames.bundle([closing(CloseCode.TOO_BIG)])
        return
    listener = session.listener
    try:
        found = [await listener.next_frame() for _ in range(len(listener.frames))]
        if listener.seq == seq:
            found += await gathered(session)
        else:
            state = await db(stored_state, document_id)
            found.append(frames.sync(Sync.STEP2, yjs.missing(state, vector)))
    except ValueError:
        found = [closing(CloseCode.TOO_BIG)]
    finally:
        session.stop()
    yield frames.bundle([*found, frames.position(listener.seq)])


async def gathered(session: DocumentSession) -> list[bytes]:
    """Wait for a first frame, and a moment for its neighbours."""
    found: list[bytes] = []
    listener = session.listener
    try:
        async with asyncio.timeout(POLL_SECONDS):
            found.append(await listener.next_frame())
        await asyncio.sleep(GATHER_SECONDS)
        while listener.frames:
            found.append(await listener.next_frame())
    except TimeoutError:
        pass
    except Closed as closed:
        found.append(closing(closed.code))
    return found


@require_POST
def poll_view(request: HttpRequest, document_id: UUID) -> StreamingHttpResponse:
    return stream(polled(request, document_id, request.body), BINARY)
