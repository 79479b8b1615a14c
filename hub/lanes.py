"""Only so many requests at work at a time; the others wait their turn in order of arrival.

Django gives every request a thread with a database connection of its own. A thousand pages
that renew themselves after one hint would be a thousand threads fighting for two cores, and
SQLite's lock knows no queue: the unlucky ones waited past its timeout and got an error.
"""

import asyncio

from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

LANES = 16  # benchmarks/notice.py has the figures of others


class LanedHandler(ASGIHandler):
    """Django's handler. A lane is held for middleware and view only: not while a body comes
    in, nor while an answer, a stream of events or a held poll goes out.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lanes = asyncio.Semaphore(LANES)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        async with self.lanes:
            return await super().get_response_async(request)
