"""Serve the hub with uvicorn; without Redis the jobs run in this process too."""

import signal
import sys
import warnings
from argparse import ArgumentParser
from socket import socket
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand

from hub.embedded import EmbeddedJobs
from hub.realtime.fanout import running_fanout
from hub.realtime.limits import FRAME_BYTES

GRACE_SECONDS = 3
# Whitenoise reads a file in one go: the build's files are small, and nginx may serve them.
WHOLE_FILES = "StreamingHttpResponse must consume synchronous iterators"


class Server(uvicorn.Server):
    """Ends live streams itself: uvicorn would wait for them until its patience is over."""

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        if (serving := running_fanout()) is not None:
            await serving.stop()
        await super().shutdown(sockets)


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-jobs", action="store_true", help="jobs run elsewhere")

    def handle(self, *_args: Any, **options: Any) -> None:
        warnings.filterwarnings("ignore", message=WHOLE_FILES)
        # uvicorn ends its work first, then raises the signal again: leave through `finally`.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        jobs = None
        if not settings.REDIS_URL and not options["no_jobs"]:
            jobs = EmbeddedJobs()
            jobs.start()
        try:
            Server(config(options["host"], options["port"])).run()
        except KeyboardInterrupt:
            pass  # uvicorn has ended its work
        finally:
            if jobs is not None:
                jobs.stop()


def config(host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        "hub.asgi:application",
        host=host,
        port=port,
        log_level="warning",
        # A little above our own limit, so that our answer names the reason.
        ws_max_size=FRAME_BYTES * 16,
        ws_max_queue=8,
        # Compressing for each socket alone costs more than the bytes it saves.
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        proxy_headers=settings.PROXY_COUNT > 0,
    )
