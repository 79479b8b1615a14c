"""The cells of a table in their places: merged ones take several."""

from typing import NamedTuple

from docs_app.rendering.tree import Node

SCOPES = {"header-column": "col", "header-row": "row"}


class Placed(NamedTuple):
    node: Node
    row: int
    column: int
    rows: int
    columns: int
    tag: str  # th or td
    scope: str  # col, row or ""


def cells_of(table: Node) -> list[list[Placed]]:
    """The cells of each row, left to right. Whether one is a heading, the cell itself says."""
    taken: set[tuple[int, int]] = set()
    found: list[list[Placed]] = []
    rows = [child for child in table.children if child.name == "tableRow"]
    for row, node in enumerate(rows):
        column, placed = 0, list[Placed]()
        for cell in node.children:
            while (row, column) in taken:
                column += 1
            height, width = max(1, cell.get("rowspan") or 1), max(1, cell.get("colspan") or 1)
            kind = str(cell.get("tableCellType") or "")
            tag, scope = ("th" if kind.startswith("header") else "td"), SCOPES.get(kind, "")
            placed.append(Placed(cell, row, column, height, width, tag, scope))
            taken |= {(row + i, column + j) for i in range(height) for j in range(width)}
            column += width
        found.append(placed)
    return found
