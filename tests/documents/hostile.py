"""Updates built to hurt, which no editor writes, with the code each is refused with."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pycrdt

from docs_app import frames
from docs_app.rendering.tree import CHARACTERS, DEPTH, NODES
from docs_app.structs import CLIENTS

Change = Callable[[pycrdt.Text], object]
NESTED = 200_000  # levels; a tenth of it ends a process that reads it


def written(change: Change) -> bytes:
    """What a client of its own changed in the root of a document."""
    document: pycrdt.Doc[Any] = pycrdt.Doc()
    with document.transaction():
        change(document.get("main", type=pycrdt.Text))
    return document.get_update()


def element(name: str = "paragraph", kind: str = "b", **values: Any) -> Change:
    """An element with these keys; `c` stands for its content."""
    keys = {
        "#n": name,
        "#k": kind,
        **{("#c" if key == "c" else key): values[key] for key in values},
    }
    return lambda root: root.insert_embed(0, pycrdt.Map(keys), {})


def formatted(**marks: Any) -> Change:
    return lambda root: root.insert(0, "言葉", marks)


def nested(root: pycrdt.Text) -> None:
    inside = root
    for _level in range(DEPTH + 2):
        content = pycrdt.Text()
        inside.insert_embed(0, pycrdt.Map({"#n": "table", "#k": "e", "#c": content}), {})
        inside = content


def many(root: pycrdt.Text) -> None:
    for _each in range(NODES + 1):
        root.insert_embed(0, pycrdt.Map({"#n": "softBreak", "#k": "i"}), {})


def crowd() -> bytes:
    """One letter each by more clients than one update may have."""
    letters = [written(lambda root: root.insert(0, "字")) for _client in range(CLIENTS + 1)]
    return pycrdt.merge_updates(*letters)


def elsewhere(name: str, kind: type) -> bytes:
    document: pycrdt.Doc[Any] = pycrdt.Doc()
    root = document.get(name, type=kind)
    if isinstance(root, pycrdt.Map):
        root["schema"] = 99
    else:
        root.insert(0, "言葉")
    return document.get_update()


def gap() -> bytes:
    """The second of two updates, without the first."""
    document: pycrdt.Doc[Any] = pycrdt.Doc()
    root = document.get("main", type=pycrdt.Text)
    root.insert(0, "先")
    before = document.get_state()
    root.insert(1, "後")
    return document.get_update(before)


def struct(content: bytes, deletes: bytes = b"\x00", clients: int = 1) -> bytes:
    """A hand-made update: one item of client 5 in the root, with these bytes behind its head."""
    head = frames.number(clients) + b"\x01\x05\x00"
    info, rest = content[:1], content[1:]
    return head + info + b"\x01" + frames.octets(b"main") + rest + deletes


def with_gap() -> bytes:
    """Two letters of client 5, and room for others between them."""
    letter = b"\x04\x01" + frames.octets(b"main") + frames.octets(b"x")
    return b"\x01\x03\x05\x00" + letter + b"\x0a\x05" + letter + b"\x00"


LISTS = b"\x08\x01" + b"\x75\x01" * NESTED + b"\x7e"
OBJECTS = b"\x08\x01" + (b"\x76\x01" + frames.octets(b"k")) * NESTED + b"\x7e"
AT_ONCE_DELETED = b"\x01\x05\x01\x00\x01"  # one client, client 5, one range: clock 0, length 1


def picture(**values: Any) -> Change:
    return element("imageBlock", "e", c=pycrdt.Text(), **values)


# What it is: the bytes, and the code of the refusal.
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "no update": (lambda: b"\x01\x07\xff\xff\xff", "malformed"),
    "half an update": (lambda: written(formatted())[:-4], "malformed"),
    "more behind it": (lambda: written(formatted()) + b"\x00", "malformed"),
    "a number without end": (lambda: b"\xff" * 64, "malformed"),
    "a million million structs": (
        lambda: b"\x01" + frames.number(10**12) + b"\x05\x00",
        "malformed",
    ),
    "a text longer than the frame": (
        lambda: struct(b"\x04" + frames.number(2**40) + b"ab"),
        "malformed",
    ),
    "deletions without end": (lambda: b"\x00" + frames.number(10**12), "malformed"),
    "too many clients": (crowd, "malformed"),
    "lists in lists": (lambda: struct(LISTS), "forbidden"),
    "objects in objects": (lambda: struct(OBJECTS), "forbidden"),
    "deleted at once": (lambda: struct(b"\x08\x01\x75\x00", AT_ONCE_DELETED), "forbidden"),
    "bytes": (lambda: struct(b"\x03" + frames.octets(b"MZ")), "forbidden"),
    "a document in the document": (
        lambda: struct(b"\x09" + frames.octets(b"guid") + b"\x76\x00"),
        "forbidden",
    ),
    "an XML element": (lambda: struct(b"\x07\x03" + frames.octets(b"script")), "forbidden"),
    "formatting with an object": (
        lambda: struct(b"\x06" + frames.octets(b"bold") + frames.octets(b' {"a":1}')),
        "forbidden",
    ),
    "an embedded object": (
        lambda: written(lambda root: root.insert_embed(0, {"a": 1})),
        "forbidden",
    ),
    "a list as content": (
        lambda: written(element("table", "e", c=pycrdt.Array([1]))),
        "forbidden",
    ),
    "another root": (lambda: elsewhere("evil", pycrdt.Text), "forbidden"),
    "another schema": (lambda: elsewhere("meta", pycrdt.Map), "forbidden"),
    "an unknown element": (lambda: written(element("script")), "element"),
    "a wrong kind": (lambda: written(element("paragraph", "e", c=pycrdt.Text())), "element"),
    "content in a mark": (lambda: written(element("paragraph", "b", c=pycrdt.Text())), "element"),
    "a table without content": (lambda: written(element("table", "e")), "element"),
    "an event handler": (lambda: written(element(onclick="alert(1)")), "attribute"),
    "a style": (lambda: written(element(style="position:fixed")), "attribute"),
    "a hidden key": (lambda: written(element(**{"#x": "1"})), "attribute"),
    "a picture from outside": (
        lambda: written(picture(src="https://evil.example/x.png")),
        "attribute",
    ),
    "a picture of script": (lambda: written(picture(src="javascript:alert(1)")), "attribute"),
    "a colour that is CSS": (
        lambda: written(
            element(
                "tableCell", "e", c=pycrdt.Text(), tableCellBackgroundColor="red;background:url(x)"
            )
        ),
        "attribute",
    ),
    "a script as a link": (
        lambda: written(formatted(linkHref="javascript:alert(1)")),
        "formatting",
    ),
    "a script behind a tab": (
        lambda: written(formatted(linkHref="java\tscript:alert(1)")),
        "formatting",
    ),
    "a data link": (lambda: written(formatted(linkHref="data:text/html,x")), "formatting"),
    "another host": (lambda: written(formatted(linkHref="//evil.example/")), "formatting"),
    "unknown formatting": (lambda: written(formatted(blink=True)), "formatting"),
    "a reading of a thousand letters": (lambda: written(formatted(ruby="字" * 1000)), "formatting"),
    "too deep": (lambda: written(nested), "depth"),
    "too many elements": (lambda: written(many), "too_large"),
    "too much text": (
        lambda: written(lambda root: root.insert(0, "字" * (CHARACTERS + 1))),
        "too_large",
    ),
    "what waits for something missing": (gap, "incomplete"),
    "a part that waits": (
        lambda: pycrdt.merge_updates(written(formatted()), gap()),
        "incomplete",
    ),
    "a gap in it": (with_gap, "incomplete"),
    "a deletion of what will be written": (
        lambda: struct(b"\x04\x01v", b"\x01\x07\x01\x00" + frames.number(2**31)),
        "incomplete",
    ),
    "a key of the text": (lambda: struct(b"\x24\x01k\x01v"), "forbidden"),
    "a value in the text": (lambda: struct(b"\x08\x01\x77\x01v"), "forbidden"),
}
HARMLESS: dict[str, Callable[[], bytes]] = {
    "words": lambda: written(formatted(bold=True, linkHref="https://example.jp/")),
    "a paragraph": lambda: written(element(alignment="center")),
    "a picture of ours": lambda: written(picture(src=f"/files/{uuid4()}/", alt="地図", width=640)),
    "a number in a table": lambda: written(element("table", "e", c=pycrdt.Text(), headingRows=1)),
}
