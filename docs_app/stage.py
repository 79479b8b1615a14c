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

DOCUMENTS = 100  # copies kept


class Refused(ValueError):
    """The update is not accepted; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Copy:
    """One document; `seq` says up to where of the log."""

    def __init__(self) -> None:
        self.document: pycrdt.Doc[Any] = pycrdt.Doc()
        self.root = self.document.get("main", type=pycrdt.Text)
        self.meta = self.document.get("meta", type=pycrdt.Map)
        self.seq = 0
        self.nodes = self.characters = 0
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
            self.events.append((len(event.path), getattr(event, "delta", None), keys))

    def feed(self, state: bytes, seq: int) -> None:
        """Take over what the log holds; nothing is looked at."""
        self.document.apply_update(state)
        self.forget()
        self.seq = seq

    def forget(self) -> None:
        self.events, self.heard, self.meta_changed = [], False, False

    def try_update(self, update: bytes) -> bool:
        """Apply `update`; False when nothing came of it: known already, or something is missing.

        Raises Refused.
        """
        self.forget()
        try:
            self.document.apply_update(update)
        except ValueError as error:
            raise Refused("malformed") from error
        if not self.heard:
            return False
        if self.meta_changed or not set(self.document.keys()) <= schema.ROOTS:
            raise Refused("forbidden")
        for path, delta, keys in self.events:
            self.look(path, delta, keys)
        self.events = []
        if self.nodes > NODES or self.characters > CHARACTERS:
            self.count()
        return True

    def look(self, path: int, delta: Any, keys: Any) -> None:
        # A path alternates between places in a text and the name of the content: two a level.
        depth = path // 2
        for step in delta or ():
            for name, value in (step.get("attributes") or {}).items():
                if value is not None and not schema.mark_allowed(name, value):
                    raise Refused("formatting")
            inserted = step.get("insert")
            if isinstance(inserted, str):
                self.characters += len(inserted)
            elif inserted is not None:
                self.inspect(inserted, depth + 1)
        for name, change in (keys or {}).items():
            if change["action"] != "delete":
                check_entry(name, change["newValue"])

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
        if key != "#c":
            check_entry(key, y[key])


def check_entry(name: str, value: Any) -> None:
    """A key of an element that came or changed. Its name may change, its kind may not."""
    if name in {"#n", "#k"}:
        known = value in schema.KINDS if name == "#n" else value in {"b", "e", "t", "i"}
        if not (isinstance(value, str) and known):
            raise Refused("element")
    elif name.startswith("#") or not schema.attribute_allowed(name, value):
        raise Refused("attribute")


class Stage:
    def __init__(self) -> None:
        self.copies: OrderedDict[str, Copy] = OrderedDict()

    def feed(self, key: str, seq: int, state: bytes) -> None:
        copy = self.copies.setdefault(key, Copy())
        self.copies.move_to_end(key)
        if len(self.copies) > DOCUMENTS:
            self.copies.popitem(last=False)
        copy.feed(state, seq)

    def seq_of(self, key: str) -> int:
        return self.copies[key].seq if key in self.copies else 0

    def check(self, key: str, update: bytes) -> bool:
        """Whether `update` changes the copy. Raises Refused; the copy is dropped then."""
        try:
            return self.copies[key].try_update(update)
        except BaseException:
            self.copies.pop(key, None)
            raise

    def drop(self, key: str) -> None:
        self.copies.pop(key, None)
