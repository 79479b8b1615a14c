"""A document as a Word file: real styles, merged cells, pictures, ruby, page numbers.

Source for what python-docx has no words for: ECMA-376 part 1 (w:ruby, w:fldSimple, w:numPr).
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import fields, replace
from io import BytesIO
from typing import Any, TypeVar, cast

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from docs_app.characters import legal
from docs_app.rendering.docx_styles import BETWEEN_TABLES, CODE, INLINE_CODE, QUOTE, TODO, prepared
from docs_app.rendering.docx_tables import TEXT_WIDTH, add_table
from docs_app.rendering.inline import joined
from docs_app.rendering.paper import Cover, picture_id
from docs_app.rendering.tree import Node, Run

ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
HEADINGS = {f"heading{level}": f"Heading {level}" for level in range(1, 5)}
LISTS = {"bulleted": "List Bullet", "numbered": "List Number", "todo": TODO}
MARKERS = {
    "yellowMarker": WD_COLOR_INDEX.YELLOW,
    "greenMarker": WD_COLOR_INDEX.BRIGHT_GREEN,
    "pinkMarker": WD_COLOR_INDEX.PINK,
}
BELOW_TABLE = Pt(8)
DEEPEST_LIST = 3  # Word's own list styles go that far


def docx_of(root: Node, cover: Cover) -> bytes:
    """The Word file of a document's tree."""
    root, cover = writable(root), writable(cover)
    document = prepared()
    for text in (cover.number, cover.dated, cover.organisation):
        if text:
            line = document.add_paragraph(text)
            line.alignment, line.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.RIGHT, Pt(0)
    document.add_paragraph(cover.title, style="Title")
    document.core_properties.title = cover.title
    Writer(cover).container(document, root.children)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


Written = TypeVar("Written")


def writable(value: Written) -> Written:
    """A copy of a tree or a cover; no text in it has characters that end python-docx."""
    made: Any = value
    match value:
        case str():
            made = legal(value)
        case list():
            made = [writable(each) for each in value]
        case dict():
            made = {name: writable(each) for name, each in value.items()}
        case Node() | Run() | Cover():
            parts = {part.name: writable(getattr(value, part.name)) for part in fields(value)}
            made = replace(value, **parts)
    return cast(Written, made)


class Writer:
    def __init__(self, cover: Cover) -> None:
        self.cover = cover
        self.numbering: dict[tuple[int, str], int] = {}

    def container(self, place: Any, nodes: Sequence[Node]) -> None:
        """Write blocks into a document body or a table cell."""
        for index, node in enumerate(nodes):
            before = nodes[index - 1] if index else None
            if before is not None and before.name == node.name == "table":
                place.add_paragraph(style=BETWEEN_TABLES)
            self.block(place, node, fresh=before is None or not before.is_list_item)
            below = before is not None and before.name == "table"
            if below and node.kind == "b" and node.name not in HEADINGS:
                place.paragraphs[-1].paragraph_format.space_before = BELOW_TABLE

    def block(self, place: Any, node: Node, *, fresh: bool) -> None:
        if node.kind == "b":
            self.text_block(place, node, fresh=fresh)
        elif node.name == "table":
            add_table(self, place, node)
            self.caption(place, node)
        elif node.name == "imageBlock":
            self.picture(place, node)
            self.caption(place, node)
        elif node.name == "pageBreak":
            place.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        elif node.name == "horizontalLine":
            rule(place.add_paragraph())
        else:
            self.container(place, node.children)

    def text_block(self, place: Any, node: Node, *, fresh: bool) -> None:
        paragraph = place.add_paragraph(style=style_of(node))
        if node.get("alignment"):
            paragraph.alignment = ALIGNMENTS.get(node.get("alignment"))
        if node.get("listType") == "todo":
            paragraph.add_run("☑ " if node.get("todoListChecked") else "☐ ")
        elif node.is_list_item and fresh and node.get("listType") == "numbered":
            restart(place, paragraph)
        self.runs(paragraph, node.runs)

    def caption(self, place: Any, node: Node) -> None:
        for child in node.children:
            if child.name == "caption" and child.runs:
                paragraph = place.add_paragraph(style="Caption")
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                self.runs(paragraph, child.runs)

    def picture(self, place: Any, node: Node) -> None:
        content = self.cover.pictures.get(picture_id(str(node.get("src") or "")))
        paragraph = place.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if content is None:
            paragraph.add_run(f"［{node.get('alt') or ''}］")
            return
        drawn = paragraph.add_run().add_picture(BytesIO(content))
        share = float(str(node.get("resizedWidth") or "100%").rstrip("%")) / 100
        wanted = min(drawn.width, TEXT_WIDTH) if share == 1 else int(TEXT_WIDTH * share)
        drawn.height = int(drawn.height * wanted / drawn.width)
        drawn.width = wanted
        drawn._inline.docPr.set("descr", str(node.get("alt") or ""))

    def runs(self, paragraph: Any, runs: Sequence[Run]) -> None:
        for run in joined(runs):
            if not isinstance(run.content, str):
                if run.content.name == "softBreak":
                    paragraph.add_run().add_break()
                else:
                    paragraph.add_run(run.text)
                continue
            reading = run.attributes.get("ruby")
            made = paragraph.add_run("" if reading else run.content)
            formatted(made, run.attributes)
            if run.attributes.get("linkHref"):
                link(paragraph, made, str(run.attributes["linkHref"]))
            if reading:
                add_ruby(made, run.content, str(reading))


