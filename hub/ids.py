"""Ids that come in an address written by hand, perhaps."""

from collections.abc import Iterable
from uuid import UUID


def ids_of(values: Iterable[str]) -> list[UUID]:
    """Those of `values` that are ids."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
