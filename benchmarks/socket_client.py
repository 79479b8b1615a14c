"""A lean WebSocket client: one asyncio protocol that times what it hears.

A thousand full clients would cost more than the server they measure. Reads text frames,
answers pings, ignores the rest (RFC 6455, section 5).
"""

import asyncio
import base64
import os
import struct
import time
from array import array
from dataclasses import dataclass, field
from typing import cast

BODY = b'"body":"bench-'
REPLY = b'{"type":"reply","request":"'
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


@dataclass
class Meter:
    """When each message was sent, and how long until it was acknowledged and heard."""

    expected: int
    complete: asyncio.Event = field(default_factory=asyncio.Event)
    sent_at: dict[int, float] = field(default_factory=dict)
    acknowledged: "array[float]" = field(default_factory=lambda: array("d"))
    heard: "array[float]" = field(default_factory=lambda: array("d"))
    open_sockets: int = 0
    closed: list[int] = field(default_factory=list)


def frame(opcode: int, payload: bytes) -> bytes:
    """A masked frame, as clients must send; the mask is zero, which needs no work."""
    size = len(payload)
    if size < 126:
        header = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
    else:
        header = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
    return header + b"\0\0\0\0" + payload


class Socket(asyncio.Protocol):
    def __init__(self, meter: Meter, port: int, cookie: str) -> None:
        self.meter, self.port, self.cookie = meter, port, cookie
        self.buffer = b""
        self.ready = asyncio.get_running_loop().create_future()
        self.transport: asyncio.WriteTransport | None = None
        self.upgraded = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.WriteTransport, transport)
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(
            f"GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Origin: http://127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\n\r\n".encode()
        )

    def send(self, text: str) -> None:
        assert self.transport is not None
        self.transport.write(frame(TEXT, text.encode()))

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        self.buffer += data
        if not self.upgraded:
            head, separator, rest = self.buffer.partition(b"\r\n\r\n")
            if not separator:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                raise ConnectionError(head[:80])
            self.buffer, self.upgraded = rest, True
        while (taken := self.take()) is not None:
            self.hear(*taken, now)

    def take(self) -> tuple[int, bytes] | None:
        """The next whole frame, which leaves the buffer."""
        buffer = self.buffer
        if len(buffer) < 2:
            return None
        size, start = buffer[1] & 0x7F, 2
        if size >= 126:
            width, shape = (2, "!H") if size == 126 else (8, "!Q")
            start += width
            if len(buffer) < start:
                return None
            (size,) = struct.unpack_from(shape, buffer, 2)
        if len(buffer) < start + size:
            return None
        self.buffer = buffer[start + size :]
        return buffer[0] & 0x0F, buffer[start : start + size]

    def hear(self, opcode: int, payload: bytes, now: float) -> None:
        if opcode == PING and self.transport is not None:
            self.transport.write(frame(PONG, payload))
        elif opcode == CLOSE:
            self.meter.closed.append(struct.unpack_from("!H", payload)[0] if payload else 1005)
        elif opcode == TEXT:
            if not self.ready.done():  # the greeting
                self.ready.set_result(None)
                self.meter.open_sockets += 1
            self.note(payload, now)

    def note(self, payload: bytes, now: float) -> None:
        if payload.startswith(REPLY):
            number = int(payload[len(REPLY) : payload.index(b'"', len(REPLY))])
            self.meter.acknowledged.append(now - self.meter.sent_at[number])
        elif (place := payload.find(BODY)) >= 0:
            start = place + len(BODY)
            number = int(payload[start : payload.index(b'"', start)])
            self.meter.heard.append(now - self.meter.sent_at[number])
            if len(self.meter.heard) == self.meter.expected:
                self.meter.complete.set()