def style_of(node: Node) -> str:
    if node.name == "codeBlock":
        return CODE
    if node.name in HEADINGS:
        return HEADINGS[node.name]
    if node.is_list_item:
        name = LISTS.get(node.get("listType"), "List Bullet")
        level = min(int(node.get("listIndent") or 0) + 1, DEEPEST_LIST)
        return name if level == 1 else f"{name} {level}"
    return QUOTE if node.get("quote") else "Normal"


def formatted(run: Any, attributes: dict[str, Any]) -> None:
    run.bold = bool(attributes.get("bold")) or None
    run.italic = bool(attributes.get("italic")) or None
    run.underline = bool(attributes.get("underline")) or None
    run.font.strike = bool(attributes.get("strikethrough")) or None
    if attributes.get("change") == "ins":
        run.underline = True
    elif attributes.get("change") == "del":
        run.font.strike = True
    if attributes.get("superscript"):
        run.font.superscript = True
    elif attributes.get("subscript"):
        run.font.subscript = True
    if attributes.get("highlight"):
        run.font.highlight_color = MARKERS.get(attributes["highlight"])
    if attributes.get("code"):
        run.style = INLINE_CODE


def link(paragraph: Any, run: Any, href: str) -> None:
    """A hyperlink is a part of its own: only links that lead out of the file become one."""
    run.style = "Hyperlink"
    if not href.lower().startswith(("http:", "https:", "mailto:", "tel:")):
        return
    key = paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), key)
    paragraph._p.append(element)
    element.append(run._r)


def add_ruby(outer: Any, text: str, reading: str) -> None:
    """ECMA-376 part 1, 17.3.3.25: the reading above its word, which looks as the run around it."""
    ruby = OxmlElement("w:ruby")
    settings = OxmlElement("w:rubyPr")
    for name, value in (
        ("w:rubyAlign", "distributeSpace"),
        ("w:hps", "10"),
        ("w:hpsRaise", "18"),
        ("w:hpsBaseText", "21"),
        ("w:lid", "ja-JP"),
    ):
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        settings.append(element)
    ruby.append(settings)
    for name, words in (("w:rt", reading), ("w:rubyBase", text)):
        part = OxmlElement(name)
        run = OxmlElement("w:r")
        if name == "w:rubyBase" and outer._r.rPr is not None:
            run.append(deepcopy(outer._r.rPr))
        content = OxmlElement("w:t")
        content.text = words
        content.set(qn("xml:space"), "preserve")
        run.append(content)
        part.append(run)
        ruby.append(part)
    outer._r.append(ruby)


def rule(paragraph: Any) -> None:
    """A line below an empty paragraph."""
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "666666")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)
    paragraph.paragraph_format.space_after = Pt(4)


def restart(place: Any, paragraph: Any) -> None:
    """A numbered list begins at 1 again: a numbering of its own over the style's."""
    numbering = place.part.numbering_part.numbering_definitions._numbering
    style = paragraph.style.element
    own = style.find(f".//{qn('w:numId')}")
    if own is None:
        return
    known = numbering.num_having_numId(int(own.get(qn("w:val"))))
    made = numbering.add_num(known.abstractNumId.val)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = made.numId
