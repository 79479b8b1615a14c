"""Plain HTML of ours to a Yjs document by the schema of `frontend/src/documents/binding`.

Knows what the shipped templates use: headings, paragraphs, lists, tables, bold, alignment.
"""

from collections.abc import Iterator
from itertools import count
from typing import Any

import pycrdt
from lxml import html

from docs_app.models.documents import SCHEMA

BLOCKS = {"h2": "heading1", "h3": "heading2", "h4": "heading3", "h5": "heading4", "p": "paragraph"}
LISTS = {"ul": "bulleted", "ol": "numbered"}
Node = Any  # an element of lxml


def state_of_html(text: str) -> bytes:
    """The whole content as one Yjs update (v1)."""
    document: pycrdt.Doc[Any] = pycrdt.Doc()
    document.get("meta", type=pycrdt.Map)["schema"] = SCHEMA
    root = document.get("main", type=pycrdt.Text)
    with document.transaction():
        Builder().fill(root, html.fragment_fromstring(text, create_parent="div"))
    return document.get_update()


class Builder:
    def __init__(self) -> None:
        self.items = count(1)

    def fill(self, into: pycrdt.Text, container: Node) -> None:
        """Put every block of `container` behind what `into` holds."""
        for node in container:
            if node.tag in BLOCKS:
                self.block(into, node, {"#n": BLOCKS[node.tag], **alignment_of(node)})
            elif node.tag in LISTS:
                self.bullets(into, node, indent=0)
            elif node.tag == "table":
                self.table(into, node)
            else:
                raise ValueError(node.tag)

    def block(self, into: pycrdt.Text, node: Node, attributes: dict[str, Any]) -> None:
        # Without a formatting of its own, what is inserted takes that of what stands before it.
        into.insert_embed(len(into), pycrdt.Map({"#k": "b", **attributes}), {})
        for words, marks in runs_of(node):
            into.insert(len(into), words, marks)

    def bullets(self, into: pycrdt.Text, node: Node, indent: int) -> None:
        for item in node.findall("li"):
            attributes = {
                "#n": "paragraph",
                "listType": LISTS[node.tag],
                "listIndent": indent,
                "listItemId": f"item{next(self.items)}",
            }
            self.block(into, item, attributes)
            for inner in item:
                if inner.tag in LISTS:
                    self.bullets(into, inner, indent + 1)

    def table(self, into: pycrdt.Text, node: Node) -> None:
        rows = self.object(into, "table", heading_of(node))
        for row in node.iter("tr"):
            cells = self.object(rows, "tableRow", {})
            for cell in row:
                content = self.object(cells, "tableCell", {})
                self.block(content, cell, {"#n": "paragraph", **alignment_of(cell)})

    def object(self, into: pycrdt.Text, name: str, attributes: dict[str, Any]) -> pycrdt.Text:
        """Place an object at the end of `into`; returns the text its children go to."""
        content = pycrdt.Text()
        element = pycrdt.Map({"#n": name, "#k": "e", "#c": content, **attributes})
        into.insert_embed(len(into), element, {})
        return content


def runs_of(node: Node) -> Iterator[tuple[str, dict[str, Any]]]:
    """The words of a block with their formatting; lists inside are blocks of their own."""
    if node.text:
        yield node.text.strip(" \n"), {}
    for child in node:
        if child.tag == "strong":
            yield child.text or "", {"bold": True}
        if child.tail and child.tail.strip():
            yield child.tail, {}


def alignment_of(node: Node) -> dict[str, str]:
    found = node.get("class", "")
    return {"alignment": found} if found in {"right", "center"} else {}


def heading_of(table: Node) -> dict[str, int]:
    rows = len(table.findall("thead/tr"))
    columns = 1 if table.find("tbody/tr/th") is not None else 0
    return {
        **({"headingRows": rows} if rows else {}),
        **({"headingColumns": columns} if columns else {}),
    }
