"""Celery's worker and beat as threads of the serving process: a small city needs no more.

The memory broker forgets its queue at exit; nothing is lost, because all promised work is
a row, and the next tick finds it.
"""

import threading

from celery.beat import EmbeddedService
from celery.worker import WorkController
from django.conf import settings

from hub.celery import app

WORKER_THREADS = 2


class EmbeddedJobs:
    """Start with the server, stop with it."""

    def __init__(self) -> None:
        self.worker = WorkController(
            app=app,
            pool_cls="threads",
            concurrency=WORKER_THREADS,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        )
        schedule = str(settings.DATA_DIR / "beat-schedule")
        self.beat = EmbeddedService(app, thread=True, schedule_filename=schedule)

    def start(self) -> None:
        threading.Thread(target=self.worker.start, name="celery-worker", daemon=True).start()
        self.beat.daemon = True
        self.beat.start()

    def stop(self) -> None:
        self.beat.stop()
        self.worker.stop()
