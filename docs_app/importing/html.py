"""HTML to the nodes of a document. What has no place there is counted, never kept half."""

import re
from collections import Counter
from collections.abc import Mapping
from itertools import count
from typing import Any

from lxml import html

from docs_app.importing.inline import Element, piece, pieces, settled
from docs_app.importing.widths import set_widths
from docs_app.rendering.tree import DEPTH, NODES, Node, Run, TooLarge

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LISTS = {"ul": "bulleted", "ol": "numbered"}
CONTAINERS = {
    "div", "section", "article", "main", "header", "footer", "body", "figure", "aside", "nav",
    "form", "fieldset", "details", "center", "html", "dl",
}  # fmt: skip
PARAGRAPHS = {"p", "dt", "dd", "address", "summary", "figcaption", "caption", "legend"}
OWN_BLOCKS = {"table", "pre", "blockquote", "hr", "img", *LISTS, *HEADINGS}
BLOCKS = CONTAINERS | PARAGRAPHS | OWN_BLOCKS
IGNORED = {"head", "title", "style", "meta", "link", "base", "colgroup", "thead", "col"}
LOST = {"script", "iframe", "object", "embed", "video", "audio", "svg", "math", "canvas", "select",
        "button", "textarea"}  # fmt: skip
ALIGNED = re.compile(r"text-align:\s*(left|center|right|justify)")
ALIGNMENTS = {"left", "center", "right", "justify"}
SPAN_LIMIT = 100
TAGS = 5 * NODES  # formatting comes on top of what becomes a node
LANGUAGE = re.compile(r"language-([a-z0-9+#-]{1,30})")

# The address that stands for a picture, to the one it was stored under, with its size.
Pictures = Mapping[str, tuple[str, int, int]]


def tree_of_html(text: str, pictures: Pictures | None = None) -> tuple[Node, Counter[str]]:
    """The nodes, and what was left out by kind. Raises ValueError for no HTML, TooLarge."""
    if text.count("<") - text.count("</") > TAGS:
        raise TooLarge("size")
    reading = Reading(pictures or {})
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    document = html.fromstring(f"<div>{text}</div>".encode(), parser=parser)
    reading.level = 1 if document.find(".//h1") is not None else 2
    root = Node("$root", "e", {})
    reading.blocks(document, root, {}, 0)
    return root, reading.lost


class Reading:
    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures
        self.lost: Counter[str] = Counter()
        self.items = count(1)
        self.level = 1  # of the highest heading

    def blocks(self, element: Element, into: Node, inherited: dict[str, Any], depth: int) -> None:
        """Everything in `element`; words between its blocks become paragraphs."""
        if depth > DEPTH:
            raise TooLarge("depth")
        loose: list[Run] = [Run(element.text)] if element.text else []
        for child in element:
            if not isinstance(child.tag, str) or names_picture_or_table(child):
                continue
            if child.tag in BLOCKS or holds_blocks(child):
                self.paragraph(loose, into, inherited)
                loose = []
                self.block(child, into, inherited, depth)
            elif child.tag in LOST:
                self.lost["elements"] += 1
            elif child.tag not in IGNORED:
                loose += piece(child, {})
            if child.tail:
                loose.append(Run(child.tail))
        self.paragraph(loose, into, inherited)

    def paragraph(self, runs: list[Run], into: Node, inherited: dict[str, Any]) -> None:
        words = settled(runs)
        if words:
            into.children.append(Node("paragraph", "b", dict(inherited), runs=words))

    def block(self, element: Element, into: Node, inherited: dict[str, Any], depth: int) -> None:
        tag = element.tag
        if tag in LISTS:
            self.list(element, into, inherited, 0, depth)
        elif tag == "pre":
            self.code(element, into, inherited)
        elif tag in HEADINGS or (tag in PARAGRAPHS and not holds_blocks(element)):
            self.text(element, into, inherited)
        elif not self.object(element, into, depth):
            self.blocks(element, into, {**inherited, **passed_on(element)}, depth + 1)

    def object(self, element: Element, into: Node, depth: int) -> bool:
        """Take what is no text; False for what is."""
        if element.tag == "table":
            self.table(element, into, depth)
        elif element.tag == "img":
            self.image(element, into)
        elif element.tag == "hr":
            into.children.append(Node("horizontalLine", "e", {}))
        elif "page-break" in element.get("class", ""):
            into.children.append(Node("pageBreak", "e", {}))
        else:
            return False
        return True

    def text(self, element: Element, into: Node, inherited: dict[str, Any]) -> None:
        """One block of words; pictures among them come behind it."""
        attributes = {**inherited, **alignment_of(element)}
        words = settled(list(pieces(element, {})))
        images = list(element.iter("img"))
        if words or not images:
            into.children.append(Node(self.name_of(element.tag), "b", attributes, runs=words))
        self.lost["elements"] += sum(1 for _lost in element.iter(*LOST))
        for image in images:
            self.image(image, into)

    def name_of(self, tag: str) -> str:
        if tag not in HEADINGS:
            return "paragraph"
        return f"heading{min(4, max(1, HEADINGS.index(tag) + 2 - self.level))}"

    def code(self, element: Element, into: Node, inherited: dict[str, Any]) -> None:
        code = element.find("code")
        named = LANGUAGE.search(code.get("class", "")) if code is not None else None
        runs: list[Run] = []
        for line_break in element.iter("br"):
            line_break.text = "\n"
        text = "".join(element.itertext()).strip("\n")
        for number, line in enumerate(text.split("\n")):
            runs += [Run(Node("softBreak", "i", {}))] if number else []
            runs += [Run(line)] if line else []
        attributes = {**inherited, "language": named[1] if named else "plaintext"}
        into.children.append(Node("codeBlock", "b", attributes, runs=runs))

    def list(
        self, element: Element, into: Node, inherited: dict[str, Any], indent: int, depth: int
    ) -> None:
        if depth > DEPTH:
            raise TooLarge("depth")
        kind = "todo" if "todo-list" in element.get("class", "") else LISTS[element.tag]
        for item in element:
            if item.tag in LISTS:  # a list straight in a list, as some programs write it
                self.list(item, into, inherited, indent + 1, depth + 1)
            elif item.tag == "li":
                self.item(item, into, inherited, kind, indent, depth)

    def item(
        self,
        item: Element,
        into: Node,
        inherited: dict[str, Any],
        kind: str,
        indent: int,
        depth: int,
    ) -> None:
        attributes = {
            **inherited,
            **alignment_of(item),
            "listItemId": f"item{next(self.items)}",
            "listType": kind,
            "listIndent": indent,
        }
        if kind == "todo" and item.find(".//input[@checked]") is not None:
            attributes["todoListChecked"] = True
        inner = [child for child in item if child.tag in LISTS]
        for child in inner:
            child.drop_tree()  # what stands behind it stays
        before = len(into.children)
        self.blocks(item, into, attributes, depth + 1)
        if len(into.children) == before:
            into.children.append(Node("paragraph", "b", dict(attributes)))
        for child in inner:
            self.list(child, into, inherited, indent + 1, depth + 1)

    def table(self, element: Element, into: Node, depth: int) -> None:
        rows = [row for row in element.iter("tr") if nearest_table(row) is element]
        if not rows:
            return
        table = Node("table", "e", heading_of(element, rows))
        into.children.append(table)
        sources: list[Element] = []
        for row in rows:
            cells = Node("tableRow", "e", {})
            table.children.append(cells)
            # A row without cells gets one: an editor shows none.
            for cell in [each for each in row if each.tag in {"td", "th"}] or [row]:
                self.cell(cell, cells, depth)
                sources.append(cell)
        set_widths(table, element, sources)
        caption = element.find("caption")
        if caption is None and element.getparent() is not None:
            caption = element.getparent().find("figcaption")
        if caption is not None:
            table.children.append(caption_of(caption))

    def cell(self, cell: Element, into: Node, depth: int) -> None:
        made = Node("tableCell", "e", {**spans_of(cell), **type_of(cell)})
        into.children.append(made)
        self.blocks(cell, made, alignment_of(cell), depth + 1)
        if not made.children:
            made.children.append(Node("paragraph", "b", alignment_of(cell)))

    def image(self, element: Element, into: Node) -> None:
        stored = self.pictures.get(element.get("src", ""))
        if stored is None:
            self.lost["pictures"] += 1
            return
        source, width, height = stored
        attributes: dict[str, Any] = {"src": source, "width": width, "height": height}
        if alt := element.get("alt", "").strip():
            attributes["alt"] = alt[:2000]
        image = Node("imageBlock", "e", attributes)
        caption = element.getparent().find("figcaption")
        if element.getparent().tag == "figure" and caption is not None:
            image.children.append(caption_of(caption))
        into.children.append(image)


