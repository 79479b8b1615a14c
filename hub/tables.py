"""Tables as offices exchange them: CSV or tab-separated, UTF-8 or Shift_JIS (cp932).

Reading refuses in words what is no table. Writing guards cells that a spreadsheet would
compute (OWASP, CSV Injection), so that reading the file again gives the same cells.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

COLUMNS = 100
CELL = 20_000  # characters
ENCODINGS = ("utf-8-sig", "cp932")
# What Excel takes for the beginning of a formula, full width as well.
GUARDED = re.compile("'*[=+\\-@＝＋－＠\\t\\r\\n]")
# The same characters, as the two encodings name them.
TWINS = str.maketrans("〜−‖—¢£¬", "～－∥―￠￡￢")


class Unreadable(Exception):
    """Not a table; the text tells why and where."""


class Line(NamedTuple):
    number: int  # in the file, as a spreadsheet or an editor shows it
    cells: list[str]


def decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding. Raises Unreadable for anything that is no text."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return checked(content, "utf-16"), "utf-16"
    if b"\x00" in content:
        raise Unreadable(_("テキストのファイルではありません。CSV形式で保存してください。"))
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("文字コードを判別できません。UTF-8かShift_JISで保存してください。"))


def checked(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:
        raise Unreadable(_("テキストのファイルではありません。CSV形式で保存してください。"))
    return text


def delimiter_of(text: str) -> str:
    head = text[: text.find("\n")] if "\n" in text else text[:CELL]
    return "\t" if head.count("\t") > head.count(",") else ","


def lines(text: str, limit: int) -> Iterator[Line]:
    """The lines that hold anything, guards taken away. Raises Unreadable, also in between."""
    check_width(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    count, number = 0, 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            raise Unreadable(quote_problem(number)) from None
        if cells is None:
            return
        if len(cells) > COLUMNS:
            raise Unreadable(_("列が多すぎます。%(n)d列までにしてください。") % {"n": COLUMNS})
        if any(cell.strip() for cell in cells):
            count += 1
            if count > limit + 1:
                raise Unreadable(_("行が多すぎます。%(n)d行までにしてください。") % {"n": limit})
            yield Line(number, [unguarded(cell.strip()) for cell in cells])
        number = reader.line_num + 1


def check_width(text: str) -> None:
    """A million columns are refused before they are taken apart."""
    head = text[: COLUMNS * CELL]
    first = head.split("\n", 1)[0]
    if max(first.count(","), first.count("\t")) >= COLUMNS * 2:
        raise Unreadable(_("列が多すぎます。%(n)d列までにしてください。") % {"n": COLUMNS})


def quote_problem(number: int) -> str:
    text = _('%(n)d行目から始まる行を読めません。引用符（"）の数か、セルの長さを確かめてください。')
    return text % {"n": number}


def guarded(cell: str) -> str:
    return f"'{cell}" if GUARDED.match(cell) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and GUARDED.match(cell) else cell


def same(one: str, other: str) -> bool:
    """Equal to a reader: 〜 and ～ differ only by the encoding they came through."""
    return one.strip().translate(TWINS) == other.strip().translate(TWINS)


def written(rows: Iterable[Sequence[str]], encoding: str) -> bytes:
    """A CSV file with guarded cells. Raises Unreadable naming what cp932 cannot say."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guarded(cell) for cell in row] for row in rows)
    text = out.getvalue()
    if encoding != "cp932":
        return text.encode("utf-8-sig")
    text = text.translate(TWINS)
    missing = sorted({letter for letter in set(text) if not speaks_cp932(letter)})
    if missing:
        problem = _("Shift_JISにない文字があります: %(letters)s。UTF-8で書き出してください。")
        raise Unreadable(problem % {"letters": " ".join(missing[:20])})
    return text.encode("cp932")


def speaks_cp932(letter: str) -> bool:
    try:
        letter.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
