"""What mammoth leaves out of a Word file goes past it as private-use characters in the text.

Source: ECMA-376 part 1 (w:ruby, w:jc, w:pBdr, w:sdt), [MS-DOCX] 2.6 (w14:checkbox).
"""

import re
from collections.abc import Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree, html

from docs_app.rendering.tree import NODES, TooLarge

Element = Any  # of lxml

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHECKBOX = "{http://schemas.microsoft.com/office/word/2010/wordml}checkbox"
BASE, READING, END = "\ue000", "\ue001", "\ue002"
CENTRE, RIGHT, JUSTIFIED = "\ue003", "\ue004", "\ue005"
TICKED, BLANK, RULE, PAGE, HEADING = "\ue006", "\ue007", "\ue008", "\ue009", "\ue00a"
MARKS = re.compile("[\ue000-\ue00a]")

MARKED = re.compile(r"word/(?:document|footnotes|endnotes)\.xml")
STYLES = "word/styles.xml"
ALIGNMENTS = {"center": CENTRE, "right": RIGHT, "end": RIGHT, "both": JUSTIFIED}
OF_STYLES = {"center", "right", "end"}  # "both" is what Japanese Word gives to every paragraph
STYLES_DEEP = 20
CONTENT = [f"{WORD}{name}" for name in ("drawing", "pict", "object", "br", "tab", "sym", "fldChar")]
BLOCKS = {f"{WORD}p", f"{WORD}tbl"}
BOXES = "☐☑☒"  # □ stands for too much else
TODO = "ToDo"
HEADING_CELL = "TableHeading"  # ours and LibreOffice's; Word knows headings by rows only

RUBY = re.compile(f"{BASE}([^{READING}{END}]*){READING}([^{END}]*){END}")
ALIGNED = re.compile(f'<(p|h[1-6]|li)((?: class="[a-z]+")?)>([{CENTRE}{RIGHT}{JUSTIFIED}])')
STYLE_OF = {CENTRE: "center", RIGHT: "right", JUSTIFIED: "justify"}
INPUT = re.compile(r'<input type="checkbox"( checked="checked")? ?/>')
RULED = re.compile(f"<p[^>]*>{RULE}</p>")
BREAK = '<div class="page-break"></div>'
BREAKS = [
    (re.compile(f"<p[^>]*>{PAGE}</p>"), BREAK),
    (re.compile(f"(<(?:p|h[1-6])[^>]*>){PAGE}"), rf"{BREAK}\1"),
    (re.compile(f"{PAGE}(</(?:p|h[1-6])>)"), rf"\1{BREAK}"),
]


def marked(source: ZipFile) -> tuple[bytes, bytes]:
    """The file with marks in its text, and its body. Raises ValueError, TooLarge, KeyError."""
    styles = source.read(STYLES) if STYLES in source.namelist() else b"<none/>"
    aligned = aligned_styles(parsed(styles))
    out, body = BytesIO(), b""
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as made:
        for part in source.infolist():
            content = source.read(part)
            if MARKED.fullmatch(part.filename):
                content = with_marks(parsed(content), aligned)
            if part.filename == "word/document.xml":
                body = content
            made.writestr(part.filename, content)
    return out.getvalue(), body


