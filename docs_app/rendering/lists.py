"""Lists: CKEditor keeps them as attributes of blocks; HTML nests them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from docs_app.rendering.inline import FILLER, inline
from docs_app.rendering.tree import OF_LISTS, Node

Block = Callable[[Node], str]


class Item(NamedTuple):
    """All blocks of a block's item, and the item it stands in at every level."""

    blocks: list[Node]
    above: dict[int, Node]


Items = dict[int, Item]  # by the identity of the block
TAGS = {"numbered": "ol"}


def indent_of(node: Node) -> int:
    return int(node.get("listIndent") or 0)


def blocks_by_item(nodes: Sequence[Node]) -> Items:
    """For every list block of a container, all blocks of its item; a quote may part them.

    An item goes on while its id does, deeper items in between; the same id further down is
    another item.
    """
    items: Items = {}
    running: dict[int, list[Node]] = {}
    for node in nodes:
        if not node.is_list_item:
            running = {}
            continue
        indent = indent_of(node)
        running = {level: item for level, item in running.items() if level <= indent}
        item = running.get(indent)
        if item is None or item[0].get("listItemId") != node.get("listItemId"):
            item = running[indent] = []
        item.append(node)
        items[id(node)] = Item(item, {level: each[0] for level, each in running.items()})
    return items


def lists(blocks: Sequence[Node], indent: int, items: Items, block: Block) -> str:
    """The HTML of a stretch of list blocks, from one level of indentation on."""
    out, at = [], 0
    while at < len(blocks):
        # A quote may begin in the midst of a list: the levels above are those of the list before.
        first = items[id(blocks[at])].above.get(indent, blocks[at])
        kind = first.get("listType")
        end = at + 1
        while end < len(blocks) and (
            indent_of(blocks[end]) > indent or blocks[end].get("listType") == kind
        ):
            end += 1
        parts = items_of(blocks[at:end], indent)
        html = "".join(f"<li>{item(each, indent, kind, items, block)}</li>" for each in parts)
        tag = TAGS.get(str(kind), "ul")
        opening = f'<{tag} class="todo-list">' if kind == "todo" else f"<{tag}>"
        out.append(f"{opening}{html}</{tag}>")
        at = end
    return "".join(out)


def items_of(blocks: Sequence[Node], indent: int) -> list[list[Node]]:
    """Blocks of one item together, with the deeper ones that follow it."""
    items: list[list[Node]] = []
    for node in blocks:
        same = items and items[-1][0].get("listItemId") == node.get("listItemId")
        if items and (indent_of(node) > indent or same):
            items[-1].append(node)
        else:
            items.append([node])
    return items


def item(nodes: Sequence[Node], indent: int, kind: str, items: Items, block: Block) -> str:
    out, at = [], 0
    while at < len(nodes):
        node = nodes[at]
        if indent_of(node) > indent:
            end = at
            while end < len(nodes) and indent_of(nodes[end]) > indent:
                end += 1
            # A quote may have parted the levels between; each is there all the same.
            below = min(level for level in items[id(node)].above if level > indent)
            out.append(lists(nodes[at:end], below, items, block))
            at = end
            continue
        own = items[id(node)].blocks
        if kind == "todo" and node is own[0]:
            out.append(todo(node, bare=is_bare(node), block=block))
        else:
            bare = len(own) == 1 and is_bare(node)
            out.append((inline(node.runs) or FILLER) if bare else block(node))
        at += 1
    return "".join(out)


def is_bare(node: Node) -> bool:
    """A paragraph that is nothing but the words of its item."""
    return node.name == "paragraph" and node.attributes.keys() <= OF_LISTS


def todo(node: Node, *, bare: bool, block: Block) -> str:
    checked = ' checked="checked"' if node.get("todoListChecked") else ""
    box = f'<input type="checkbox"{checked} disabled="disabled">'
    if bare:
        text = inline(node.runs) or FILLER
        described = f'<span class="todo-list__label__description">{text}</span>'
        return f'<label class="todo-list__label">{box}{described}</label>'
    empty = "todo-list__label todo-list__label_without-description"
    return f'<label class="{empty}">{box}</label>{block(node)}'
