"""Message text to safe HTML: a small part of Markdown, and marked mentions.

Allowed: **strong**, ~~struck~~, `code`, fenced code, quotes, lists, bare http(s) links.
CommonMark's emphasis is replaced by a plainer rule, because its flanking test fails next
to Japanese punctuation: **「至急」**です would stay unmarked.
"""

import re
from collections.abc import Mapping

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

PAIRS = {"**": "strong", "~~": "s"}
TAGS = {"p", "br", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "span"}
ATTRIBUTES = {"a": {"href", "target"}, "span": {"class", "data-address"}, "ol": {"start"}}
EXCERPT = 120  # characters
MARKS = re.compile(r"\*\*|~~|`|^(?:> |- )", re.MULTILINE)


def paired(state: StateInline, silent: bool) -> bool:
    """`**text**` and `~~text~~`, wherever they stand."""
    marker = state.src[state.pos : state.pos + 2]
    tag = PAIRS.get(marker)
    if tag is None:
        return False
    start, limit = state.pos + 2, state.posMax
    end = state.src.find(marker, start, limit)
    inner = state.src[start:end] if end > 0 else ""
    if not inner.strip() or inner != inner.strip():
        return False
    if not silent:
        state.push(f"{tag}_open", tag, 1)
        state.pos, state.posMax = start, end
        state.md.inline.tokenize(state)
        state.push(f"{tag}_close", tag, -1)
    state.pos, state.posMax = end + 2, limit
    return True


def mention(state: StateInline, silent: bool) -> bool:
    """`@label`, for the labels this message really mentions."""
    if state.src[state.pos] != "@":
        return False
    labels: Mapping[str, str] = state.env.get("mentions", {})
    rest = state.src[state.pos + 1 : state.posMax]
    label = max((label for label in labels if rest.startswith(label)), key=len, default="")
    if not label:
        return False
    if not silent:
        token = state.push("mention_open", "span", 1)
        token.attrs = {"class": "mention", "data-address": labels[label]}
        state.push("text", "", 0).content = f"@{label}"
        state.push("mention_close", "span", -1)
    state.pos += 1 + len(label)
    return True


def parser() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"breaks": True, "linkify": True})
    markdown.enable(["fence", "blockquote", "list", "newline", "escape", "backticks", "linkify"])
    assert markdown.linkify is not None  # noqa: S101  narrows the type
    markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    markdown.inline.ruler.push("paired", paired)
    markdown.inline.ruler.push("mention", mention)
    return markdown


MARKDOWN = parser()


def html_of(body: str, mentions: Mapping[str, str]) -> str:
    """Render `body`; `mentions` maps a label that stands behind an @ to its address."""
    rendered = MARKDOWN.render(body, {"mentions": mentions})
    linked = rendered.replace("<a href", '<a target="_blank" href')
    return nh3.clean(
        linked, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https"}
    ).strip()


def plain(body: str) -> str:
    """The text without its marks, as people read it."""
    return MARKS.sub("", body)


def excerpt(body: str) -> str:
    """The beginning of a message on one line, for quotes and notifications."""
    line = " ".join(plain(body).split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"
