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
BETWEEN_TABLES = "Between Tables"  # Word makes one of two that touch
GRID = "Table Grid"
WORD_2013 = "15"  # until then tables hung over the margin by the room in their cells
TODO = "To Do"
TODO_LEVELS = 3
INDENT = Mm(7)
SIZES = {
    "Title": 15,
    "Heading 1": 13,
    "Heading 2": 12,
    "Heading 3": 10.5,
    "Heading 4": 10.5,
    "Caption": 9,
}


def prepared() -> Any:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(25)
    prepare_text(document.styles)
    add_own(document.styles)
    prepare_tables(document)
    number_pages(section.footer.paragraphs[0])
    return document


def prepare_text(styles: Any) -> None:
    """Black and without ornament, as official papers are."""
    set_font(styles["Normal"], 10.5)
    defaults = styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    defaults.set(qn("w:eastAsia"), "ja-JP")
    for name, size in SIZES.items():
        set_font(styles[name], size)
        styles[name].font.color.rgb = RGBColor(0, 0, 0)
        styles[name].font.bold = name != "Caption"
    title = styles["Title"].element.pPr
    title.remove(title.find(qn("w:pBdr")))
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    styles["Title"].paragraph_format.space_before = Pt(14)
    styles["Caption"].paragraph_format.space_before = Pt(3)
    styles[QUOTE].paragraph_format.left_indent = Mm(8)
    styles[QUOTE].font.italic = False


def add_own(styles: Any) -> None:
    """Styles that Word has not, or that the empty file lacks."""
    code = styles.add_style(CODE, WD_STYLE_TYPE.PARAGRAPH)
    code.base_style, code.font.name = styles["Normal"], "Consolas"
    styles.add_style(INLINE_CODE, WD_STYLE_TYPE.CHARACTER).font.name = "Consolas"
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline = True
    link.font.color.rgb = RGBColor(0x00, 0x17, 0xC1)
    heading = styles.add_style(HEADING_CELL, WD_STYLE_TYPE.PARAGRAPH)
    heading.base_style, heading.font.bold = styles["Normal"], True
    between = styles.add_style(BETWEEN_TABLES, WD_STYLE_TYPE.PARAGRAPH)
    between.paragraph_format.space_after = Pt(0)
    for level in range(1, TODO_LEVELS + 1):
        todo = styles.add_style(TODO if level == 1 else f"{TODO} {level}", WD_STYLE_TYPE.PARAGRAPH)
        todo.base_style = styles["List Paragraph"]
        todo.paragraph_format.left_indent = INDENT * level


def prepare_tables(document: Any) -> None:
    """Room in the cells; the grid itself, not the words in it, ends at the margins of the page."""
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", Mm(1.2)), ("left", Mm(2)), ("bottom", Mm(1.2)), ("right", Mm(2))):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(width.twips))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    document.styles[GRID].element.find(qn("w:tblPr")).append(margins)
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), WORD_2013)


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
