"""Who may ask the worker that renders, compares, exports and imports for people.

It answers one question at a time, and who waits for it holds a lane (`hub/lanes.py`) that
everybody needs. So few wait, each person once and not without end; the others are told at once.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from docs_app.bounded import BoundedWorker
from hub.errors import Busy, RateLimited
from hub.organisations.models import Member
from hub.realtime.limits import Buckets

PLACES = 4  # people who have the worker or wait for it; each holds a lane
QUESTIONS_PER_SECOND = 0.2
QUESTIONS_BURST = 30.0  # looking through the revisions of a document

questions = Buckets(QUESTIONS_PER_SECOND, QUESTIONS_BURST)
rendering_worker = BoundedWorker(memory=1536, seconds=30.0)
asking: set[UUID] = set()
door = threading.Lock()


@contextmanager
def rendering_for(member: Member) -> Iterator[BoundedWorker]:
    """The worker, for one thing `member` wants. Raises Busy, RateLimited.

    Not inside a transaction: others would wait for its locks as long.
    """
    with door:
        if member.pk in asking or len(asking) >= PLACES:
            raise Busy
        asking.add(member.pk)
    try:
        if wait := questions.take(member.pk):
            raise RateLimited(wait)
        yield rendering_worker
    finally:
        with door:
            asking.remove(member.pk)
