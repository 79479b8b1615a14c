"""A worker in a process of its own, which can be stopped at one point of a step and killed there.

`python -m tests.obligations.worker MOMENT POINT`: with the clock standing at MOMENT it keeps every
due step of a ladder; at POINT it says so and waits for its end.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from importlib import import_module
from typing import Any

import django
import time_machine

# Where in the code: (module, function, before or after it).
POINTS = {
    "claimed": ("hub.obligations.keeping", "ring_step", "before"),
    "asking whom to ring": ("hub.obligations.actions.ringing", "people_of", "before"),
    "calls stored": ("hub.obligations.actions.ringing", "called", "after"),
    "mails promised": ("hub.obligations.actions.ringing", "tell_called", "after"),
    "step marked": ("hub.obligations.actions.ringing", "tell_moved", "before"),
    "committed": ("hub.obligations.keeping", "ring_step", "after"),
}


class Worker:
    """Started by a test on the test's own database."""

    def __init__(self, database: str, moment: datetime, point: str = "") -> None:
        command = [sys.executable, "-m", __name__, moment.isoformat(), point]
        environment = {**os.environ, "TSUNAGU_DATABASE_URL": database}
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def die(self) -> None:
        """Killed at its point, as by a power cut."""
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "here\n"
        self.process.kill()
        self.process.communicate()

    def finish(self) -> None:
        self.process.communicate()
        assert self.process.returncode == 0


def stopping(function: Callable[..., Any], when: str) -> Callable[..., Any]:
    def stop() -> None:
        sys.stdout.write("here\n")
        sys.stdout.flush()
        time.sleep(600)

    @wraps(function)
    def stopped(*args: Any, **kwargs: Any) -> Any:
        if when == "before":
            stop()
        done = function(*args, **kwargs)
        stop()
        return done

    return stopped


def main(moment: str, point: str) -> None:
    django.setup()
    if point:
        module, name, when = POINTS[point]
        place = import_module(module)
        setattr(place, name, stopping(getattr(place, name), when))
    with time_machine.travel(datetime.fromisoformat(moment), tick=False):
        import_module("hub.obligations.keeping").keep_steps()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    main(sys.argv[1], sys.argv[2])
