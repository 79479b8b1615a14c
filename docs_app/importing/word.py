"""A Word file (docx) to HTML by mammoth, its pictures apart, and what mammoth leaves out.

Source: ECMA-376 part 1 for the names of parts and elements.
"""

import re
from collections import Counter
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import mammoth
from lxml import etree

STYLES = """
u => u
strike => s
highlight => mark
p[style-name='Title'] => h1:fresh
p[style-name='表題'] => h1:fresh
br[type='page'] => div.page-break:fresh
"""
PARTS_LIMIT = 2000
UNPACKED = 200 * 1024 * 1024  # bytes
PARTS = {
    "headers": re.compile(r"word/(?:header|footer)\d*\.xml"),
    "comments": re.compile(r"word/comments\.xml"),
    "charts": re.compile(r"word/(?:charts|diagrams)/[a-z]+\d*\.xml"),
    "embedded": re.compile(r"word/embeddings/.+"),
}
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ELEMENTS = {
    "changes": re.compile(rb"<w:(?:ins|del)\b"),
    "equations": re.compile(rb"<m:oMath\b"),
    "text_boxes": re.compile(rb"<w:txbxContent\b"),
    "fields": re.compile(rb"<w:sdt>"),
}


def html_of_word(data: bytes) -> tuple[str, list[bytes], Counter[str]]:
    """The HTML, whose pictures are `picture:0` and so on, these pictures, and what is left out.

    Raises ValueError for what is no Word file.
    """
    lost, body = missed(data)
    pictures: list[bytes] = []

    def keep(image: Any) -> dict[str, str]:
        with image.open() as source:
            pictures.append(source.read())
        return {"src": f"picture:{len(pictures) - 1}"}

    try:
        result = mammoth.convert_to_html(
            BytesIO(data), style_map=STYLES, convert_image=mammoth.images.img_element(keep)
        )
    except (KeyError, IndexError, AttributeError, OSError) as error:
        raise ValueError("not a Word file") from error
    return with_widths(result.value, body), pictures, lost


def with_widths(text: str, body: bytes) -> str:
    """The HTML with the widths of columns, which mammoth leaves out; tables come in order."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    tables = list(etree.fromstring(body, parser).iter(f"{WORD}tbl"))
    if len(tables) != text.count("<table>"):  # those in text boxes, for one, are not carried
        return text
    columns = iter(map(columns_of, tables))
    return re.sub("<table>", lambda _found: f"<table>{next(columns)}", text)


def columns_of(table: Any) -> str:
    """`<colgroup>` of the grid of a Word table; its unit is a twentieth of a point."""
    grid = [
        column.get(f"{WORD}w", "") for column in table.iterfind(f"./{WORD}tblGrid/{WORD}gridCol")
    ]
    if len(set(grid)) < 2 or not all(each.isascii() and each.isdigit() for each in grid):
        return ""  # all alike: nobody set them
    columns = "".join(f'<col style="width:{int(each) / 20}pt">' for each in grid)
    return f"<colgroup>{columns}</colgroup>"


def missed(data: bytes) -> tuple[Counter[str], bytes]:
    """What the file has and an imported document has not, by kind, and its body."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED:
                raise ValueError("too large")
            body = archive.read("word/document.xml")
    except (BadZipFile, KeyError) as error:
        raise ValueError("not a Word file") from error
    lost = Counter(
        kind
        for kind, pattern in PARTS.items()
        for part in parts
        if pattern.fullmatch(part.filename)
    )
    for kind, element in ELEMENTS.items():
        if found := len(element.findall(body)):
            lost[kind] = found
    return lost, body
