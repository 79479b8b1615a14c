"""The widths of a table's columns, as HTML and Word write them, to shares of the table."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from docs_app.rendering.tables import cells_of, width_of
from docs_app.rendering.tree import Node

Element = Any  # of lxml
WIDTH = re.compile(r"(?:^|[;\s])width:\s*(\d+(?:\.\d+)?)(%|pt|px)")
COLUMNS = 100

Length = tuple[float, str] | None  # with its unit


def set_widths(table: Node, element: Element, cells: Sequence[Element]) -> None:
    """Give the cells of `table` the widths that `element` has on columns, or on its `cells`.

    Lengths count when every column has one, in the same unit; per cent may be missing.
    """
    rows = cells_of(table)
    placed = [cell for row in rows for cell in row]
    lengths: list[Length] = [None] * width_of(rows)
    written = list(lengths_of_columns(element))[: len(lengths)]
    lengths[: len(written)] = written
    for cell, source in zip(placed, cells, strict=True):
        if cell.columns == 1 and lengths[cell.column] is None:
            lengths[cell.column] = length_of(source)
    shares = shared(lengths)
    for cell in placed:
        if cell.columns == 1 and shares[cell.column]:
            cell.node.attributes["columnWidth"] = f"{round(shares[cell.column], 2):g}%"


def lengths_of_columns(table: Element) -> Iterator[Length]:
    for column in table.iterfind("./colgroup/col"):
        span = column.get("span", "1")
        times = int(span) if span.isascii() and span.isdigit() else 1
        yield from [length_of(column)] * min(times, COLUMNS)


def length_of(element: Element) -> Length:
    found = WIDTH.search(element.get("style", ""))
    return (float(found[1]), found[2]) if found and float(found[1]) else None


def shared(lengths: Sequence[Length]) -> list[float]:
    """Per cent of the table for each column; 0 where nothing is known."""
    units = {length[1] for length in lengths if length}
    values = [length[0] if length else 0.0 for length in lengths]
    if len(units) == 1 and all(values):
        return [value / sum(values) * 100 for value in values]
    return values if units == {"%"} and sum(values) < 100 else [0.0] * len(values)
