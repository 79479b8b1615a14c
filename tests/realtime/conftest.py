"""Fixtures of the live delivery: a city, tabs in this process, one real server."""

import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from hub.organisations.models import Member
from hub.realtime import limits
from hub.realtime.database import THREADS, db, executor
from hub.realtime.fanout import running_fanout
from tests.chat.factories import City, make_city, sign_in
from tests.realtime.server import Server, database_url
from tests.realtime.tabs import InProcess, Tab

# Two processes need PostgreSQL and Redis; `./run test` provides them in its second run.
collect_ignore = [] if os.environ.get("TSUNAGU_TEST_SERVICES") else ["test_two_processes.py"]

OpenTab = Callable[..., Awaitable[Tab]]


@pytest.fixture
def city(transactional_db: None) -> City:
    return make_city()


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test pays for the frames of another."""
    monkeypatch.setattr(
        limits, "commands", limits.Buckets(limits.COMMANDS_PER_SECOND, limits.COMMANDS_BURST)
    )


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


@pytest.fixture
async def open_tab(city: City) -> AsyncIterator[OpenTab]:
    """`await open_tab(member)`: signed in anew, connected, greeted. Closed at the end."""
    async with AsyncExitStack() as stack:

        async def opened(
            member: Member, *, session_key: str | None = None, language: str = "ja"
        ) -> Tab:
            key = session_key or await db(sign_in, member)
            carrier = InProcess(key, origin=settings.ORIGINS[0], language=language)
            await carrier.open()
            tab = await stack.enter_async_context(Tab(carrier))
            await tab.greeted()
            assert tab.greeting["member"] == str(member.id)
            return tab

        yield opened
    if serving := running_fanout():
        await serving.stop()


@pytest.fixture(scope="session")
def server_process(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    server = Server(database_url(), Path(tmp_path_factory.mktemp("server")))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(server_process: Server, city: City) -> Server:
    """One real server for all tests; what it serves is emptied between them."""
    return server_process
