"""The child's side of staging: copies of open documents on which updates are tried.

An update is applied to the copy, and what it changed is looked at; a bad one costs the copy and
nothing else. Runs in the bounded worker only (documents.md, "Accepting a CRDT update").
"""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import pycrdt

from docs_app import schema
from docs_app.rendering.tree import CHARACTERS, DEPTH, NODES
from docs_app.structs import Extent, Foreign, clocks_of, examine

DOCUMENTS = 100  # copies kept
FIXED = {"#k", "#c"}  # keys of an element that stay as it came
NO_STRUCTS = b"\x00"


class Refused(ValueError):
    """The update is not accepted; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Waiting(Exception):
    """Something before the update is missing: on this copy, or everywhere."""


def examined(update: bytes) -> Extent:
    """Raises Refused, Malformed."""
    try:
        return examine(update)
    except Foreign as foreign:
        raise Refused(foreign.code) from foreign


class Copy:
    """One document, as far as this process knows it."""

    def __init__(self) -> None:
        self.document: pycrdt.Doc[Any] = pycrdt.Doc()
        self.root = self.document.get("main", type=pycrdt.Text)
        self.meta = self.document.get("meta", type=pycrdt.Map)
        self.nodes = self.characters = 0
        self.writers: dict[int, str] = {}  # who writes as which Yjs client
        self.events: list[Any] = []
        self.heard = False
        self.meta_changed = False
        self.subscriptions = [
            self.root.observe_deep(self.hear),
            self.meta.observe_deep(lambda _events: setattr(self, "meta_changed", True)),
            self.document.observe(lambda _event: setattr(self, "heard", True)),
        ]

    def hear(self, events: list[Any]) -> None:
        """Read at once: an event is of no use once its transaction is over."""
        for event in events:
            keys = getattr(event, "keys", None)
            delta = getattr(event, "delta", None)
            self.events.append((len(event.path), delta, keys, event.target))

    def feed(self, state: bytes) -> None:
        """Take over what the log holds; nothing is looked at."""
        self.document.apply_update(state)
        self.forget()

    def forget(self) -> None:
        self.events, self.heard, self.meta_changed = [], False, False

    def try_update(self, update: bytes, extent: Extent, author: str) -> bool:
        """Apply `update`; returns whether that changed anything: it may be known already.

        Raises Refused, and Waiting for an update that builds on what is not here.
        """
        self.forget()
        before = self.clocks_of_others(extent, author)
        try:
            self.document.apply_update(update)
        except ValueError as error:
            raise Refused("malformed") from error
        self.refuse_waiting(update, extent)
        if not self.heard:
            return False
        if self.meta_changed or not set(self.document.keys()) <= schema.ROOTS:
            raise Refused("forbidden")
        for path, delta, keys, target in self.events:
            # A path alternates between places in a text and the name of the content.
            self.look(path // 2, delta)
            look_at_keys(keys, target)
        self.events = []
        if self.nodes > NODES or self.characters > CHARACTERS:
            self.count()
        self.note_writer(extent, author, before)
        return True

    def clocks_of_others(self, extent: Extent, author: str) -> dict[int, int]:
        """How much the document has of each client in the update that `author` has not been yet."""
        others = [client for client in extent.begins if self.writers.get(client) != author]
        if not others:
            return {}
        clocks = clocks_of(self.document.get_state())
        return {client: clocks.get(client, 0) for client in others}

    def note_writer(self, extent: Extent, author: str, before: dict[int, int]) -> None:
        """Nobody writes as somebody else's client. Raises Refused.

        What the document has already may come from anybody: it answers a question of ours. An
        answer may also bring back what others wrote and the hub has lost.
        """
        if not before:
            return
        clocks = clocks_of(self.document.get_state())
        new = [client for client, clock in before.items() if clocks[client] > clock]
        if any(client in self.writers for client in new):
            raise Refused("forbidden")
        if len(extent.begins) == 1:
            self.writers.update(dict.fromkeys(new, author))

    def refuse_waiting(self, update: bytes, extent: Extent) -> None:
        """No part of an update may wait for what others write: nobody would look at it then."""
        vector = self.document.get_state()
        if pycrdt.get_update(update, vector)[:1] != NO_STRUCTS:
            raise Waiting
        if extent.deletes:
            clocks = clocks_of(vector)
            if any(end > clocks.get(client, 0) for client, end in extent.deletes.items()):
                raise Waiting

    def look(self, depth: int, delta: Any) -> None:
        """What came into a text: words, their formatting, elements."""
        for step in delta or ():
            for name, value in (step.get("attributes") or {}).items():
                if value is not None and not schema.mark_allowed(name, value):
                    raise Refused("formatting")
            inserted = step.get("insert")
            if isinstance(inserted, str):
                self.characters += len(inserted)
            elif inserted is not None:
                self.inspect(inserted, depth + 1)

    def inspect(self, element: Any, depth: int) -> None:
        """An inserted element and all below it, without recursion."""
        waiting = [(element, depth)]
        while waiting:
            y, level = waiting.pop()
            if level > DEPTH:
                raise Refused("depth")
            self.nodes += 1
            check_element(y)
            content = y.get("#c", None)
            if content is None:
                continue
            for value, attributes in parts_of(content):
                check_marks(attributes)
                if isinstance(value, str):
                    self.characters += len(value)
                else:
                    waiting.append((value, level + 1))

    def count(self) -> None:
        """What is there now: deletions are not subtracted as they come."""
        nodes, characters, waiting = 0, 0, [self.root]
        while waiting:
            for value, _attributes in parts_of(waiting.pop()):
                if isinstance(value, str):
                    characters += len(value)
                else:
                    nodes += 1
                    if "#c" in value:
                        waiting.append(value["#c"])
        self.nodes, self.characters = nodes, characters
        if nodes > NODES or characters > CHARACTERS:
            raise Refused("too_large")


def look_at_keys(keys: Any, element: Any) -> None:
    """What changed of an element that was there before."""
    for name, change in (keys or {}).items():
        if name in FIXED:
            raise Refused("element")
        if change["action"] != "delete":
            check_entry(name, change["newValue"], element.get("#k"))


def parts_of(content: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    if not isinstance(content, pycrdt.Text):
        raise Refused("forbidden")
    for value, attributes in content.diff():
        yield value, dict(attributes or {})


def check_marks(attributes: dict[str, Any]) -> None:
    for name, value in attributes.items():
        if value is not None and not schema.mark_allowed(name, value):
            raise Refused("formatting")


def check_element(y: Any) -> None:
    if not isinstance(y, pycrdt.Map):
        raise Refused("forbidden")
    name, kind = str(y.get("#n")), y.get("#k")
    if schema.KINDS.get(name) != kind:
        raise Refused("element")
    if ("#c" in y) != (kind in {"e", "t"}):
        raise Refused("element")
    for key in y.keys():  # noqa: SIM118
        if key not in FIXED:
            check_entry(key, y[key], kind)


def check_entry(name: str, value: Any, kind: Any) -> None:
    """A key of an element that came or changed. Its name may change, its kind may not."""
    if name == "#n":
        if not isinstance(value, str) or schema.KINDS.get(value) != kind:
            raise Refused("element")
    elif name.startswith("#") or not schema.attribute_allowed(name, value):
        raise Refused("attribute")


class Stage:
    def __init__(self) -> None:
        self.copies: OrderedDict[str, Copy] = OrderedDict()

    def feed(self, key: str, state: bytes) -> None:
        copy = self.copies.setdefault(key, Copy())
        self.copies.move_to_end(key)
        if len(self.copies) > DOCUMENTS:
            self.copies.popitem(last=False)
        copy.feed(state)

    def check(self, key: str, update: bytes, author: str) -> bool:
        """Whether `update` changes the copy. Raises Refused or Waiting; the copy is dropped then.

        Without a copy everything waits.
        """
        extent = examined(update)
        if key not in self.copies:
            raise Waiting
        try:
            return self.copies[key].try_update(update, extent, author)
        except BaseException:
            self.copies.pop(key, None)
            raise

    def drop(self, key: str) -> None:
        self.copies.pop(key, None)
