"""Private PostgreSQL and Redis servers on free ports, for the length of the tests."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.steps import Missing

START_SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def postgres_bin() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        raise Missing("PostgreSQL is missing: apt-get install postgresql")
    return found[-1]


def run(command: list[str]) -> None:
    """Run one of PostgreSQL's commands, which refuse to work for root."""
    user = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(
        command,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
    )
    if done.returncode:
        raise Missing(f"{command[-1]} failed: {done.stderr.strip()[-200:]}")


def wait_for(port: int, name: str) -> None:
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise Missing(f"{name} did not start.")


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    binaries, data, port = postgres_bin(), folder / "postgres", free_port()
    data.mkdir()
    if os.geteuid() == 0:
        folder.chmod(0o755)
        shutil.chown(data, "postgres", "postgres")
    initdb = [str(binaries / "initdb"), "-D", str(data), "-U", "hub", "-A", "trust"]
    run([*initdb, "--locale=C.UTF-8", "--encoding=UTF8", "-N"])
    options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1 -c fsync=off"
    control = [str(binaries / "pg_ctl"), "-D", str(data), "-w"]
    run([*control, "-l", str(data / "log"), "-o", options, "start"])
    try:
        wait_for(port, "PostgreSQL")
        yield f"postgres://hub@127.0.0.1:{port}/postgres"
    finally:
        run([*control, "-m", "immediate", "stop"])


@contextmanager
def redis() -> Iterator[str]:
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(port, "Redis")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


@contextmanager
def services(folder: Path) -> Iterator[dict[str, str]]:
    """Environment variables that point the hub at both servers."""
    with postgres(folder) as database, redis() as layer:
        yield {
            "TSUNAGU_DATABASE_URL": database,
            "TSUNAGU_REDIS_URL": layer,
            "TSUNAGU_TEST_SERVICES": "1",
        }
