"""The three servers, and how each frames y-protocols' messages."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks import city
from docs_app import frames
from docs_app.frames import Sync

HERE = Path(__file__).resolve().parent
START_WITHIN = 30  # seconds


@dataclass(frozen=True)
class Contender:
    """A server: how to start it, and what belongs before each of its frames."""

    name: str
    command: list[str]
    stored: str  # what is on disk when an edit is seen by others
    environment: dict[str, str]
    keeps: Path  # where it stores
    journal: bool = False  # made to store first, as the hub does

    @property
    def wrapped(self) -> bool:
        """Whether each frame begins with the name of its document."""
        return self.name.startswith("Hocuspocus")

    def path(self, document: str) -> str:
        return f"/ws/documents/{document}/" if self.name == "Tsunagu" else f"/{document}"

    def prefix(self, document: str) -> bytes:
        return frames.octets(document.encode()) if self.wrapped else b""

    def greeting(self, document: str) -> list[bytes]:
        """What a client sends first."""
        ask = self.prefix(document) + frames.sync(Sync.STEP1, b"\0")
        if not self.wrapped:
            return [ask]
        token = self.prefix(document) + bytes((2, 0)) + frames.octets(b"token")
        return [token, ask]


def contenders(python: str, port: int, folder: Path) -> list[Contender]:
    modules = HERE / "node_modules"
    serve = ["manage.py", "serve", "--no-jobs", "--port", str(port)]
    hocuspocus = ["node", str(HERE / "hocuspocus.mjs"), str(port)]
    leveldb = {"HOST": "127.0.0.1", "PORT": str(port), "YPERSISTENCE": str(folder / "leveldb")}
    return [
        Contender("Tsunagu", [python, *serve], "every edit, fsync", {}, folder),
        Contender(
            "y-websocket",
            ["node", str(modules / "y-websocket/bin/server.js")],
            "nothing yet; LevelDB soon after, no fsync",
            leveldb,
            folder / "leveldb",
        ),
        Contender(
            "Hocuspocus",
            [*hocuspocus, str(folder / "hocuspocus")],
            "nothing yet; the document after 2 s of rest",
            {},
            folder / "hocuspocus",
        ),
        Contender(
            "y-websocket, stored first",
            ["node", str(HERE / "y-websocket.mjs"), str(port), str(folder / "y-websocket.log")],
            "every edit, fsync",
            {},
            folder / "y-websocket.log",
            journal=True,
        ),
        Contender(
            "Hocuspocus, stored first",
            [*hocuspocus, str(folder / "durable"), str(folder / "hocuspocus.log")],
            "every edit, fsync",
            {},
            folder / "hocuspocus.log",
            journal=True,
        ),
    ]


@contextmanager
def running(contender: Contender, port: int) -> Iterator[int]:
    """The server until the block ends; yields its process id."""
    environment = {**os.environ, **contender.environment}
    with subprocess.Popen(contender.command, cwd=city.ROOT, env=environment) as process:
        try:
            await_answer(port)
            yield process.pid
        finally:
            process.terminate()


def await_answer(port: int) -> None:
    limit = time.monotonic() + START_WITHIN
    while time.monotonic() < limit:
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("The server did not start.")


def family(pid: int) -> list[int]:
    """The process and all its descendants: the hub checks updates in a child of a thread."""
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            found += family(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    return sum(city.cpu_seconds(each) for each in family(pid))


def memory(pid: int) -> float:
    return sum(city.peak_memory(each) for each in family(pid))
