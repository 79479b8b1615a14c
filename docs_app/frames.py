"""The bytes on the wire: y-protocols' frames, and four of our own.

Source: y-protocols, PROTOCOL.md (sync, awareness) and y-websocket (query awareness). A frame is
`varuint kind` and what belongs to it; unsigned integers are LEB128, byte strings carry their
length. Kinds from 100 are ours and are sent by the server only.
"""

import json
from collections.abc import Iterator
from enum import IntEnum
from typing import Any

MAX_DIGITS = 8  # of an unsigned integer
MAX_NUMBER = 2**53 - 1  # browsers refuse to read more


class Kind(IntEnum):
    SYNC = 0
    AWARENESS = 1
    QUERY_AWARENESS = 3
    STORED = 100  # how many sync frames of this connection are committed
    HELLO = 101  # JSON: who you are here and what you may do
    REFUSED = 102  # JSON: a frame that changed nothing, with code and message
    POSITION = 103  # the document's newest seq; also says that the server is there
    CLOSED = 104  # JSON: the close code, on the carriers that have none of their own
    COMMENTS = 105  # the comments have changed: fetch them anew


class Sync(IntEnum):
    STEP1 = 0  # a state vector: send me what I miss
    STEP2 = 1  # an update: what you miss
    UPDATE = 2  # an update


class Malformed(ValueError):
    """Bytes that are no frame."""


class Reader:
    """Reads one frame from its front. Every method raises Malformed when bytes are missing."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    @property
    def done(self) -> bool:
        return self.at >= len(self.data)

    def byte(self) -> int:
        if self.done:
            raise Malformed
        self.at += 1
        return self.data[self.at - 1]

    def skip(self, count: int) -> None:
        if count > len(self.data) - self.at:
            raise Malformed
        self.at += count

    def number(self) -> int:
        value = 0
        for digit in range(MAX_DIGITS):
            byte = self.byte()
            value |= (byte & 0x7F) << (7 * digit)
            if byte < 0x80:
                break
        else:
            raise Malformed
        if value > MAX_NUMBER:
            raise Malformed
        return value

    def octets(self) -> bytes:
        length = self.number()
        self.skip(length)
        return self.data[self.at - length : self.at]


def number(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))


def octets(value: bytes) -> bytes:
    return number(len(value)) + value


def sync(step: Sync, payload: bytes) -> bytes:
    return bytes((Kind.SYNC, step)) + octets(payload)


def stored(count: int) -> bytes:
    return number(Kind.STORED) + number(count)


def position(seq: int) -> bytes:
    return number(Kind.POSITION) + number(seq)


def told(kind: Kind, data: dict[str, Any]) -> bytes:
    return number(kind) + octets(json.dumps(data, ensure_ascii=False).encode())


def bundle(frames: list[bytes]) -> bytes:
    """Many frames in one body, as the HTTP carriers send them."""
    return b"".join(octets(frame) for frame in frames)


def unbundle(body: bytes) -> Iterator[bytes]:
    reader = Reader(body)
    while not reader.done:
        yield reader.octets()
