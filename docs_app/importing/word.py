"""A Word file (docx) to HTML by mammoth, its pictures apart, and what mammoth leaves out.

Source: ECMA-376 part 1 for the names of parts and elements.
"""

import re
from collections import Counter
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import mammoth

from docs_app.importing.word_marks import WORD, marked, parsed, unmarked

# Items and the lists they stand in are fresh: neighbours find together when the HTML is read.
STYLES = """
u => u
strike => s
highlight[color='green'] => mark.marker-green
highlight[color='magenta'] => mark.marker-pink
highlight => mark
r[style-name='Inline Code'] => code
p[style-name='Title'] => h1:fresh
p[style-name='表題'] => h1:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Code'] => pre:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Between Tables'] => !
p.ToDo => ul.todo-list:fresh > li:fresh
p.ToDo2 => ul.todo-list:fresh > ul.todo-list:fresh > li:fresh
p.ToDo3 => ul.todo-list:fresh > ul.todo-list:fresh > ul.todo-list:fresh > li:fresh
p[style-name='List Bullet 2'] => ul:fresh > ul:fresh > li:fresh
p[style-name='List Bullet 3'] => ul:fresh > ul:fresh > ul:fresh > li:fresh
p[style-name='List Number 2'] => ol:fresh > ol:fresh > li:fresh
p[style-name='List Number 3'] => ol:fresh > ol:fresh > ol:fresh > li:fresh
p[style-name='Table Heading'] => p:fresh
"""
UNREADABLE = (
    KeyError, IndexError, AttributeError, OSError, BadZipFile, RuntimeError, NotImplementedError
)  # fmt: skip
PARTS_LIMIT = 2000
UNPACKED = 200 * 1024 * 1024  # bytes
PARTS = {
    "comments": re.compile(r"word/comments\.xml"),
    "charts": re.compile(r"word/(?:charts|diagrams)/[a-z]+\d*\.xml"),
    "embedded": re.compile(r"word/embeddings/.+"),
}
HEADERS = re.compile(r"word/(?:header|footer)\d*\.xml")
LETTER = re.compile(r"[^\W\d]")
CAPTION_OF_TABLE = re.compile(r'</table><p class="caption"[^>]*>(.*?)</p>')
CAPTION_OF_PICTURE = re.compile(r'<p[^>]*>(<img [^>]*>)</p><p class="caption"[^>]*>(.*?)</p>')
ELEMENTS = {
    "changes": re.compile(rb"<w:(?:ins|del)\b"),
    "equations": re.compile(rb"<m:oMath\b"),
    "text_boxes": re.compile(rb"<w:txbxContent\b"),
    "fields": re.compile(rb"<w:sdt>"),
}


def html_of_word(data: bytes) -> tuple[str, list[bytes], Counter[str]]:
    """The HTML, whose pictures are `picture:0` and so on, these pictures, and what is left out.

    Raises ValueError for what is no Word file, TooLarge.
    """
    pictures: list[bytes] = []

    def keep(image: Any) -> dict[str, str]:
        with image.open() as source:
            pictures.append(source.read())
        return {"src": f"picture:{len(pictures) - 1}"}

    try:
        with opened(data) as archive:
            file, body = marked(archive)
            lost = missed(archive, body)
        result = mammoth.convert_to_html(
            BytesIO(file), style_map=STYLES, convert_image=mammoth.images.img_element(keep)
        )
    except UNREADABLE as error:
        raise ValueError("not a Word file") from error
    return with_captions(with_widths(unmarked(result.value), body)), pictures, lost


def opened(data: bytes) -> ZipFile:
    """The file, unless it unpacks to more than a document is."""
    archive = ZipFile(BytesIO(data))
    parts = archive.infolist()
    if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED:
        raise ValueError("too large")
    return archive


def with_widths(text: str, body: bytes) -> str:
    """The HTML with the widths of columns, which mammoth leaves out; tables come in order."""
    tables = list(parsed(body).iter(f"{WORD}tbl"))
    if len(tables) != text.count("<table>"):  # those in text boxes, for one, are not carried
        return text
    columns = iter(map(columns_of, tables))
    return re.sub("<table>", lambda _found: f"<table>{next(columns)}", text)


def with_captions(text: str) -> str:
    """A caption goes with the table or the picture that it stands behind."""
    text = CAPTION_OF_TABLE.sub(r"<caption>\1</caption></table>", text)
    return CAPTION_OF_PICTURE.sub(r"<figure>\1<figcaption>\2</figcaption></figure>", text)


def columns_of(table: Any) -> str:
    """`<colgroup>` of the grid of a Word table, whose unit is too coarse for more digits."""
    grid = [
        column.get(f"{WORD}w", "") for column in table.iterfind(f"./{WORD}tblGrid/{WORD}gridCol")
    ]
    if len(set(grid)) < 2 or not all(each.isascii() and each.isdigit() for each in grid):
        return ""  # all alike: nobody set them
    widths = [int(each) for each in grid]
    whole = sum(widths)
    columns = "".join(f'<col style="width:{each / whole:.1%}">' for each in widths)
    return f"<colgroup>{columns}</colgroup>"


def missed(archive: ZipFile, body: bytes) -> Counter[str]:
    """What the file has and an imported document has not, by kind."""
    names = archive.namelist()
    lost = Counter(
        kind for kind, pattern in PARTS.items() for name in names if pattern.fullmatch(name)
    )
    headers = (archive.read(name) for name in names if HEADERS.fullmatch(name))
    lost["headers"] = sum(map(says_something, headers))
    for kind, element in ELEMENTS.items():
        lost[kind] = len(element.findall(body))
    return +lost


def says_something(header: bytes) -> bool:
    """More than the number of the page, which every document gets anew."""
    return any(LETTER.search(text.text or "") for text in parsed(header).iter(f"{WORD}t"))
