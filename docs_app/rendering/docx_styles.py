"""The empty Word file to begin from: A4, Japanese fonts, styles, page numbers."""

from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FONT = "BIZ UDPゴシック"  # universal design, on every Windows since 2018
CODE = "Code"
INLINE_CODE = "Inline Code"
QUOTE = "Quote"
HEADING_CELL = "Table Heading"
TODO = "To Do"
TODO_LEVELS = 3
INDENT = Mm(7)
SIZES = {"Title": 15, "Heading 1": 13, "Heading 2": 12, "Heading 3": 10.5, "Heading 4": 10.5}


def prepared() -> Any:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(25)
    styles = document.styles
    set_font(styles["Normal"], 10.5)
    for name, size in SIZES.items():
        set_font(styles[name], size)
        styles[name].font.color.rgb = RGBColor(0, 0, 0)
        styles[name].font.bold = True
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    code = styles.add_style(CODE, WD_STYLE_TYPE.PARAGRAPH)
    code.base_style = styles["Normal"]
    code.font.name = "Consolas"
    heading = styles.add_style(HEADING_CELL, WD_STYLE_TYPE.PARAGRAPH)
    heading.base_style, heading.font.bold = styles["Normal"], True
    styles.add_style(INLINE_CODE, WD_STYLE_TYPE.CHARACTER).font.name = "Consolas"
    for level in range(1, TODO_LEVELS + 1):
        todo = styles.add_style(TODO if level == 1 else f"{TODO} {level}", WD_STYLE_TYPE.PARAGRAPH)
        todo.base_style = styles["List Paragraph"]
        todo.paragraph_format.left_indent = INDENT * level
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline = True
    link.font.color.rgb = RGBColor(0x00, 0x17, 0xC1)
    styles[QUOTE].paragraph_format.left_indent = Mm(8)
    styles[QUOTE].font.italic = False
    number_pages(section.footer.paragraphs[0])
    return document


def set_font(style: Any, size: float) -> None:
    """East Asian text takes its font from an attribute of its own."""
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(name), FONT)
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)


def number_pages(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for index, field in enumerate(("PAGE", "NUMPAGES")):
        if index:
            paragraph.add_run(" / ")
        element = OxmlElement("w:fldSimple")
        element.set(qn("w:instr"), field)
        paragraph._p.append(element)
