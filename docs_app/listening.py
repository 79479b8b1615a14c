"""One open document in one tab, seen from the fan-out."""

import base64
from uuid import UUID, uuid4

from hub.realtime.listener import Listener, Texts
from hub.realtime.publish import FRAME


class DocumentListener(Listener):
    """Queues frames as base64 texts, leaving out those its own connection sent.

    `seq` follows the log as long as frames come without a gap; a poll ends by telling it.
    """

    hears_events = False

    def __init__(self, *, member_id: UUID, session_key: str, language: str) -> None:
        super().__init__(member_id=member_id, session_key=session_key, language=language)
        self.origin = uuid4().hex
        self.seq = 0

    def offer(self, texts: Texts) -> None:
        if FRAME not in texts:
            return
        origin, seq, frame = texts[FRAME].split(":", 2)
        if seq and int(seq) == self.seq + 1:
            self.seq += 1
        if origin != self.origin:
            self.put(frame)

    async def next_frame(self) -> bytes:
        """The next frame. Raises Closed when there will be none."""
        return base64.b64decode(await self.next())

    def put_frame(self, frame: bytes) -> None:
        self.put(base64.b64encode(frame).decode())
