"""A tree of nodes as a Yjs document: the way back of `docs_app/rendering/tree.py`.

Source: frontend/src/documents/binding/schema.ts.
"""

from typing import Any

import pycrdt

from docs_app.rendering.tree import CHARACTERS, NODES, ROOT, Node, TooLarge, walk


def state_of(root: Node, schema: int) -> bytes:
    """The whole tree as one Yjs update (v1). Raises TooLarge."""
    check_size(root)  # before the work, which takes its time for many nodes
    document: pycrdt.Doc[Any] = pycrdt.Doc()
    document.get("meta", type=pycrdt.Map)["schema"] = schema
    text = document.get(ROOT, type=pycrdt.Text)
    with document.transaction():
        fill(text, root)
    return document.get_update()


def check_size(root: Node) -> None:
    nodes, characters = -1, 0  # the root is none
    for node in walk(root):
        words = [run.content for run in node.runs if isinstance(run.content, str)]
        nodes += 1 + len(node.runs) - len(words)
        characters += sum(map(len, words))
    if nodes > NODES or characters > CHARACTERS:
        raise TooLarge("size")


def fill(into: Any, node: Node) -> None:
    """What `node` holds into the empty `into`.

    From the last to the first, always at 0: the library walks to every other place, and for many
    nodes that is most of the work.
    """
    add_runs(into, node)
    for child in reversed(node.children):
        place(into, child)


def place(into: Any, node: Node) -> None:
    values: dict[str, Any] = {"#n": node.name, "#k": node.kind, **node.attributes}
    content = pycrdt.Text() if node.kind in {"e", "t"} else None
    if content is not None:
        values["#c"] = content
    else:
        add_runs(into, node)
    into.insert_embed(0, pycrdt.Map(values), {})
    if content is not None:
        fill(content, node)


def add_runs(into: Any, node: Node) -> None:
    for run in reversed(node.runs):
        if isinstance(run.content, str):
            into.insert(0, run.content, run.attributes)
            continue
        values = {"#n": run.content.name, "#k": "i", **run.content.attributes}
        into.insert_embed(0, pycrdt.Map(values), run.attributes)
