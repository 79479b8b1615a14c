"""The index of letter pairs, derived and kept by the database itself.

Made after every migrate instead of in a migration: Django changes SQLite tables by making
them anew, and the triggers would silently stay behind. Any other program that writes the
tables keeps the index right, too.

SQLite: an FTS5 table without content or positions, kept by triggers.
PostgreSQL: a GIN index over an immutable function of the folded text.
"""

from typing import Any

from django.apps import apps
from django.db import connections

from hub.folding import LONG
from hub.search.fields import SearchField, index_name, search_fields
from hub.search.texts import LIMIT

FUNCTION = f"""
CREATE OR REPLACE FUNCTION search_bigrams(folded text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT pg_catalog.array_to_tsvector(ARRAY(
        SELECT DISTINCT pg_catalog.substr(bare, place, 2)
        FROM (SELECT pg_catalog.replace(folded, '{LONG}', '') AS bare) AS text,
            pg_catalog.generate_series(1, pg_catalog.length(bare)) AS place
    ))
$$
"""  # noqa: S608
POSITIONS = f"""
WITH RECURSIVE positions(place) AS (
    SELECT 1 UNION ALL SELECT place + 1 FROM positions WHERE place < {LIMIT}
)
INSERT INTO search_position SELECT place FROM positions
"""  # noqa: S608  a number of ours
# Letters of every kind count, also those younger than SQLite's tables (Cn).
TOKENS = "unicode61 remove_diacritics 0 categories ''L* M* N* P* S* Co Cn''"
# One trigger for each change, so that a row leaves the index before it enters it again.
TRIGGERS = {
    "insert": "AFTER INSERT ON {table} BEGIN {put} END",
    "delete": "AFTER DELETE ON {table} BEGIN {drop} END",
    "update": "AFTER UPDATE ON {table} WHEN {changed} BEGIN {drop} {put} END",
}


def pairs(row: str, text: str) -> str:
    """SQL: the pairs of letters of one row, separated by spaces."""
    bare = f"replace({row}.{text}, '{LONG}', '')"
    all_pairs = f"SELECT group_concat(substr(bare, place, 2), ' ') FROM (SELECT {bare} AS bare)"  # noqa: S608
    return f"({all_pairs}, search_position WHERE place <= length(bare))"


class Fts5:
    """Statements for one field on SQLite."""

    def __init__(self, field: SearchField) -> None:
        model: Any = field.model._meta
        self.table, self.text, self.key = model.db_table, field.column, model.pk.column
        self.index = index_name(field)
        self.scope = model.get_field(field.scope).column if field.scope else ""

    def values(self, row: str) -> str:
        scope = f"{row}.{self.scope}" if self.scope else "''"
        return f"{row}.{self.key}, {pairs(row, self.text)}, {scope}"

    def triggers(self) -> dict[str, str]:
        columns = [self.text, *([self.scope] if self.scope else [])]
        into = f"INSERT INTO {self.index}"
        words = {
            "table": self.table,
            "put": f"{into}(rowid, bigrams, scope)"
            f" SELECT {self.values('new')} WHERE new.{self.text} <> '';",
            "drop": f"{into}({self.index}, rowid, bigrams, scope)"
            f" SELECT 'delete', {self.values('old')} WHERE old.{self.text} <> '';",
            "changed": " OR ".join(f"old.{each} IS NOT new.{each}" for each in columns),
        }
        return {f"{self.index}_{name}": text.format(**words) for name, text in TRIGGERS.items()}

    def create(self, cursor: Any) -> None:
        """The table, its triggers, and the rows there are."""
        for name in self.triggers():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"DROP TABLE IF EXISTS {self.index}")
        cursor.execute(
            f"CREATE VIRTUAL TABLE {self.index} USING fts5(bigrams, scope, content='',"
            f" columnsize=0, detail=none, tokenize='{TOKENS}')"
        )
        rows = f"SELECT {self.values(self.table)} FROM {self.table} WHERE {self.text} <> ''"  # noqa: S608
        cursor.execute(f"INSERT INTO {self.index}(rowid, bigrams, scope) {rows}")
        for name, text in self.triggers().items():
            cursor.execute(f"CREATE TRIGGER {name} {text}")


def ensure_sqlite(cursor: Any, fields: list[SearchField]) -> None:
    cursor.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')")
    there = {name for (name,) in cursor.fetchall()}
    if "search_position" not in there:
        cursor.execute("CREATE TABLE search_position (place INTEGER PRIMARY KEY)")
        cursor.execute(POSITIONS)
    for field in fields:
        index = Fts5(field)
        if index.table in there and not {index.index, *index.triggers()} <= there:
            index.create(cursor)


def ensure_postgresql(cursor: Any, fields: list[SearchField]) -> None:
    cursor.execute("SELECT to_regproc('search_bigrams') IS NULL")
    if cursor.fetchone()[0]:
        cursor.execute(FUNCTION)
    for field in fields:
        table = field.model._meta.db_table
        cursor.execute("SELECT to_regclass(%s), to_regclass(%s)", [table, index_name(field)])
        there, index = cursor.fetchone()
        if there and not index:
            # A city of many messages takes longer than any request may.
            cursor.execute("SET statement_timeout = 0")
            cursor.execute(
                f"CREATE INDEX {index_name(field)} ON {table}"
                f" USING gin (search_bigrams({field.column}))"
            )
            cursor.execute("RESET statement_timeout")


def ensure_indexes(using: str = "default", **_signal: Any) -> None:
    """Make what is missing of every search index. Receives post_migrate."""
    connection = connections[using]
    fields = [
        each for each in search_fields(list(apps.get_models())) if column_exists(connection, each)
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            ensure_sqlite(cursor, fields)
        else:
            ensure_postgresql(cursor, fields)


def column_exists(connection: Any, field: SearchField) -> bool:
    """Not yet when only a part of the migrations has run."""
    table = field.model._meta.db_table
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return False
        columns = connection.introspection.get_table_description(cursor, table)
    return any(column.name == field.column for column in columns)
