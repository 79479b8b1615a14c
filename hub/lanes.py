"""Only so many requests at work at a time; the others wait their turn in order of arrival.

Django gives every request a thread, and so a database connection, of its own. A thousand
pages that renew themselves after one hint would be a thousand threads fighting for two cores,
and SQLite's lock knows no queue: the unlucky ones waited past its timeout and got an error.
A lane is one thread that keeps its connection, which also spares each request a new one.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from hub.health import healthz

LANES = 16
ALIVE = "/healthz"


class LanedHandler(ASGIHandler):
    """Django's handler. A lane is held for middleware and view only: not while a body comes
    in, nor while an answer, a stream of events or a held poll goes out. That the process
    answers is told without one: it is asked when all are taken.
    """

    def __init__(self) -> None:
        super().__init__()
        # The lane that was used last is taken first: in quiet times few connections stay warm.
        self.free: asyncio.LifoQueue[ThreadPoolExecutor] = asyncio.LifoQueue()
        for number in range(LANES):
            self.free.put_nowait(ThreadPoolExecutor(1, thread_name_prefix=f"lane-{number}"))

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == ALIVE:
            return healthz(request)
        lane = await self.free.get()
        try:
            async with ThreadSensitiveContext(executor=lane):
                await sync_to_async(close_old_connections)()  # Django's signals miss this thread
                return await super().get_response_async(request)
        finally:
            self.free.put_nowait(lane)
