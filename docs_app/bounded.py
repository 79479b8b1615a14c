"""The parent's side of the bounded worker: ask it, and outlive it.

Whatever an update or a document does to the process that reads it (endless loops, gigabytes, a
crash of native code) costs that process; the next question starts another.
"""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from select import select
from typing import Any

from docs_app.worker import LENGTHS

ROOT = Path(__file__).resolve().parent.parent
GRACE = 30.0  # seconds a loaded machine may take beyond the processor time that is allowed


class Broken(Exception):
    """The worker did not survive the question, or gave no answer in time."""


class RefusedByWorker(Exception):
    """The worker answered that it will not; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BoundedWorker:
    """One process, started when first needed; questions are asked one at a time."""

    def __init__(self, *, memory: int, seconds: float) -> None:
        self.memory, self.seconds = memory, seconds  # MiB, and of processor time for one answer
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        # Counts processes: who keeps something in one sees that it is gone.
        self.started = 0

    def ask(
        self, task: str, data: bytes = b"", *, seconds: float | None = None, **options: Any
    ) -> tuple[dict[str, Any], bytes]:
        """The answer's JSON and bytes. Raises RefusedByWorker, Broken."""
        with self.lock:
            return self.ask_locked(task, data, seconds=seconds, **options)

    def ask_locked(
        self, task: str, data: bytes = b"", *, seconds: float | None = None, **options: Any
    ) -> tuple[dict[str, Any], bytes]:
        allowed = self.seconds if seconds is None else seconds
        request = {"task": task, "options": options, "seconds": allowed}
        try:
            answer, payload = self.exchange(json.dumps(request).encode(), data, allowed)
        except (OSError, ValueError) as error:
            self.end()
            raise Broken(task) from error
        if "refused" in answer:
            raise RefusedByWorker(answer["refused"])
        return answer, payload

    def exchange(self, text: bytes, data: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        process = self.running()
        assert process.stdin is not None  # noqa: S101  both are pipes
        assert process.stdout is not None  # noqa: S101
        process.stdin.write(LENGTHS.pack(len(text), len(data)) + text + data)
        process.stdin.flush()
        ready, _, _ = select([process.stdout], [], [], seconds + GRACE)
        if not ready:
            raise OSError("no answer in time")
        first, second = LENGTHS.unpack(self.exactly(LENGTHS.size))
        answer: dict[str, Any] = json.loads(self.exactly(first))
        return answer, self.exactly(second)

    def exactly(self, length: int) -> bytes:
        assert self.process is not None  # noqa: S101
        assert self.process.stdout is not None  # noqa: S101
        data = self.process.stdout.read(length)
        if len(data) != length:
            raise OSError("the worker ended")
        return data

    def running(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self.end()
            environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ.get("PATH", "")}
            command = [sys.executable, "-m", "docs_app.worker", str(self.memory)]
            self.process = subprocess.Popen(  # noqa: S603  our own module
                command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self.started += 1
        return self.process

    def end(self) -> None:
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


# Each web process tries updates in the first, each job process keeps documents up in the second;
# what people ask for is in `admission.py`.
staging_worker = BoundedWorker(memory=768, seconds=1.0)
keeping_worker = BoundedWorker(memory=1536, seconds=30.0)
