"""Runs of text as HTML, nested and spaced as CKEditor's data pipeline does it."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from docs_app.rendering.tree import Node, Run

NO_BREAK = "\u00a0"
FILLER = "&nbsp;"


class Wrap(NamedTuple):
    opening: str
    closing: str


def escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace(NO_BREAK, FILLER)


def quoted(value: Any) -> str:
    """For the inside of an attribute."""
    return escaped(str(value)).replace('"', "&quot;")


HIGHLIGHTS = {
    "yellowMarker": "marker-yellow",
    "greenMarker": "marker-green",
    "pinkMarker": "marker-pink",
}
# Outermost first: ruby and link have a priority of their own, the others come by name.
WRAPS: list[tuple[str, Callable[[Any], Wrap]]] = [
    ("change", lambda change: Wrap(f"<{change}>", f"</{change}>")),  # of comparisons only
    ("ruby", lambda reading: Wrap("<ruby>", f"<rt>{escaped(str(reading))}</rt></ruby>")),
    ("linkHref", lambda href: Wrap(f'<a href="{quoted(href)}">', "</a>")),
    ("code", lambda _: Wrap("<code>", "</code>")),
    ("italic", lambda _: Wrap("<i>", "</i>")),
    (
        "highlight",
        lambda name: Wrap(f'<mark class="{quoted(HIGHLIGHTS.get(name, name))}">', "</mark>"),
    ),
    ("strikethrough", lambda _: Wrap("<s>", "</s>")),
    ("bold", lambda _: Wrap("<strong>", "</strong>")),
    ("subscript", lambda _: Wrap("<sub>", "</sub>")),
    ("superscript", lambda _: Wrap("<sup>", "</sup>")),
    ("underline", lambda _: Wrap("<u>", "</u>")),
]


def wraps_of(attributes: dict[str, Any]) -> list[Wrap]:
    return [make(attributes[name]) for name, make in WRAPS if attributes.get(name)]


def joined(runs: Sequence[Run]) -> list[Run]:
    out: list[Run] = []
    for run in runs:
        last = out[-1] if out else None
        if (
            last is not None
            and isinstance(run.content, str)
            and isinstance(last.content, str)
            and last.attributes == run.attributes
        ):
            out[-1] = Run(last.content + run.content, run.attributes)
        else:
            out.append(run)
    return out


def is_edge(run: Run | None) -> bool:
    """A place where a space might not be seen: the block's end, or an object."""
    return run is None or isinstance(run.content, Node)


def is_break(run: Run) -> bool:
    return isinstance(run.content, Node) and run.content.name == "softBreak"


def ends_with_space(run: Run | None) -> bool:
    return run is not None and isinstance(run.content, str) and run.content.endswith(" ")


def starts_with_space(run: Run | None) -> bool:
    return run is not None and isinstance(run.content, str) and run.content.startswith(" ")


def formatting_of(run: Run) -> dict[str, Any]:
    """An inline object carries formatting of its own."""
    if isinstance(run.content, Node):
        return {**run.content.attributes, **run.attributes}
    return run.attributes


READING = Run("yomi")  # any words: the reading behind a word parts the spaces around it


def reading_between(run: Run | None, following: Run | None) -> bool:
    """Whether the reading of `run`'s word ends between the two."""
    reading = formatting_of(run).get("ruby") if run is not None else None
    goes_on = following is not None and formatting_of(following).get("ruby") == reading
    return bool(reading) and not goes_on


def spaced(runs: Sequence[Run]) -> list[Run]:
    """Spaces at the ends and doubled ones become no-break spaces, as CKEditor writes them."""
    out: list[Run] = []
    for index, run in enumerate(runs):
        if not isinstance(run.content, str):
            out.append(run)
            continue
        before = out[-1] if out else None
        after = runs[index + 1] if index + 1 < len(runs) else None
        if reading_between(before, run):
            before = READING
        if reading_between(run, after):
            after = READING
        text = run.content
        if text.startswith(" ") and (is_edge(before) or ends_with_space(before)):
            text = NO_BREAK + text[1:]
        doubled = text.endswith("  ")
        if text.endswith(" ") and (doubled or is_edge(after) or starts_with_space(after)):
            text = text[:-1] + NO_BREAK
        out.append(Run(text.replace("  ", " " + NO_BREAK), run.attributes))
    return out


def content_of(run: Run, *, preformatted: bool) -> str:
    if isinstance(run.content, str):
        return escaped(run.content)
    if run.content.name == "softBreak":
        return "\n" if preformatted else "<br>"
    if run.content.name == "mention":
        member, name = quoted(run.content.get("member") or ""), escaped(run.text)
        return f'<span class="mention" data-member="{member}">{name}</span>'
    return ""


def inline(runs: Sequence[Run], *, preformatted: bool = False) -> str:
    """The HTML of a block's runs; "" for none."""
    runs = joined(runs)
    if not preformatted:
        runs = spaced(runs)
    out: list[str] = []
    opened: list[Wrap] = []
    for run in runs:
        wanted = wraps_of(formatting_of(run))
        same = 0
        while same < min(len(opened), len(wanted)) and opened[same] == wanted[same]:
            same += 1
        out += [opened.pop().closing for _ in range(len(opened) - same)]
        out += [wrap.opening for wrap in wanted[same:]]
        opened += wanted[same:]
        out.append(content_of(run, preformatted=preformatted))
    out += [wrap.closing for wrap in reversed(opened)]
    # A break at the very end shows only with something behind it, as a reading is.
    if runs and not preformatted and is_break(runs[-1]) and not formatting_of(runs[-1]).get("ruby"):
        out.append(FILLER)
    return "".join(out)
