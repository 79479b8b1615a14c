"""Tables in Word: a full grid whose cells are then merged."""

import colorsys
import re
from typing import Any, Protocol

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from docs_app.rendering.docx_styles import GRID, HEADING_CELL
from docs_app.rendering.tables import Placed, cells_of, shares_of, width_of
from docs_app.rendering.tree import Node

HSL = re.compile(r"hsl\((\d+), (\d+)%, (\d+)%\)")
HEAD = "F0F0F0"
TEXT_WIDTH = Mm(166)  # A4 without the margins
LIMIT = 60  # columns: Word itself takes 63


class Writes(Protocol):
    def container(self, place: Any, nodes: list[Node]) -> None: ...


def add_table(writer: Writes, place: Any, node: Node) -> None:
    rows = cells_of(node)
    placed = [cell for row in rows for cell in row]
    width = width_of(rows)
    if not placed or width > LIMIT:
        return
    table = place.add_table(len(rows), width)
    table.style = GRID
    if shares := shares_of(rows):
        set_widths(table, shares, getattr(place, "width", None) or TEXT_WIDTH)
    for cell in placed:
        fill(writer, table, cell, len(rows))
    for row in table.rows[: node.get("headingRows") or 0]:
        repeat(row)


def set_widths(table: Any, shares: list[float], whole: int) -> None:
    """Word asks the grid, other programs the cells: before any are merged, they say the same."""
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = int(whole * share)
        for cell in column.cells:
            cell.width = column.width


def fill(writer: Writes, table: Any, placed: Placed, rows: int) -> None:
    made = table.cell(placed.row, placed.column)
    last = min(placed.row + placed.rows, rows) - 1
    if (placed.rows, placed.columns) != (1, 1):
        made = made.merge(table.cell(last, placed.column + placed.columns - 1))
    colour = colour_of(placed.node.get("tableCellBackgroundColor"))
    if colour or placed.tag == "th":
        shade(made, colour or HEAD)
    writer.container(made, placed.node.children)
    # Every cell begins with an empty paragraph; it goes when something follows it.
    first, *others = made.paragraphs
    if others and not first.text:
        first._p.getparent().remove(first._p)
    if placed.tag == "th":
        for paragraph in made.paragraphs:
            if paragraph.style.name == "Normal":
                paragraph.style = HEADING_CELL


def colour_of(value: Any) -> str:
    found = HSL.fullmatch(str(value or ""))
    if not found:
        return ""
    hue, saturation, lightness = (int(each) for each in found.groups())
    rgb = colorsys.hls_to_rgb(hue / 360, lightness / 100, saturation / 100)
    return "".join(f"{round(each * 255):02X}" for each in rgb)


def shade(cell: Any, colour: str) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def repeat(row: Any) -> None:
    """The heading stands again at the top of every page."""
    element = OxmlElement("w:tblHeader")
    element.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(element)
