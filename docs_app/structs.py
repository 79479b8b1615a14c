"""An update's bytes, looked at before any library reads them.

Values that nest have no place in a document, and the library that reads them recurses: a frame of
a few kilobytes would end its process. What an update hides (inserted and deleted at once) is
found here only. Source: yjs, UpdateEncoderV1 and the `write` methods of its structs; lib0,
`encoding.writeAny`. Knows nothing of Django: the bounded worker reads it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from docs_app.frames import Malformed, Reader

CLIENTS = 64  # client ids in one update
GC, SKIP = 0, 10
DELETED, STRING, FORMAT, TYPE, ANY = 1, 4, 6, 7, 8
ORIGIN, RIGHT_ORIGIN, PARENT_KEY, UNUSED = 0x80, 0x40, 0x20, 0x10
MAP, TEXT = 1, 2  # the shared types a document is made of
INTEGER, FLOAT32, FLOAT64, BIG_INTEGER, WORDS = 125, 124, 123, 122, 119
PLAIN = {127, 126, 121, 120}  # undefined, null, false, true: nothing follows
NUMBERS = {FLOAT32: 4, FLOAT64: 8, BIG_INTEGER: 8}  # bytes


META = b"meta"  # the root that has keys


class Foreign(ValueError):
    """Well formed, and nothing that stands in a document."""

    code = "forbidden"


class Parted(Foreign):
    """With a gap in it: libraries differ in what they make of that."""

    code = "incomplete"


@dataclass
class Extent:
    """What an update says it holds, as clocks by client: where it begins, and what it deletes."""

    begins: dict[int, int] = field(default_factory=dict)
    deletes: dict[int, int] = field(default_factory=dict)  # up to this clock, which is not in it


def examine(update: bytes) -> Extent:
    """Raises Malformed for bytes that are no update (v1), Foreign for contents no editor writes."""
    reader, extent = Reader(update), Extent()
    clients = reader.number()
    if clients > CLIENTS:
        raise Malformed
    for _client in range(clients):
        structs, client = reader.number(), reader.number()
        extent.begins[client] = reader.number()
        for _struct in range(structs):
            pass_struct(reader)
    for _client in range(reader.number()):
        client = reader.number()
        for _range in range(reader.number()):
            end = reader.number() + reader.number()
            extent.deletes[client] = max(end, extent.deletes.get(client, 0))
    if not reader.done:
        raise Malformed
    return extent


def clocks_of(vector: bytes) -> dict[int, int]:
    """A state vector: how much of each client somebody has. Raises Malformed.

    The count it begins with is a claim; the library would make room for as many.
    """
    reader = Reader(vector)
    count = reader.number()
    if count > len(vector) // 2:
        raise Malformed
    clocks = {reader.number(): reader.number() for _client in range(count)}
    if not reader.done:
        raise Malformed
    return clocks


def pass_numbers(reader: Reader, count: int) -> None:
    for _number in range(count):
        reader.number()


def pass_struct(reader: Reader) -> None:
    info = reader.byte()
    if info == SKIP:
        raise Parted
    if info == GC:
        reader.number()
        return
    content = CONTENTS.get(info & 0x0F)
    if info & UNUSED or content is None:
        raise Foreign
    pass_numbers(reader, 2 * (bool(info & ORIGIN) + bool(info & RIGHT_ORIGIN)))
    if not info & (ORIGIN | RIGHT_ORIGIN):
        root = reader.octets() if reader.number() == 1 else None
        if root is None:
            pass_numbers(reader, 2)
        if info & PARENT_KEY:
            reader.octets()
        keyed = bool(info & PARENT_KEY)
        if (root is not None and keyed != (root == META)) or (content is pass_values and not keyed):
            raise Foreign  # a key of a text, a value in one: kept, and seen by nobody
    content(reader)


def pass_format(reader: Reader) -> None:
    reader.octets()
    if reader.octets().lstrip()[:1] in {b"[", b"{"}:
        raise Foreign


def pass_type(reader: Reader) -> None:
    if reader.number() not in {MAP, TEXT}:
        raise Foreign


def pass_values(reader: Reader) -> None:
    for _value in range(reader.number()):
        pass_value(reader)


def pass_value(reader: Reader) -> None:
    kind = reader.byte()
    if kind == INTEGER:
        while reader.byte() & 0x80:
            pass
    elif kind == WORDS:
        reader.octets()
    elif kind in NUMBERS:
        reader.skip(NUMBERS[kind])
    elif kind not in PLAIN:
        raise Foreign


CONTENTS: dict[int, Callable[[Reader], object]] = {
    DELETED: Reader.number,
    STRING: Reader.octets,
    FORMAT: pass_format,
    TYPE: pass_type,
    ANY: pass_values,
}
