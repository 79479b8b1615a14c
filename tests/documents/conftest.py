"""Fixtures of documents: a city, and desks in this process."""

import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack

import pytest
from asgiref.sync import SyncToAsync
from django.db import connections

from docs_app.models import Document
from hub.organisations.models import Member
from hub.realtime import limits
from hub.realtime.database import THREADS, db, executor
from hub.realtime.fanout import running_fanout
from tests.chat.factories import City, make_city, sign_in
from tests.documents.desks import Desk

OpenDesk = Callable[..., Awaitable[Desk]]


@pytest.fixture
def city(transactional_db: None) -> City:
    return make_city()


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test pays for the frames of another."""
    frames = limits.Buckets(limits.DOCUMENT_FRAMES_PER_SECOND, limits.DOCUMENT_FRAMES_BURST)
    sizes = limits.Buckets(limits.DOCUMENT_BYTES_PER_SECOND, limits.DOCUMENT_BYTES_BURST)
    monkeypatch.setattr(limits, "document_frames", frames)
    monkeypatch.setattr(limits, "document_bytes", sizes)


@pytest.fixture(autouse=True)
def no_connection_left() -> Iterator[None]:
    """PostgreSQL drops no database that a thread still holds."""
    yield
    together = threading.Barrier(THREADS)

    def close() -> None:
        together.wait()
        connections.close_all()

    for done in [executor.submit(close) for _ in range(THREADS)]:
        done.result()
    # Django's own thread, in which an AsyncClient runs views and middleware.
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()


@pytest.fixture
async def open_desk(city: City) -> AsyncIterator[OpenDesk]:
    """`await open_desk(member, document)`: signed in anew, connected, in step with the log."""
    async with AsyncExitStack() as stack:

        async def opened(member: Member, document: Document) -> Desk:
            desk = Desk(await db(sign_in, member), document.pk)
            return await stack.enter_async_context(desk)

        yield opened
    if serving := running_fanout():
        await serving.stop()