def holds_blocks(element: Element) -> bool:
    return any(child.tag in BLOCKS - {"img"} for child in element.iterdescendants())


def names_picture_or_table(element: Element) -> bool:
    """A caption, which goes with what it names."""
    if element.tag != "figcaption":
        return bool(element.tag == "caption")
    figure = element.getparent()
    return figure.find(".//img") is not None or figure.find(".//table") is not None


def passed_on(element: Element) -> dict[str, Any]:
    """What a container gives to the blocks in it."""
    return {"quote": True} if element.tag == "blockquote" else alignment_of(element)


def nearest_table(row: Element) -> Element:
    return next((each for each in row.iterancestors() if each.tag == "table"), None)


def caption_of(element: Element) -> Node:
    return Node("caption", "t", {}, runs=settled(list(pieces(element, {}))))


def alignment_of(element: Element) -> dict[str, Any]:
    found = ALIGNED.search(element.get("style", ""))
    named = found[1] if found else element.get("align", element.get("class", "")).lower()
    return {"alignment": named} if named in ALIGNMENTS - {"left"} else {}


HEADERS = {"row": "header-row", "col": "header-column"}


def spans_of(cell: Element) -> dict[str, Any]:
    found = {}
    for name in ("colspan", "rowspan"):
        value = cell.get(name, "1").strip()
        if value.isascii() and value.isdigit() and 1 < int(value) <= SPAN_LIMIT:
            found[name] = int(value)
    return found


def height_of(row: Element) -> int:
    return max((spans_of(cell).get("rowspan", 1) for cell in row), default=1)


def heading_of(table: Element, rows: "list[Element]") -> dict[str, Any]:
    """How many rows and columns head the table."""
    heading = 0
    for row in rows:
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        if row.getparent().tag != "thead" and not all(cell.tag == "th" for cell in cells):
            break
        heading += 1
    reaching = (at for at, row in enumerate(rows[:heading]) if at + height_of(row) > heading)
    heading = next(reaching, heading)  # a cell belongs to one part of the table
    body = rows[heading:]
    first = [next((cell for cell in row if cell.tag in {"td", "th"}), None) for row in body]
    headed = bool(first) and all(cell is not None and cell.tag == "th" for cell in first)
    return {
        **({"headingRows": heading} if heading and body else {}),
        **({"headingColumns": 1} if headed else {}),
    }


def type_of(cell: Element) -> dict[str, str]:
    """A heading cell says so itself: the editor asks the cell and not its table."""
    if cell.tag != "th":
        return {}
    return {"tableCellType": HEADERS.get(cell.get("scope", ""), "header")}
