"""Runs the scenarios against each server and prints one table for each."""

import argparse
import asyncio
import re
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pycrdt
import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from benchmarks import city
from launcher.private_servers import free_port

MARK = re.compile(rb"#(\d+);")
HANDSHAKES_PER_SECOND = 50
QUIET = 2.0  # seconds between the last hello and the first edit
DRAIN_SECONDS = 20.0


@dataclass
class Place:
    """One author at one document."""

    document: str
    cookie: str


@dataclass
class Meter:
    expected: int
    sent_at: dict[int, float] = field(default_factory=dict)
    seen: list[float] = field(default_factory=list)
    cpu: float = 0.0
    complete: asyncio.Event = field(default_factory=asyncio.Event)


class Author:
    """Types words of its own and notes when it sees those of others."""

    def __init__(self, contender: Any, place: Place, meter: Meter) -> None:
        self.contender, self.place, self.meter = contender, place, meter
        self.document: pycrdt.Doc[Any] = pycrdt.Doc()
        self.text = self.document.get("main", type=pycrdt.Text)
        self.ready = asyncio.Event()
        self.own: set[int] = set()
        self.socket: ClientConnection | None = None

    async def listen(self, port: int) -> None:
        origin = Origin(f"http://127.0.0.1:{port}")
        address = f"ws://127.0.0.1:{port}{self.contender.path(self.place.document)}"
        headers = {"Cookie": self.place.cookie}
        async with connect(
            address, origin=origin, additional_headers=headers, proxy=None, max_size=None
        ) as socket:
            self.socket = socket
            for frame in self.contender.greeting(self.place.document):
                await socket.send(frame)
            async for message in socket:
                self.hear(bytes(message), time.perf_counter())  # type: ignore[arg-type]
                await self.answer(bytes(message))  # type: ignore[arg-type]

    def hear(self, frame: bytes, now: float) -> None:
        self.ready.set()
        for mark in MARK.findall(frame):
            number = int(mark)
            if number not in self.own:
                self.own.add(number)  # once, however often it comes
                self.meter.seen.append(now - self.meter.sent_at[number])
        if len(self.meter.seen) >= self.meter.expected:
            self.meter.complete.set()

    async def answer(self, frame: bytes) -> None:
        """What a browser does with the server's question: what have you that I have not?"""
        from docs_app.frames import Kind, Reader, Sync, sync

        reader = Reader(frame)
        if self.contender.wrapped:
            reader.octets()
        if reader.number() == Kind.SYNC and reader.number() == Sync.STEP1:
            missing = self.document.get_update(reader.octets())
            prefix = self.contender.prefix(self.place.document)
            assert self.socket is not None
            await self.socket.send(prefix + sync(Sync.STEP2, missing))

    async def type(self, number: int) -> None:
        before = self.document.get_state()
        self.text.insert(len(self.text), f"#{number};")
        update = self.document.get_update(before)
        self.own.add(number)
        self.meter.sent_at[number] = time.perf_counter()
        assert self.socket is not None
        prefix = self.contender.prefix(self.place.document)
        await self.socket.send(prefix + update_frame(update))


def update_frame(update: bytes) -> bytes:
    from docs_app import frames

    return frames.sync(frames.Sync.UPDATE, update)


async def measure(
    contender: Any, places: list[Place], port: int, pid: int, options: argparse.Namespace
) -> Meter:
    """Everybody types at a steady pace, in turn, each at the own document."""
    from benchmarks.coedit import servers

    others = len(places) // len({place.document for place in places}) - 1
    edits = int(len(places) * options.pace * options.seconds)
    meter = Meter(expected=edits * others)
    authors = [Author(contender, place, meter) for place in places]
    listening = []
    for author in authors:
        listening.append(asyncio.create_task(author.listen(port)))
        await asyncio.sleep(1 / HANDSHAKES_PER_SECOND)
    async with asyncio.timeout(60):
        await asyncio.gather(*(author.ready.wait() for author in authors))
    await asyncio.sleep(QUIET)
    before = servers.cpu_seconds(pid)
    start = time.perf_counter()
    for number in range(edits):
        due = start + number / (len(places) * options.pace)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await authors[number * 7 % len(authors)].type(number)
    with suppress(TimeoutError):
        await asyncio.wait_for(meter.complete.wait(), DRAIN_SECONDS)
    meter.cpu = (servers.cpu_seconds(pid) - before) / edits
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    return meter


def places_of(name: str, documents: int, authors: int, members: list[Any]) -> list[Place]:
    """`authors` people at each of `documents` documents; people are not shared between them."""
    keys = city.sign_in(members) if name == "Tsunagu" else [""] * len(members)
    places = []
    for number in range(documents):
        crew = range(number * authors, (number + 1) * authors)
        document = shared(members, crew) if name == "Tsunagu" else uuid4().hex
        places += [Place(document, f"session={keys[index]}") for index in crew]
    return places


def shared(members: list[Any], crew: range) -> str:
    from docs_app.actions.documents import create_document
    from docs_app.models import DocumentAccess
    from docs_app.roles import Role

    owner = members[crew[0]]
    document = create_document(author=owner, title="起案")
    DocumentAccess.objects.bulk_create(
        DocumentAccess(document=document, member=members[index], role=Role.EDITOR, granted_by=owner)
        for index in crew[1:]
    )
    return str(document.pk)


def row(contender: Any, meter: Meter, memory: float) -> str:
    shares = (city.percentile(meter.seen, share) * 1000 for share in (0.5, 0.95, 0.99))
    times = " / ".join(f"{each:,.0f}" for each in shares)
    lost = meter.expected - len(meter.seen)
    return (
        f"| {contender.name} | {times} | {lost:,} of {meter.expected:,} "
        f"| {meter.cpu * 1000:.1f} ms | {memory:.0f} MB | {contender.stored} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1)
    parser.add_argument("--authors", type=int, default=20, help="in each document")
    parser.add_argument("--pace", type=float, default=2.0, help="edits of each author a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="tsunagu-benchmark-") as folder:
        city.prepare(Path(folder), port)
        from benchmarks.coedit import servers

        members = city.make_members(options.documents * options.authors)
        print("| server | seen by the others p50 / p95 / p99 ms | lost | CPU of an edit ", end="")
        print("| memory | on disk when seen |\n|---|---|---|---|---|---|", flush=True)
        for contender in servers.contenders(sys.executable, port, Path(folder)):
            places = places_of(contender.name, options.documents, options.authors, members)
            with servers.running(contender, port) as pid:
                meter = uvloop.run(measure(contender, places, port, pid, options))
                print(row(contender, meter, servers.memory(pid)), flush=True)


if __name__ == "__main__":
    main()
