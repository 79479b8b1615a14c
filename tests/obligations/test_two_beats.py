"""Two Celery workers and two beats on one city: each step is taken once, and soon."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from hub.obligations.models import Step
from tests.chat.factories import City
from tests.obligations.asking import ask
from tests.obligations.test_killed_worker import LADDER, city, every_step_once
from tests.realtime.server import database_url, process_environment

__all__ = ["city"]
pytestmark = pytest.mark.services
PATIENCE = 120  # seconds; a slow machine is no defect


@pytest.fixture
def two_workers_two_beats(city: City, tmp_path: Path) -> Iterator[None]:
    celery = [sys.executable, "-m", "celery", "--app", "hub.celery"]
    commands = [
        *([*celery, "worker", "--pool", "threads", "--concurrency", "2"] for _ in range(2)),
        *(
            [*celery, "beat", "--pidfile=", "--schedule", str(tmp_path / f"beat-{number}")]
            for number in range(2)
        ),
    ]
    environment = process_environment(database_url(), tmp_path)
    with ExitStack() as stack:
        for command in commands:
            running = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
            stack.callback(running.wait)
            stack.callback(running.terminate)
        yield


@pytest.mark.usefixtures("two_workers_two_beats")
def test_two_workers_and_two_beats_take_each_step_once(city: City) -> None:
    houses = [city.bob.organisation, city.charlie.organisation]
    obligations = [ask(city.alice, *houses, steps=LADDER) for _ in range(10)]
    for position in (1, 2, 3):
        due = timezone.now() + timedelta(seconds=position)
        Step.objects.filter(position=position).update(due_at=due)
    limit = time.monotonic() + PATIENCE
    while Step.objects.filter(kept_at=None).exists() and time.monotonic() < limit:
        time.sleep(0.2)
    for obligation in obligations:
        every_step_once(obligation, [house.name for house in houses])
