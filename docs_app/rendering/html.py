"""A document's tree as HTML, equal to what CKEditor's `getData()` gives for it.

Equal up to the order of attributes, which in CKEditor follows the order of the edits; the fuzz
compares both (tests/documents/test_binding.py).
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from docs_app.rendering.inline import FILLER, escaped, inline, quoted
from docs_app.rendering.lists import blocks_by_item, lists
from docs_app.rendering.tables import cells_of
from docs_app.rendering.tree import Node, tree_of_state

TAGS = {"heading1": "h2", "heading2": "h3", "heading3": "h4", "heading4": "h5"}
PAGE_BREAK = (
    '<div class="page-break" style="page-break-after:always;">'
    '<span style="display:none;">&nbsp;</span></div>'
)


def html_of_state(state: bytes) -> str:
    """The HTML of a Yjs update that holds a whole document. Raises ValueError, TooLarge."""
    return html_of(tree_of_state(state))


def html_of(root: Node) -> str:
    html = container(root.children)
    return "" if html == f"<p>{FILLER}</p>" else html


def container(nodes: Sequence[Node]) -> str:
    """Neighbours in one quote share one element, as do neighbours in one list."""
    out, items = [], blocks_by_item(nodes)
    for quoted_here, group in groupby(nodes, key=lambda node: bool(node.get("quote"))):
        html = "".join(
            lists(list(part), 0, items, block) if listed else "".join(map(block, part))
            for listed, part in groupby(group, key=lambda node: node.is_list_item)
        )
        out.append(f"<blockquote>{html}</blockquote>" if quoted_here else html)
    return "".join(out)


def styled(style: str) -> str:
    return f' style="{quoted(style)}"' if style else ""


def block_style(node: Node) -> str:
    alignment = node.get("alignment")
    return f"text-align:{alignment};" if alignment else ""


def block(node: Node) -> str:
    if node.kind == "b":
        return text_block(node)
    if node.name == "table":
        return table(node)
    if node.name == "imageBlock":
        return with_change(node, image(node))
    if node.name == "horizontalLine":
        return with_change(node, "<hr>")
    if node.name == "pageBreak":
        return PAGE_BREAK
    return container(node.children)


def with_change(node: Node, html: str) -> str:
    """An object that came or went, in a comparison."""
    change = node.get("change")
    return f"<{change}>{html}</{change}>" if change else html


def text_block(node: Node) -> str:
    if node.name == "codeBlock":
        language = quoted(node.get("language") or "plaintext")
        code = inline(node.runs, preformatted=True) or FILLER
        # Two people at once can align what becomes code.
        style = styled(block_style(node))
        return f'<pre><code class="language-{language}"{style}>{code}</code></pre>'
    tag = TAGS.get(node.name, "p")
    return f"<{tag}{styled(block_style(node))}>{inline(node.runs) or FILLER}</{tag}>"


def caption(node: Node) -> str:
    found = [child for child in node.children if child.name == "caption"]
    return "".join(f"<figcaption>{inline(each.runs) or FILLER}</figcaption>" for each in found)


def image(node: Node) -> str:
    width = node.get("resizedWidth")
    classes = "image image_resized" if width else "image"
    img = f'<img src="{quoted(node.get("src") or "")}"'
    if node.get("alt") is not None:
        img += f' alt="{quoted(node.get("alt"))}"'
    for name in ("width", "height"):
        if node.get(name) is not None:
            img += f' {name}="{quoted(node.get(name))}"'
    img += ">"
    if node.get("linkHref"):
        img = f'<a href="{quoted(node.get("linkHref"))}">{img}</a>'
    style = styled(f"width:{width};") if width else ""
    return f'<figure class="{classes}"{style}>{img}{caption(node)}</figure>'


def table(node: Node) -> str:
    rows = cells_of(node)
    heading = node.get("headingRows") or 0
    html = [f"<tr>{''.join(cell(each) for each in row)}</tr>" for row in rows]
    head = f"<thead>{''.join(html[:heading])}</thead>" if heading else ""
    body = f"<tbody>{''.join(html[heading:])}</tbody>" if html[heading:] else ""
    return f'<figure class="table"><table>{head}{body}</table>{caption(node)}</figure>'


def cell(placed: Any) -> str:
    node: Node = placed.node
    styles = [("background-color", "tableCellBackgroundColor"), ("width", "columnWidth")]
    style = "".join(f"{name}:{node.get(key)};" for name, key in styles if node.get(key))
    attributes = styled(style) if style else ""
    if placed.scope:
        attributes += f' scope="{placed.scope}"'
    for name in ("colspan", "rowspan"):
        if (node.get(name) or 1) != 1:
            attributes += f' {name}="{node.get(name)}"'
    return f"<{placed.tag}{attributes}>{cell_content(node)}</{placed.tag}>"


def cell_content(node: Node) -> str:
    if not node.children:
        return FILLER
    only = node.children[0]
    if len(node.children) == 1 and only.name == "paragraph" and not only.attributes:
        return inline(only.runs) or FILLER
    return container(node.children)


__all__ = ["container", "escaped", "html_of", "html_of_state"]
