"""A document as Markdown (CommonMark with GitHub's tables), for other programs and archives."""

import re
from collections.abc import Sequence

from docs_app.rendering.inline import joined
from docs_app.rendering.tables import texts_of
from docs_app.rendering.tree import Node, Run

HEADINGS = {"heading1": "##", "heading2": "###", "heading3": "####", "heading4": "#####"}
SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~])")
LINE_START = re.compile(r"^(#{1,6}\s|[-+]\s|\d+[.)]\s|>)")
MARKS = [("bold", "**"), ("italic", "*"), ("strikethrough", "~~")]


def markdown_of(root: Node, title: str) -> str:
    return f"# {escaped(title)}\n\n{container(root.children)}\n"


def escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)


def container(nodes: Sequence[Node]) -> str:
    """Blocks with an empty line between them; neighbours of one list without."""
    out, previous = "", None
    for node in nodes:
        text = block(node)
        if not text:
            continue
        if previous is not None:
            both = node.is_list_item and previous.is_list_item
            out += "\n" if both else "\n\n"
        out += quoted(text) if node.get("quote") else text
        previous = node
    return out


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def block(node: Node) -> str:
    if node.kind == "b":
        return text_block(node)
    if node.name == "table":
        return with_caption(node, table(node))
    if node.name == "imageBlock":
        image = f"![{escaped(str(node.get('alt') or ''))}]({node.get('src') or ''})"
        return with_caption(node, image)
    return "---" if node.name in {"horizontalLine", "pageBreak"} else container(node.children)


def with_caption(node: Node, text: str) -> str:
    captions = [inline(child.runs) for child in node.children if child.name == "caption"]
    return "\n\n".join([text, *filter(None, captions)])


def text_block(node: Node) -> str:
    if node.name == "codeBlock":
        language = node.get("language") or ""
        return f"```{'' if language == 'plaintext' else language}\n{node.plain}\n```"
    text = inline(node.runs)
    if node.name in HEADINGS:
        return f"{HEADINGS[node.name]} {text}"
    return listed(node, text) if node.is_list_item else LINE_START.sub(r"\\\1", text)


def listed(node: Node, text: str) -> str:
    box = "[x] " if node.get("todoListChecked") else "[ ] "
    signs = {"numbered": "1. ", "todo": f"- {box}"}
    return "   " * int(node.get("listIndent") or 0) + signs.get(node.get("listType"), "- ") + text


def inline(runs: Sequence[Run]) -> str:
    return "".join(formatted(run) for run in joined(runs)).rstrip(" ")


def formatted(run: Run) -> str:
    if not isinstance(run.content, str):
        return "  \n" if run.content.name == "softBreak" else escaped(run.text)
    attributes, text = run.attributes, run.content
    if attributes.get("code"):
        return f"`{text}`"
    core = text.strip(" ")
    if not core:
        return text
    shown = escaped(core)
    if attributes.get("ruby"):
        shown += f"（{escaped(str(attributes['ruby']))}）"
    for name, sign in MARKS:
        if attributes.get(name):
            shown = f"{sign}{shown}{sign}"
    if attributes.get("linkHref"):
        shown = f"[{shown}](<{attributes['linkHref']}>)"
    start = text.index(core)
    return text[:start] + shown + text[start + len(core) :]


def table(node: Node) -> str:
    texts = texts_of(node, lambda cell: container(cell.children).replace("\n", "<br>"))
    lines = [f"| {' | '.join(line)} |" for line in texts]
    if lines:
        lines.insert(1, f"|{' --- |' * len(texts[0])}")
    return "\n".join(lines)
