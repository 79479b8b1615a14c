"""A document as a tree of nodes, read from Yjs by the semi-flat schema.

Source: frontend/src/documents/binding/schema.ts. Markers and objects say by `#k` what they are,
so that no list of element names is needed here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pycrdt

DEPTH = 32  # containers in containers
NODES = 20_000
CHARACTERS = 200_000
ROOT = "main"
LIST = {"listItemId", "listType", "listIndent"}  # all of them make a block a list item
OF_LISTS = LIST | {"todoListChecked"}


class TooLarge(ValueError):
    """A document beyond the limits of depth, nodes or characters."""


@dataclass
class Node:
    """kind "b": a block with `runs`; "e": children; "t": bare text as `runs`; "i": inline."""

    name: str
    kind: str
    attributes: dict[str, Any]
    children: list["Node"] = field(default_factory=list)
    runs: list["Run"] = field(default_factory=list)

    def get(self, name: str) -> Any:
        return self.attributes.get(name)

    @property
    def is_list_item(self) -> bool:
        return self.get("listItemId") is not None

    @property
    def plain(self) -> str:
        """The text of the block itself."""
        return "".join(run.text for run in self.runs)


@dataclass
class Run:
    """Characters formatted alike, or one inline object."""

    content: "str | Node"
    attributes: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        if isinstance(self.content, str):
            return self.content
        if self.content.name == "softBreak":
            return "\n"
        return f"@{self.content.get('name')}" if self.content.name == "mention" else ""


def whole(value: Any) -> Any:
    """Yjs' numbers come as floats."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def own(attributes: dict[str, Any]) -> dict[str, Any]:
    """Without what only describes a node, what CKEditor keeps for an empty block's caret, and
    what is left of a list when two people changed it at once (schema.ts, `yAttributesOf`).
    """
    left = set() if attributes.keys() >= LIST else OF_LISTS
    return {
        name: whole(value)
        for name, value in attributes.items()
        if not name.startswith(("#", "selection:")) and value is not None and name not in left
    }


class Reading:
    """Reads one document, counting what it holds."""

    def __init__(self) -> None:
        self.nodes = self.characters = 0

    def container(self, y: Any, node: Node, depth: int) -> None:
        if depth > DEPTH:
            raise TooLarge("depth")
        block = node if node.kind == "t" else None
        for content, attributes in y.diff():
            if isinstance(content, str):
                block = block or self.virtual(node)
                self.count(0, len(content))
                block.runs.append(Run(content, own(dict(attributes or {}))))
            elif isinstance(content, pycrdt.Map):
                block = self.embedded(content, node, block, depth)

    def count(self, nodes: int, characters: int) -> None:
        self.nodes += nodes
        self.characters += characters
        if self.nodes > NODES or self.characters > CHARACTERS:
            raise TooLarge("size")

    def virtual(self, node: Node) -> Node:
        """Characters that no marker precedes are a plain paragraph."""
        self.count(1, 0)
        block = Node("paragraph", "b", {})
        node.children.append(block)
        return block

    def embedded(self, y: Any, node: Node, block: Node | None, depth: int) -> Node | None:
        """Takes one embedded type; returns the block that further characters belong to."""
        self.count(1, 0)
        values = {key: y[key] for key in y.keys() if key != "#c"}  # noqa: SIM118
        kind = values.get("#k")
        made = Node(values.get("#n") or "paragraph", str(kind), own(values))
        if kind == "i":
            block = block or self.virtual(node)
            block.runs.append(Run(made))
            return block
        if node.kind == "t":
            return block
        node.children.append(made)
        if kind == "b":
            return made
        self.container(y["#c"], made, depth + 1)
        return None


def tree_of(document: "pycrdt.Doc[Any]") -> Node:
    """The document's tree. Raises TooLarge."""
    root = Node("$root", "e", {})
    Reading().container(document.get(ROOT, type=pycrdt.Text), root, 0)
    return root


def tree_of_state(state: bytes) -> Node:
    """The tree of a Yjs update that holds a whole document. Raises ValueError, TooLarge."""
    document: pycrdt.Doc[Any] = pycrdt.Doc()
    document.apply_update(state)
    return tree_of(document)


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in the order of the text."""
    yield node
    for child in node.children:
        yield from walk(child)
