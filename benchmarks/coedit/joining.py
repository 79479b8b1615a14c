#!/usr/bin/env python3
"""Joining a long document, and what its history costs.

  .venv/bin/python -m benchmarks.coedit.joining --edits 4000

200,000 characters in 3,000 paragraphs are written into each server, then joined by somebody who
has nothing; then five people edit it in turn, here and there, and it is joined again. Length
stays: as much is deleted as is written. The hub's log is folded in the end, as its jobs do.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pycrdt
import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from benchmarks import city
from benchmarks.coedit.__main__ import Place, places_of, update_frame
from benchmarks.coedit.paper import WRITERS, Paper
from launcher.private_servers import free_port

AHEAD = 20  # frames on their way
PAUSE = 0.002  # seconds between frames, for servers that acknowledge nothing
REST = 5.0  # seconds until the slowest server has stored what it holds
JOINS = 20
STALLED = 30  # seconds without an acknowledgement


@dataclass
class Joined:
    seconds: float
    size: int


class Desk:
    """One connection to one server."""

    def __init__(self, contender: Any, place: Place, port: int) -> None:
        self.contender, self.place, self.port = contender, place, port
        self.sent = 0
        self.stored = 0
        self.progress = asyncio.Event()
        self.socket: ClientConnection | None = None
        self.listening: asyncio.Task[None] | None = None

    async def open(self) -> ClientConnection:
        address = f"ws://127.0.0.1:{self.port}{self.contender.path(self.place.document)}"
        self.socket = await connect(
            address,
            origin=Origin(f"http://127.0.0.1:{self.port}"),
            additional_headers={"Cookie": self.place.cookie},
            proxy=None,
            max_size=None,
        )
        for frame in self.contender.greeting(self.place.document):
            await self.socket.send(frame)
        return self.socket

    def inside(self, message: Any) -> Any:
        """The frame behind the document's name, as a reader."""
        from docs_app.frames import Reader

        reader = Reader(bytes(message))
        if self.contender.wrapped:
            reader.octets()
        return reader

    async def stay(self) -> None:
        """Hear what comes, so that nothing piles up; count what is stored."""
        socket = await self.open()
        self.listening = asyncio.create_task(self.hear(socket))

    async def hear(self, socket: ClientConnection) -> None:
        from docs_app.frames import Kind

        async for message in socket:
            reader = self.inside(message)
            kind = reader.number()
            if kind == Kind.STORED:
                self.stored = reader.number()
                self.progress.set()
            elif kind == Kind.REFUSED:
                sys.exit(f"refused: {reader.octets().decode()}")

    async def write(self, update: bytes) -> None:
        assert self.socket is not None
        self.sent += 1
        prefix = self.contender.prefix(self.place.document)
        await self.socket.send(prefix + update_frame(update))
        if self.contender.name != "Tsunagu":
            await asyncio.sleep(PAUSE)
            return
        await self.until_at_most(AHEAD)

    async def until_at_most(self, ahead: int) -> None:
        while self.contender.name == "Tsunagu" and self.sent - self.stored > ahead:
            self.progress.clear()
            async with asyncio.timeout(STALLED):
                await self.progress.wait()

    async def join(self, length: int) -> Joined:
        """From nothing to the whole text. Raises ValueError when it is not the whole."""
        from docs_app.frames import Kind, Sync

        start = time.perf_counter()
        socket = await self.open()
        document: pycrdt.Doc[Any] = pycrdt.Doc()
        text = document.get("main", type=pycrdt.Text)
        async for message in socket:
            reader = self.inside(message)
            # Hocuspocus has a kind of its own, 4, for the answer to a question.
            if reader.number() not in {Kind.SYNC, 4} or reader.number() == Sync.STEP1:
                continue
            update = reader.octets()
            document.apply_update(update)
            if len(update) > 2:
                break
        taken = time.perf_counter() - start
        await socket.close()
        if len(text) != length:
            raise ValueError(f"{len(text)} of {length} bytes of text")
        return Joined(taken, len(update))

    async def leave(self) -> None:
        await self.until_at_most(0)
        if self.socket is not None:
            await self.socket.close()
        if self.listening is not None:
            await self.listening


