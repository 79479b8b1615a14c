"""An update's bytes, looked at before any library reads them.

Values that nest have no place in a document, and the library that reads them recurses: a frame of
a few kilobytes would end its process. What an update hides (inserted and deleted at once) is
found here only. Source: yjs, UpdateEncoderV1 and the `write` methods of its structs; lib0,
`encoding.writeAny`. Knows nothing of Django: the bounded worker reads it.
"""

from collections.abc import Callable

from docs_app.frames import Malformed, Reader

CLIENTS = 64  # client ids in one update
GC, SKIP = 0, 10
DELETED, STRING, FORMAT, TYPE, ANY = 1, 4, 6, 7, 8
ORIGIN, RIGHT_ORIGIN, PARENT_KEY, UNUSED = 0x80, 0x40, 0x20, 0x10
MAP, TEXT = 1, 2  # the shared types a document is made of
INTEGER, FLOAT32, FLOAT64, BIG_INTEGER, WORDS = 125, 124, 123, 122, 119
PLAIN = {127, 126, 121, 120}  # undefined, null, false, true: nothing follows
NUMBERS = {FLOAT32: 4, FLOAT64: 8, BIG_INTEGER: 8}  # bytes


class Foreign(ValueError):
    """Well formed, and nothing that stands in a document."""


def examine(update: bytes) -> None:
    """Raises Malformed for bytes that are no update (v1), Foreign for contents no editor writes."""
    reader = Reader(update)
    clients = reader.number()
    if clients > CLIENTS:
        raise Malformed
    for _client in range(clients):
        structs = reader.number()
        pass_numbers(reader, 2)  # client and clock
        for _struct in range(structs):
            pass_struct(reader)
    for _client in range(reader.number()):
        reader.number()
        for _range in range(reader.number()):
            pass_numbers(reader, 2)
    if not reader.done:
        raise Malformed


def pass_numbers(reader: Reader, count: int) -> None:
    for _number in range(count):
        reader.number()


def pass_struct(reader: Reader) -> None:
    info = reader.byte()
    if info in {GC, SKIP}:
        reader.number()
        return
    content = CONTENTS.get(info & 0x0F)
    if info & UNUSED or content is None:
        raise Foreign
    pass_numbers(reader, 2 * (bool(info & ORIGIN) + bool(info & RIGHT_ORIGIN)))
    if not info & (ORIGIN | RIGHT_ORIGIN):
        if reader.number() == 1:
            reader.octets()  # the name of a root
        else:
            pass_numbers(reader, 2)
        if info & PARENT_KEY:
            reader.octets()
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
