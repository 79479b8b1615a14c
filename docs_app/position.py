"""The end of a document's log, locked, and how rows are added behind it.

As statements, because every edit passes here: Django takes longer to put them together than the
database to carry them out (benchmarks/coedit).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from docs_app.models import Document, DocumentUpdate

DOCUMENTS, UPDATES = Document._meta.db_table, DocumentUpdate._meta.db_table
LOOK = f"SELECT seq, generation FROM {DOCUMENTS} WHERE id = %s"  # noqa: S608  names of our own
MOVE = f"UPDATE {DOCUMENTS} SET seq = %s, edited_at = %s, edited_by_id = %s WHERE id = %s"  # noqa: S608
ADD = (
    f"INSERT INTO {UPDATES} (document_id, seq, data, author_id, created_at, folded_in)"  # noqa: S608
    " VALUES (%s, %s, %s, %s, %s, %s)"
)


@dataclass
class Position:
    """Where the log of a document ends; nobody else moves it before the transaction is over."""

    document_id: UUID
    seq: int
    generation: int

    @classmethod
    def locked(cls, document_id: UUID) -> "Position":
        """Raises DoesNotExist. Within a transaction only."""
        lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
        with connection.cursor() as cursor:
            cursor.execute(LOOK + lock, [key_of(document_id)])
            found = cursor.fetchone()
        if found is None:
            raise Document.DoesNotExist
        return cls(document_id, *found)

    def add(self, rows: Sequence[tuple[bytes, UUID]]) -> list[int]:
        """Updates with their authors, as the next rows; returns their seqs."""
        now, document = moment_of(timezone.now()), key_of(self.document_id)
        first = self.seq + 1
        values = [
            (document, seq, data, key_of(author), now, False)
            for seq, (data, author) in enumerate(rows, start=first)
        ]
        self.seq += len(rows)
        with connection.cursor() as cursor:
            cursor.execute(MOVE, [self.seq, now, values[-1][3], document])
            cursor.executemany(ADD, values)
        return list(range(first, self.seq + 1))


def key_of(key: UUID) -> Any:
    """As the database stores it."""
    return Document._meta.pk.get_db_prep_value(key, connection)


def moment_of(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