async def written(
    contender: Any, places: list[Place], port: int, updates: Iterator[tuple[int, bytes]]
) -> None:
    desks = [Desk(contender, place, port) for place in places]
    for desk in desks:
        await desk.stay()
    await asyncio.sleep(1)
    last = 0
    for writer, update in updates:
        if writer != last:  # nobody builds on words that the server has not sent on yet
            await desks[last].until_at_most(0)
            last = writer
        await desks[writer].write(update)
    for desk in desks:
        await desk.leave()
    await asyncio.sleep(REST)


async def joined(
    contender: Any, places: list[Place], port: int, pid: int, length: int
) -> tuple[Joined, list[Joined], float]:
    """The first join after the start, those that follow, and processor time of one."""
    from benchmarks.coedit import servers

    first = await Desk(contender, places[0], port).join(length)
    keeper = Desk(contender, places[1], port)  # keeps the document open for the others
    await keeper.stay()
    await asyncio.sleep(1)
    before = servers.cpu_seconds(pid)
    others = [await Desk(contender, places[0], port).join(length) for _ in range(JOINS)]
    cpu = (servers.cpu_seconds(pid) - before) / JOINS
    await keeper.leave()
    return first, others, cpu


def on_disk(contender: Any, document: str) -> int:
    """Bytes of state and history: rows of the hub, files of the others."""
    if contender.name != "Tsunagu":
        files = [contender.keeps, *contender.keeps.rglob("*")]
        return sum(each.stat().st_size for each in files if each.is_file())
    from docs_app.models import Document, DocumentUpdate

    rows = DocumentUpdate.objects.filter(document_id=document).values_list("data", flat=True)
    snapshot = Document.objects.values_list("snapshot", flat=True).get(pk=document)
    return len(bytes(snapshot)) + sum(len(bytes(data)) for data in rows)


def report(contender: Any, stage: str, places: list[Place], port: int, length: int) -> None:
    from benchmarks.coedit import servers

    with servers.running(contender, port) as pid:
        first, others, cpu = uvloop.run(joined(contender, places, port, pid, length))
        memory = servers.memory(pid)
    times = [each.seconds for each in others]
    middle, late = (city.percentile(times, share) * 1000 for share in (0.5, 0.95))
    disk = on_disk(contender, places[0].document)
    print(
        f"| {contender.name} | {stage} | {middle:,.0f} / {late:,.0f} | {first.seconds * 1000:,.0f} "
        f"| {cpu * 1000:,.0f} ms | {first.size / 1000:,.0f} KB | {disk / 1000:,.0f} KB "
        f"| {memory:.0f} MB |",
        flush=True,
    )


def run(contender: Any, members: list[Any], port: int, edits: int) -> None:
    from benchmarks.coedit import servers

    paper = Paper()
    places = places_of(contender.name, 1, WRITERS, members)
    for stage, updates in (
        ("as written", paper.paragraphs()),
        (f"{edits:,} edits later", paper.edits(edits)),
    ):
        with servers.running(contender, port):
            uvloop.run(written(contender, places, port, updates))
        report(contender, stage, places, port, len(paper))
    if contender.name == "Tsunagu":
        fold(places[0].document)
        report(contender, "folded", places, port, len(paper))


def fold(document: str) -> None:
    """What a job does every few seconds; the folded rows stay for 30 days as evidence."""
    from docs_app.actions.compaction import compact
    from docs_app.bounded import keeping_worker

    compact(UUID(document))
    keeping_worker.end()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--edits", type=int, default=4000)
    options = parser.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="tsunagu-benchmark-") as folder:
        city.prepare(Path(folder), port)
        from benchmarks.coedit import servers

        members = city.make_members(WRITERS)
        print("| server | document | join p50 / p95 ms | first join after a start, ms ", end="")
        print("| CPU of a join | sent | on disk | memory |\n|---|---|---|---|---|---|---|---|")
        for contender in servers.contenders(sys.executable, port, Path(folder)):
            if not contender.journal:
                run(contender, members, port, options.edits)


if __name__ == "__main__":
    main()
