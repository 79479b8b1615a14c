"""Sections as a tree, flattened for the page: each with its depth."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from hub.organisations.models import Section


class Node(NamedTuple):
    section: Section
    depth: int


def tree_of(sections: Iterable[Section]) -> list[Node]:
    """Parents before children, in their order. A section whose parent is unseen is a root."""
    rows = list(sections)
    seen = {row.pk for row in rows}
    below: dict[UUID | None, list[Section]] = defaultdict(list)
    for row in rows:
        below[row.parent_id if row.parent_id in seen else None].append(row)

    def walk(parent: UUID | None, depth: int) -> Iterable[Node]:
        for row in below[parent]:
            yield Node(row, depth)
            yield from walk(row.pk, depth + 1)

    return list(walk(None, 0))
