"""Group commit: what comes while a document's log is being written waits, and goes together.

One lock, one question to the bounded worker, one transaction and one fsync for all who wait. Each
is answered after the commit, in the order of coming; who is refused, is refused alone.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from uuid import UUID

from docs_app.actions.updates import Arrival
from docs_app.writing import Outcome, store_arrivals
from hub.realtime.database import db

TOGETHER = 64  # updates of one transaction
BYTES_TOGETHER = 256 * 1024  # a larger one goes alone


@dataclass
class Waiting:
    arrival: Arrival
    stored: asyncio.Future[None]
    alone: bool = False  # it was in a group that failed as a whole

    def answer(self, outcome: Outcome) -> None:
        if self.stored.done():  # the connection is gone; the log has it all the same
            return
        if outcome is None:
            self.stored.set_result(None)
        else:
            self.stored.set_exception(outcome)


Key = tuple[asyncio.AbstractEventLoop, UUID, int]


@dataclass
class Line:
    """The updates of one generation of one document that wait in this process."""

    document_id: UUID
    waiting: deque[Waiting] = field(default_factory=deque)

    async def serve(self, key: Key) -> None:
        while self.waiting:
            await self.store(self.group())
        del lines[key]

    def group(self) -> list[Waiting]:
        """The next ones, taken out."""
        taken = [self.waiting.popleft()]
        size = len(taken[0].arrival.data)
        while self.waiting and len(taken) < TOGETHER and not taken[0].alone:
            size += len(self.waiting[0].arrival.data)
            if size > BYTES_TOGETHER or self.waiting[0].alone:
                break
            taken.append(self.waiting.popleft())
        return taken

    async def store(self, group: list[Waiting]) -> None:
        try:
            outcomes = await db(store_arrivals, self.document_id, [each.arrival for each in group])
        except Exception as error:  # noqa: BLE001  answered to its sender
            if len(group) == 1:
                group[0].answer(error)
                return
            for each in group:
                each.alone = True
            outcomes = []
        for each, outcome in zip(group, outcomes, strict=False):
            each.answer(outcome)
        self.waiting.extendleft(reversed(group[len(outcomes) :]))


lines: dict[Key, Line] = {}
serving: set[asyncio.Task[None]] = set()  # kept until they are done


async def store_in_line(document_id: UUID, arrival: Arrival) -> None:
    """Returns once the update is committed. Raises as `writing.store_update`."""
    loop = asyncio.get_running_loop()
    waiting = Waiting(arrival, loop.create_future())
    key = (loop, document_id, arrival.generation)
    line = lines.get(key)
    if line is None:
        line = lines[key] = Line(document_id)
        line.waiting.append(waiting)
        serving.add(task := loop.create_task(line.serve(key)))
        task.add_done_callback(serving.discard)
    else:
        line.waiting.append(waiting)
    await waiting.stored
