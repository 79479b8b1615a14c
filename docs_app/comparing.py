"""見え消し: two versions of a document as one, with what went struck and what came underlined.

Blocks are aligned first, then the words inside the ones that correspond. Japanese has no spaces,
so words are runs of one kind of letter. Runs in the bounded worker, which everybody waits for: a
comparison looks at so many pairs and no more.
"""

import re
from collections.abc import Hashable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from docs_app.rendering.tree import Node, Run

CHANGE = "change"  # "ins" or "del", of runs and of objects
ALIKE = 0.4  # ratio of equal words from which two blocks count as one that was changed
PAIRS = 3_000_000  # of equal words or blocks that one comparison looks at: a second or two
A_LOOK = 20  # what two blocks without an equal word cost, in pairs
WORD = re.compile(
    r"[一-龥々〆]+|[ぁ-ゖー]+|[ァ-ヺー]+|[A-Za-z0-9]+|\s+|.", re.DOTALL
)  # kanji, hiragana, katakana, Latin and figures, spaces, signs


def compared(old: Node, new: Node) -> Node:
    """A tree that shows both: it renders to HTML, Word and PDF as any other."""
    return replace(new, children=Comparison().blocks(old.children, new.children))


def text_of(node: Node) -> str:
    return node.plain + "".join(text_of(child) for child in node.children)


def words_of(node: Node) -> list[str]:
    return WORD.findall(text_of(node))


def key_of(node: Node) -> tuple[Any, ...]:
    """Equal for blocks that need no look inside."""
    looks = {name: value for name, value in node.attributes.items() if name != "listItemId"}
    runs = tuple((run.text, repr(sorted(run.attributes.items()))) for run in node.runs)
    inside = tuple(key_of(child) for child in node.children)
    return (node.name, repr(sorted(looks.items())), runs, inside)


class Comparison:
    """Bounded: what is too much to look into is struck and inserted as a whole."""

    def __init__(self) -> None:
        self.left = PAIRS

    def matcher(
        self, old: Sequence[Hashable], new: Sequence[Hashable]
    ) -> "SequenceMatcher[Any] | None":
        """None where aligning them is more than is left."""
        self.left -= A_LOOK + len(old) + len(new)
        if self.left <= 0:
            return None
        matcher = SequenceMatcher(None, old, new)
        places: dict[Hashable, list[int]] = matcher.b2j  # type: ignore[attr-defined]
        pairs = sum(len(places.get(each, ())) for each in old)
        # difflib goes through what repeats itself again and again.
        pairs *= 1 + pairs // (10 * len(old) or 1)
        if pairs > self.left:
            return None
        self.left -= pairs
        return matcher

    def steps(
        self, old: Sequence[Hashable], new: Sequence[Hashable]
    ) -> list[tuple[str, int, int, int, int]]:
        """As `SequenceMatcher.get_opcodes`."""
        matcher = self.matcher(old, new)
        if matcher is None:
            return [("replace", 0, len(old), 0, len(new))]
        return list(matcher.get_opcodes())

    def blocks(self, old: Sequence[Node], new: Sequence[Node]) -> list[Node]:
        out: list[Node] = []
        keys = [key_of(node) for node in old], [key_of(node) for node in new]
        for what, a, b, c, d in self.steps(*keys):
            out += new[c:d] if what == "equal" else self.changed(old[a:b], new[c:d])
        return out

    def changed(self, old: Sequence[Node], new: Sequence[Node]) -> list[Node]:
        """Pairs what corresponds, in order; the rest went or came."""
        out: list[Node] = []
        at = 0
        for node in new:
            rest = range(at, len(old))
            found = next((i for i in rest if self.corresponds(old[i], node)), None)
            if found is None:
                out.append(marked(node, "ins"))
                continue
            out += [marked(each, "del") for each in old[at:found]]
            out.append(self.both(old[found], node))
            at = found + 1
        return out + [marked(each, "del") for each in old[at:]]

    def corresponds(self, old: Node, new: Node) -> bool:
        if self.left <= 0 or old.kind != new.kind or (old.kind != "b" and old.name != new.name):
            return False
        before, now = words_of(old), words_of(new)
        if not before or not now:
            return before == now
        matcher = self.matcher(before, now)
        return matcher is not None and matcher.ratio() >= ALIKE

    def both(self, old: Node, new: Node) -> Node:
        if new.kind in {"b", "t"}:
            return replace(new, runs=self.runs(old.runs, new.runs))
        if new.name in {"table", "tableRow"} and len(old.children) == len(new.children):
            pairs = zip(old.children, new.children, strict=True)
            return replace(new, children=[self.both(before, now) for before, now in pairs])
        if new.name == "table":
            return replace(new, children=self.rows(old.children, new.children))
        return replace(new, children=self.blocks(old.children, new.children))

    def rows(self, old: Sequence[Node], new: Sequence[Node]) -> list[Node]:
        """Rows that went cannot stand in the new grid: only what came and changed is shown."""
        left = list(old)
        out = []
        for row in new:
            found = next((i for i, each in enumerate(left) if self.corresponds(each, row)), None)
            if found is None:
                out.append(marked(row, "ins"))
                continue
            before = left.pop(found)
            same = len(before.children) == len(row.children)
            out.append(self.both(before, row) if same else marked(row, "ins"))
        return out

    def runs(self, old: Sequence[Run], new: Sequence[Run]) -> list[Run]:
        before, now = units(old), units(new)
        words = [[run.text or repr(run) for run in each] for each in (before, now)]
        out: list[Run] = []
        for what, a, b, c, d in self.steps(*words):
            if what == "equal":
                out += now[c:d]
            else:
                out += [with_change(run, "del") for run in before[a:b]]
                out += [with_change(run, "ins") for run in now[c:d]]
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
