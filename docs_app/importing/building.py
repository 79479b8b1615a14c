"""A tree of nodes as a Yjs document: the way back of `docs_app/rendering/tree.py`.

Source: frontend/src/documents/binding/schema.ts.
"""

from typing import Any

import pycrdt

from docs_app.rendering.tree import CHARACTERS, NODES, ROOT, Node, TooLarge


def state_of(root: Node, schema: int) -> bytes:
    """The whole tree as one Yjs update (v1). Raises TooLarge."""
    document: pycrdt.Doc[Any] = pycrdt.Doc()
    document.get("meta", type=pycrdt.Map)["schema"] = schema
    text = document.get(ROOT, type=pycrdt.Text)
    with document.transaction():
        Building().container(root, text)
    return document.get_update()


class Building:
    def __init__(self) -> None:
        self.nodes = self.characters = 0

    def count(self, nodes: int, characters: int) -> None:
        self.nodes += nodes
        self.characters += characters
        if self.nodes > NODES or self.characters > CHARACTERS:
            raise TooLarge("size")

    def container(self, node: Node, into: Any) -> None:
        for child in node.children:
            self.place(child, into)
        self.runs(node, into)

    def place(self, node: Node, into: Any) -> None:
        """`node` and all in it behind what `into` holds."""
        self.count(1, 0)
        values: dict[str, Any] = {"#n": node.name, "#k": node.kind, **node.attributes}
        content = pycrdt.Text() if node.kind in {"e", "t"} else None
        if content is not None:
            values["#c"] = content
        # Without a formatting of its own, what is inserted takes that of what stands before it.
        into.insert_embed(len(into), pycrdt.Map(values), {})
        if content is not None:
            self.container(node, content)
        else:
            self.runs(node, into)

    def runs(self, node: Node, into: Any) -> None:
        for run in node.runs:
            if isinstance(run.content, str):
                self.count(0, len(run.content))
                into.insert(len(into), run.content, run.attributes)
                continue
            self.count(1, 0)
            values = {"#n": run.content.name, "#k": "i", **run.content.attributes}
            into.insert_embed(len(into), pycrdt.Map(values), run.attributes)
