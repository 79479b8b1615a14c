"""The words of one block of HTML with their formatting."""

import re
from collections.abc import Iterator
from typing import Any

from docs_app.rendering.inline import HIGHLIGHTS
from docs_app.rendering.tree import Node, Run
from docs_app.schema import WORDS, is_link

Element = Any  # of lxml
MARKS = {
    "strong": "bold",
    "b": "bold",
    "em": "italic",
    "i": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "del": "strikethrough",
    "strike": "strikethrough",
    "code": "code",
    "kbd": "code",
    "sub": "subscript",
    "sup": "superscript",
}
COLOURS = {style: name for name, style in HIGHLIGHTS.items()}
SPACES = re.compile(r"[ \t\r\n\f]+")
SILENT = {"rt", "rp", "script", "style", "template", "head", "title", "input"}


def marks_of(element: Element) -> dict[str, Any]:
    """The formatting that an element gives to the words in it."""
    tag = element.tag
    if tag in MARKS:
        return {MARKS[tag]: True}
    if tag == "mark":
        named = [COLOURS[each] for each in element.get("class", "").split() if each in COLOURS]
        return {"highlight": named[0] if named else "yellowMarker"}
    if tag == "a" and is_link(element.get("href")):
        return {"linkHref": element.get("href").strip()}
    if tag == "ruby":
        reading = "".join("".join(each.itertext()) for each in element.iter("rt")).strip()
        return {"ruby": reading[:WORDS]} if reading else {}
    return {}


def pieces(element: Element, marks: dict[str, Any]) -> Iterator[Run]:
    """Runs in the order they are read, white space not yet settled."""
    if element.text:
        yield Run(element.text, marks)
    for child in element:
        yield from piece(child, marks)
        if child.tail:
            yield Run(child.tail, marks)


def piece(element: Element, marks: dict[str, Any]) -> Iterator[Run]:
    """The runs of one element, without what stands behind it."""
    if not isinstance(element.tag, str) or element.tag in SILENT:
        return
    if element.tag == "br":
        yield Run(Node("softBreak", "i", {}), marks)
    else:
        yield from pieces(element, {**marks, **marks_of(element)})


def settled(runs: list[Run]) -> list[Run]:
    """White space as a browser shows it: runs of it are one, none at the ends of a line."""
    out: list[Run] = []
    at_start = True
    for run in runs:
        if isinstance(run.content, Node):
            trim_end(out)
            out.append(run)
            at_start = True
            continue
        text = SPACES.sub(" ", run.content)
        text = text.lstrip(" ") if at_start else text
        if text:
            out.append(Run(text, run.attributes))
            at_start = text.endswith(" ")
    trim_end(out)
    return out


def trim_end(runs: list[Run]) -> None:
    while runs and isinstance(runs[-1].content, str):
        text = runs[-1].content.rstrip(" ")
        if text:
            runs[-1] = Run(text, runs[-1].attributes)
            return
        runs.pop()
