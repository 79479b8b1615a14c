"""A document as plain text, for mail and archives: what its form says is said in signs."""

from collections.abc import Sequence

from docs_app.rendering.lists import blocks_by_item, indent_of
from docs_app.rendering.tables import texts_of
from docs_app.rendering.tree import Node, Run

INDENT = "　"
BULLET, RULE = "・", "―" * 20


def plain_of(root: Node, title: str) -> str:
    return f"{title}\n\n{container(root.children)}\n"


def container(nodes: Sequence[Node]) -> str:
    """Blocks on lines of their own; an empty line around headings and tables."""
    lines: list[str] = []
    items, numbers = blocks_by_item(nodes), Numbers()
    for node in nodes:
        begins = node.is_list_item and items[id(node)].blocks[0] is node
        text = numbers.sign_of(node, begins=begins) + block(node)
        apart = node.name.startswith("heading") or node.kind == "e"
        if apart and lines and lines[-1]:
            lines.append("")
        lines += [text, ""] if apart else [text]
    return "\n".join(lines).rstrip("\n")


class Numbers:
    """Counts the items of numbered lists on each level, as they are read."""

    def __init__(self) -> None:
        self.at: dict[int, int] = {}

    def sign_of(self, node: Node, *, begins: bool) -> str:
        if not node.is_list_item:
            self.at = {}
            return ""
        level, kind = indent_of(node), node.get("listType")
        self.at = {each: number for each, number in self.at.items() if each <= level}
        if not begins:
            return INDENT * (level + 1)
        if kind == "numbered":
            self.at[level] = self.at.get(level, 0) + 1
            return f"{INDENT * level}{self.at[level]}. "
        self.at.pop(level, None)
        box = "☑ " if node.get("todoListChecked") else "☐ "
        return INDENT * level + (box if kind == "todo" else BULLET)


def block(node: Node) -> str:
    if node.kind == "b":
        text = words(node.runs)
        return "> " + text.replace("\n", "\n> ") if node.get("quote") else text
    if node.name == "table":
        return "\n".join([*caption(node), *rows(node)])
    if node.name == "imageBlock":
        named = caption(node) or [str(node.get("alt") or "")]
        return f"［{named[0]}］"
    return RULE if node.name in {"horizontalLine", "pageBreak"} else container(node.children)


def caption(node: Node) -> list[str]:
    return [words(child.runs) for child in node.children if child.name == "caption"]


def rows(table: Node) -> list[str]:
    """Cells parted by tabs."""
    texts = texts_of(table, lambda cell: " ".join(container(cell.children).split()))
    return ["\t".join(line) for line in texts]


def words(runs: Sequence[Run]) -> str:
    """The reading follows its word in parentheses, also where formatting parts the word."""
    out = []
    for index, run in enumerate(runs):
        out.append(run.text)
        reading = run.attributes.get("ruby")
        following = runs[index + 1].attributes.get("ruby") if index + 1 < len(runs) else None
        if reading and following != reading:
            out.append(f"（{reading}）")
    return "".join(out)
