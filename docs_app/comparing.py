"""見え消し: two versions of a document as one, with what went struck and what came underlined.

Blocks are aligned first, then the words inside the ones that correspond. Japanese has no spaces,
so words are runs of one kind of letter. Runs in the bounded worker.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from docs_app.rendering.tree import Node, Run

CHANGE = "change"  # "ins" or "del", of runs and of objects
ALIKE = 0.4  # ratio of equal words from which two blocks count as one that was changed
WORD = re.compile(
    r"[一-龥々〆]+|[ぁ-ゖー]+|[ァ-ヺー]+|[A-Za-z0-9]+|\s+|.", re.DOTALL
)  # kanji, hiragana, katakana, Latin and figures, spaces, signs


def compared(old: Node, new: Node) -> Node:
    """A tree that shows both: it renders to HTML, Word and PDF as any other."""
    return replace(new, children=blocks(old.children, new.children))


def words_of(node: Node) -> str:
    return node.plain + "".join(words_of(child) for child in node.children)


def key_of(node: Node) -> tuple[Any, ...]:
    """Equal for blocks that need no look inside."""
    looks = {name: value for name, value in node.attributes.items() if name != "listItemId"}
    runs = tuple((run.text, repr(sorted(run.attributes.items()))) for run in node.runs)
    inside = tuple(key_of(child) for child in node.children)
    return (node.name, repr(sorted(looks.items())), runs, inside)


def blocks(old: Sequence[Node], new: Sequence[Node]) -> list[Node]:
    matcher = SequenceMatcher(
        None, [key_of(node) for node in old], [key_of(node) for node in new], autojunk=False
    )
    out: list[Node] = []
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            out += new[c:d]
        else:
            out += changed(old[a:b], new[c:d])
    return out


def changed(old: Sequence[Node], new: Sequence[Node]) -> list[Node]:
    """Pairs what corresponds, in order; the rest went or came."""
    out: list[Node] = []
    at = 0
    for node in new:
        found = next((i for i in range(at, len(old)) if corresponds(old[i], node)), None)
        if found is None:
            out.append(marked(node, "ins"))
            continue
        out += [marked(each, "del") for each in old[at:found]]
        out.append(both(old[found], node))
        at = found + 1
    return out + [marked(each, "del") for each in old[at:]]


def corresponds(old: Node, new: Node) -> bool:
    if old.kind != new.kind or (old.kind != "b" and old.name != new.name):
        return False
    before, now = words_of(old), words_of(new)
    if not before or not now:
        return before == now
    return SequenceMatcher(None, WORD.findall(before), WORD.findall(now)).ratio() >= ALIKE


def both(old: Node, new: Node) -> Node:
    if new.kind in {"b", "t"}:
        return replace(new, runs=runs(old.runs, new.runs))
    if new.name in {"table", "tableRow"} and len(old.children) == len(new.children):
        pairs = zip(old.children, new.children, strict=True)
        return replace(new, children=[both(before, now) for before, now in pairs])
    if new.name == "table":
        return replace(new, children=rows(old.children, new.children))
    return replace(new, children=blocks(old.children, new.children))


def rows(old: Sequence[Node], new: Sequence[Node]) -> list[Node]:
    """Rows that went cannot stand in the new grid: only what came and changed is shown."""
    left = list(old)
    out = []
    for row in new:
        found = next((each for each in left if corresponds(each, row)), None)
        if found is None:
            out.append(marked(row, "ins"))
        else:
            left.remove(found)
            same = len(found.children) == len(row.children)
            out.append(both(found, row) if same else marked(row, "ins"))
    return out


def marked(node: Node, change: str) -> Node:
    return replace(
        node,
        attributes={**node.attributes, CHANGE: change} if node.kind == "e" else node.attributes,
        runs=[with_change(run, change) for run in node.runs],
        children=[marked(child, change) for child in node.children],
    )


def with_change(run: Run, change: str) -> Run:
    return Run(run.content, {**run.attributes, CHANGE: change})


def units(source: Sequence[Run]) -> list[Run]:
    """Runs cut into words, so that they can be compared."""
    out: list[Run] = []
    for run in source:
        if isinstance(run.content, str):
            out += [Run(word, run.attributes) for word in WORD.findall(run.content)]
        else:
            out.append(run)
    return out


def runs(old: Sequence[Run], new: Sequence[Run]) -> list[Run]:
    before, now = units(old), units(new)
    matcher = SequenceMatcher(
        None,
        [run.text or repr(run) for run in before],
        [run.text or repr(run) for run in now],
        autojunk=False,
    )
    out: list[Run] = []
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            out += now[c:d]
        else:
            out += [with_change(run, "del") for run in before[a:b]]
            out += [with_change(run, "ins") for run in now[c:d]]
    return out
