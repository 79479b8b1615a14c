"""Requests in views at a time are bounded; what waits for a client holds nobody up."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from hub.lanes import LANES, LanedHandler

guard = threading.Lock()
at_work: set[int] = set()
seen: list[int] = []  # how many were at work whenever one began
held_open: list[asyncio.Event] = []
waiting, freed = threading.Semaphore(0), threading.Event()


def work(request: HttpRequest) -> HttpResponse:
    with guard:
        at_work.add(id(request))
        seen.append(len(at_work))
    time.sleep(0.02)
    with guard:
        at_work.remove(id(request))
    return HttpResponse("done")


def fails(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a view that breaks")


def held(request: HttpRequest) -> StreamingHttpResponse:
    async def frames() -> AsyncIterator[bytes]:
        held_open.append(asyncio.Event())
        await held_open[-1].wait()
        yield b"released"

    return StreamingHttpResponse(frames())


def stuck(request: HttpRequest) -> HttpResponse:
    waiting.release()
    assert freed.wait(20)
    return HttpResponse("freed")


urlpatterns = [
    path("stuck/", stuck),
    path("work/", work),
    path("fails/", fails),
    path("held/", held),
]


@pytest.fixture
def client() -> httpx.AsyncClient:
    transport = httpx.ASGITransport(LanedHandler(), raise_app_exceptions=False)  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


@override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[])
def test_as_many_at_a_time_as_there_are_lanes(client: httpx.AsyncClient) -> None:
    async def crowd() -> list[httpx.Response]:
        async with client:
            return await asyncio.gather(*(client.get("/work/") for _ in range(4 * LANES)))

    assert {answer.text for answer in asyncio.run(crowd())} == {"done"}
    assert 1 < max(seen) <= LANES


@override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[])
def test_a_view_that_fails_gives_its_lane_back(client: httpx.AsyncClient) -> None:
    async def crowd() -> httpx.Response:
        async with client:
            await asyncio.gather(*(client.get("/fails/") for _ in range(2 * LANES)))
            return await client.get("/work/")

    assert asyncio.run(crowd()).text == "done"


@override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[])
def test_answers_that_are_held_open_take_no_lane(client: httpx.AsyncClient) -> None:
    async def crowd() -> tuple[httpx.Response, list[httpx.Response]]:
        async with client:
            holding = [asyncio.create_task(client.get("/held/")) for _ in range(2 * LANES)]
            async with asyncio.timeout(20):
                while len(held_open) < len(holding):
                    other = await client.get("/work/")
            assert not any(each.done() for each in holding)
            for each in held_open:
                each.set()
            return other, await asyncio.gather(*holding)

    other, holding = asyncio.run(crowd())
    assert other.text == "done"
    assert {answer.text for answer in holding} == {"released"}


@override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[])
def test_that_the_process_lives_is_told_while_every_lane_is_taken(
    client: httpx.AsyncClient,
) -> None:
    async def crowd() -> httpx.Response:
        async with client, asyncio.timeout(20):
            stuck = [asyncio.create_task(client.get("/stuck/")) for _ in range(LANES + 1)]
            for _lane in range(LANES):
                await asyncio.to_thread(waiting.acquire)
            try:
                return await client.get("/healthz")
            finally:
                freed.set()
                await asyncio.gather(*stuck)

    assert asyncio.run(crowd()).json() == {"status": "ok"}
