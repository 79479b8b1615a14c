"""Serve the hub with uvicorn; without Redis the jobs run in this process too."""

from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand

from hub.embedded import EmbeddedJobs
from hub.realtime.limits import FRAME_BYTES

GRACE_SECONDS = 3


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-jobs", action="store_true", help="jobs run elsewhere")

    def handle(self, *_args: Any, **options: Any) -> None:
        jobs = None
        if not settings.REDIS_URL and not options["no_jobs"]:
            jobs = EmbeddedJobs()
            jobs.start()
        try:
            uvicorn.run(
                "hub.asgi:application",
                host=options["host"],
                port=options["port"],
                log_level="warning",
                # A little above our own limit, so that our answer names the reason.
                ws_max_size=FRAME_BYTES * 16,
                ws_max_queue=8,
                # Compressing for each socket alone costs more than the bytes it saves.
                ws_per_message_deflate=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
                proxy_headers=settings.PROXY_COUNT > 0,
            )
        finally:
            if jobs is not None:
                jobs.stop()
