"""A document's words, a line for each block: for search, counting and comparing."""

from docs_app.rendering.tree import Node, walk


def lines_of(root: Node) -> list[str]:
    found = [node.plain for node in walk(root) if node.kind in {"b", "t"}]
    return [line for line in found if line.strip()]