def parsed(part: bytes) -> Element:
    """The XML, if what is in it can become a document: marks and mammoth take their time."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("not a Word file") from error
    if root.getroottree().docinfo.doctype:  # Office writes none, and refuses it as well
        raise ValueError("not a Word file")
    if sum(1 for _paragraph in root.iter("{*}p")) > NODES:
        raise TooLarge("size")
    return root


def aligned_styles(styles: Element) -> dict[str, str]:
    """The alignment that each paragraph style gives, its own or that of its base."""
    found: dict[str, str] = {}
    based = {}
    for style in styles.iterfind(f"{WORD}style"):
        key = style.get(f"{WORD}styleId", "")
        found[key] = value_of(style, "pPr", "jc")
        based[key] = value_of(style, "basedOn")
    for key in found:
        at = key
        for _step in range(STYLES_DEEP):
            if found.get(at) or at not in based:
                break
            at = based[at]
        found[key] = found.get(at, "")
    return {key: value for key, value in found.items() if value in OF_STYLES}


def value_of(element: Element, *path: str) -> str:
    found = element.find("/".join(f"{WORD}{name}" for name in path))
    return str(found.get(f"{WORD}val", "")) if found is not None else ""


def with_marks(root: Element, aligned: dict[str, str]) -> bytes:
    for text in root.iter(f"{WORD}t"):
        text.text = MARKS.sub("", text.text or "")
    for part in list(root.iter(f"{WORD}sdt")):
        if part.find(f"{WORD}sdtPr/{CHECKBOX}") is not None:
            unwrap(part)
    for ruby in list(root.iter(f"{WORD}ruby")):
        mark_ruby(ruby)
    for cell in root.iter(f"{WORD}tc"):
        mark_cell(cell)
    for paragraph in root.iter(f"{WORD}p"):
        mark_paragraph(paragraph, aligned)
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return made


def unwrap(part: Element) -> None:
    """The sign that a checkbox shows stays, as text."""
    for child in part.findall(f"{WORD}sdtContent/*"):
        part.addprevious(child)
    part.getparent().remove(part)


def mark_ruby(ruby: Element) -> None:
    base, reading = (
        "".join(text.text for part in ruby.iterfind(f"{WORD}{name}") for text in texts_of(part))
        for name in ("rubyBase", "rt")
    )
    run = ruby.getparent()
    own = ruby.find(f"{WORD}rubyBase/{WORD}r/{WORD}rPr")
    if run.find(f"{WORD}rPr") is None and own is not None:
        run.insert(0, deepcopy(own))
    text = etree.Element(f"{WORD}t")
    text.text = f"{BASE}{base}{READING}{reading}{END}" if reading else base
    run.replace(ruby, text)


def texts_of(element: Element) -> list[Element]:
    return [text for text in element.iter(f"{WORD}t") if text.text]


def mark_cell(cell: Element) -> None:
    first = cell.find(f"{WORD}p")
    if first is not None and value_of(first, "pPr", "pStyle") == HEADING_CELL:
        first.insert(1, run_of(HEADING))


def mark_paragraph(paragraph: Element, aligned: dict[str, str]) -> None:
    ahead, behind = page_breaks(paragraph)
    texts = texts_of(paragraph)
    if texts or next(paragraph.iter(*CONTENT), None) is not None:
        own = value_of(paragraph, "pPr", "jc")
        given = own or aligned.get(value_of(paragraph, "pPr", "pStyle"), "")
        begin = ALIGNMENTS.get(given, "") + made_todo(paragraph, texts) + ahead
    else:
        begin = ahead or behind or mark_of_empty(paragraph)
        behind = ""
    if begin:
        place = 1 if paragraph.find(f"{WORD}pPr") is not None else 0
        paragraph.insert(place, run_of(begin))
    if behind:
        paragraph.append(run_of(behind))


def run_of(mark: str) -> Element:
    run = etree.Element(f"{WORD}r")
    etree.SubElement(run, f"{WORD}t").text = mark
    return run


def page_breaks(paragraph: Element) -> tuple[str, str]:
    """Take them out; the marks of one that stands before the words, and of one behind them."""
    ahead = paragraph.find(f"{WORD}pPr/{WORD}pageBreakBefore") is not None
    behind, words = False, False
    for part in list(paragraph.iter(f"{WORD}t", f"{WORD}br")):
        if part.tag == f"{WORD}t":
            words = words or bool(part.text)
        elif part.get(f"{WORD}type") == "page":
            part.getparent().remove(part)
            ahead, behind = ahead or not words, behind or words
    return PAGE * ahead, PAGE * behind


def mark_of_empty(paragraph: Element) -> str:
    """A line, a blank line, or nothing: Word itself asks for a paragraph behind a last table."""
    if paragraph.find(f"{WORD}pPr/{WORD}pBdr/{WORD}bottom") is not None:
        return RULE
    before, after = paragraph.getprevious(), paragraph.getnext()
    ends = after is None or after.tag not in BLOCKS
    if before is not None and before.tag == f"{WORD}tbl" and ends:
        return ""
    return "" if paragraph.find(f"{WORD}pPr/{WORD}sectPr") is not None else BLANK


def made_todo(paragraph: Element, texts: Sequence[Element]) -> str:
    """Turn a paragraph that begins with its only box into a to-do item; its mark."""
    words = "".join(text.text for text in texts).lstrip()
    signs = [sign for sign in words if sign in BOXES]
    listed = paragraph.find(f"{WORD}pPr/{WORD}numPr") is not None
    if listed or len(signs) != 1 or words[0] != signs[0]:
        return ""
    for text in texts:
        text.text = text.text.lstrip().lstrip(BOXES).lstrip()
        if text.text:
            break
    if not value_of(paragraph, "pPr", "pStyle").startswith(TODO):
        set_style(paragraph, TODO)
    return BLANK if signs == ["☐"] else TICKED  # some mark: mammoth drops what is empty


def set_style(paragraph: Element, style: str) -> None:
    properties = paragraph.find(f"{WORD}pPr")
    if properties is None:
        properties = etree.Element(f"{WORD}pPr")
        paragraph.insert(0, properties)
    named = properties.find(f"{WORD}pStyle")
    if named is None:
        named = etree.Element(f"{WORD}pStyle")
        properties.insert(0, named)
    named.set(f"{WORD}val", style)


def unmarked(text: str) -> str:
    """The HTML that mammoth made, the marks in it turned into what they stand for."""
    text = INPUT.sub(lambda found: "☑" if found[1] else "☐", text)
    text = ALIGNED.sub(lambda found: aligned_tag(*found.groups()), text)
    text = RUBY.sub(r"<ruby>\1<rt>\2</rt></ruby>", text)
    text = RULED.sub("<hr>", text)
    for pattern, broken in BREAKS:
        text = pattern.sub(broken, text)
    text = text.replace(TICKED, '<input type="checkbox" checked>')
    if HEADING in text:
        text = with_heading_cells(text)
    return MARKS.sub("", text)


def with_heading_cells(text: str) -> str:
    root = html.fragment_fromstring(text, create_parent="div")
    for cell in root.iter("td"):
        first = cell.find("p")
        if first is not None and HEADING in first.text_content():
            cell.tag = "th"
    made: str = html.tostring(root, encoding="unicode")
    return made


def aligned_tag(tag: str, attributes: str, mark: str) -> str:
    return f'<{tag}{attributes} style="text-align:{STYLE_OF[mark]}">'
