"""One connected tab, seen from the fan-out: a bounded queue and the groups it may hear."""

import asyncio
from collections import deque
from collections.abc import Mapping
from uuid import UUID

from hub.realtime.protocol import CloseCode

QUEUE_FRAMES = 256
QUEUE_BYTES = 1024 * 1024

# The same event in every language of the interface.
Texts = Mapping[str, str]


class Closed(Exception):
    """The connection is over; `code` says why."""

    def __init__(self, code: CloseCode) -> None:
        super().__init__(code.name)
        self.code = code


class Listener:
    """Holds frames until the carrier has written them.

    A queue that overflows closes the connection with TOO_SLOW and never drops a single
    frame: the client reconnects and resumes from the database.
    """

    # False for listeners to one document: they hear its frames and no events.
    hears_events = True

    def __init__(self, *, member_id: UUID, session_key: str, language: str) -> None:
        self.member_id = member_id
        self.session_key = session_key
        self.language = language
        self.groups: set[str] = set()
        # Counts joins and leaves: who reads groups from the database sees that a hint came first.
        self.moves = 0
        self.frames: deque[str] = deque()
        self.size = 0
        self.code: CloseCode | None = None
        self.filled = asyncio.Event()

    def offer(self, texts: Texts) -> None:
        self.put(texts[self.language])

    def put(self, text: str) -> None:
        if self.code is not None:
            return
        # What waits is limited, not one frame: a whole document may be larger than the queue.
        if len(self.frames) >= QUEUE_FRAMES or self.size > QUEUE_BYTES:
            self.frames.clear()
            self.close(CloseCode.TOO_SLOW)
            return
        self.frames.append(text)
        self.size += len(text)
        self.filled.set()

    def close(self, code: CloseCode) -> None:
        """End the connection once the frames already queued are written."""
        if self.code is None:
            self.code = code
            self.filled.set()

    async def next(self) -> str:
        """The next frame. Raises Closed when there is none and there will be none."""
        while not self.frames:
            if self.code is not None:
                raise Closed(self.code)
            self.filled.clear()
            await self.filled.wait()
        text = self.frames.popleft()
        self.size -= len(text)
        return text
