"""The cells of a table in their places (merged ones take several), and the widths of columns."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from docs_app.rendering.tree import Node

LEAST = 0.05  # of the table, for a column that has no width where the others take all
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


def width_of(rows: Sequence[Sequence[Placed]]) -> int:
    """How many columns the cells reach over."""
    return max((cell.column + cell.columns for row in rows for cell in row), default=0)


def texts_of(table: Node, text: Callable[[Node], str]) -> list[list[str]]:
    """What `text` makes of each cell; merged ones stand in their first place, others are empty."""
    rows = cells_of(table)
    lines = [[""] * width_of(rows) for _row in rows]
    for line, row in zip(lines, rows, strict=True):
        for cell in row:
            line[cell.column] = text(cell.node)
    return lines


def shares_of(rows: Sequence[Sequence[Placed]]) -> list[float]:
    """The part of the table that each column takes; empty where no column has a width.

    A column without one shares what the others leave, as in HTML.
    """
    placed = [cell for row in rows for cell in row]
    found = [0.0] * width_of(rows)
    for cell in placed:
        if cell.columns == 1 and not found[cell.column]:
            found[cell.column] = float(str(cell.node.get("columnWidth") or "0").rstrip("%")) / 100
    free = found.count(0.0)
    if free == len(found):
        return []
    rest = max((1 - sum(found)) / free, LEAST) if free else 0.0
    whole = sum(found) + free * rest
    return [(share or rest) / whole for share in found]
