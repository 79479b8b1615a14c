"""A real server process on the test's own database."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.db import connection
from websockets.asyncio.client import connect

from launcher.private_servers import free_port
from tests.realtime.tabs import OverNetwork, Tab

START_WITHIN = 30  # seconds


def database_url() -> str:
    """The test database, as the server's environment names it."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{values['NAME']}"
    return f"postgres://{values['USER']}@{values['HOST']}:{values['PORT']}/{values['NAME']}"


def process_environment(database: str, data: Path) -> dict[str, str]:
    """What a process of the hub needs to work on that database."""
    return {
        **os.environ,
        "TSUNAGU_DATA": str(data),
        "TSUNAGU_SECRET_KEY": settings.SECRET_KEY,
        "TSUNAGU_DATABASE_URL": database,
    }


class Server:
    def __init__(self, database: str, data: Path, **environment: str) -> None:
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **process_environment(database, data),
            "TSUNAGU_ORIGINS": self.origin,
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "manage.py", "serve", "--no-jobs", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=self.environment, cwd=settings.BASE_DIR)
        limit = time.monotonic() + START_WITHIN
        while time.monotonic() < limit:
            try:
                httpx.get(f"{self.origin}/healthz", trust_env=False).raise_for_status()
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("The server did not start.")

    def kill(self) -> None:
        """As a power cut does: no goodbye."""
        self.end(signal.SIGKILL)

    def stop(self) -> None:
        self.end(signal.SIGTERM)

    def end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait()
            self.process = None

    def browser(self, session_key: str) -> httpx.AsyncClient:
        """A browser that is signed in: cookies, the CSRF token and its own origin."""
        return httpx.AsyncClient(**self.signed_in(session_key))

    def client(self, session_key: str) -> httpx.Client:
        """The same, for tests that are not asynchronous."""
        return httpx.Client(**self.signed_in(session_key))

    def signed_in(self, session_key: str) -> dict[str, Any]:
        token = "a" * 32
        return {
            "base_url": self.origin,
            "cookies": {
                settings.SESSION_COOKIE_NAME: session_key,
                settings.CSRF_COOKIE_NAME: token,
            },
            "headers": {"X-CSRFToken": token, "Origin": self.origin},
            "timeout": 40,
            "trust_env": False,
        }

    async def tab(self, session_key: str, **options: object) -> Tab:
        connection = await connect(
            self.origin.replace("http", "ws", 1) + "/ws/",
            origin=self.origin,  # type: ignore[arg-type]
            additional_headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={session_key}"},
            proxy=None,
            **options,  # type: ignore[arg-type]
        )
        return Tab(OverNetwork(connection))
