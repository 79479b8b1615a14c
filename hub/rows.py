"""Rows that are new or stored already."""

from django.db.models import Model


def put(row: Model, *names: str) -> None:
    """Insert a new row; of a stored one write these columns and no other."""
    if row._state.adding:
        row.save(force_insert=True)
    else:
        row.save(update_fields=names)
