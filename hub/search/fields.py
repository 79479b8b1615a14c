"""The column that holds the searched text of a row, and the question to its index."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, TypeVar

from django.db import models

from hub.search.texts import searchable

Compiled = tuple[str, list[Any]]
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Wanted:
    """The bigrams of each word; all must occur. `scope` narrows where the index knows it."""

    words: list[list[str]]
    scope: Collection[str] = field(default_factory=list)

    def as_fts5(self) -> str:
        parts = [fts5_token(each) for word in self.words for each in word]
        if self.scope:
            parts.append(f"({' OR '.join(fts5_string(each) for each in self.scope)})")
        return " AND ".join(parts)

    def as_tsquery(self) -> str:
        return " & ".join(tsquery_token(each) for word in self.words for each in word)


def fts5_string(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'


def fts5_token(token: str) -> str:
    """A single letter is the beginning of whatever pair it stands in."""
    return fts5_string(token) + ("*" if len(token) == 1 else "")


def tsquery_token(token: str) -> str:
    quoted = "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"
    return quoted + (":*" if len(token) == 1 else "")


class SearchField(models.TextField):  # type: ignore[type-arg]
    """The searched text of other fields, folded; filled on every save, bulk or not.

    `sources` may follow a relation ("file.name"); `plain` takes markup away. `scope` names a
    column by which searches are always narrowed: it enters SQLite's index, too.
    """

    def __init__(
        self,
        *,
        sources: tuple[str, ...],
        plain: Callable[[str], str] = str,
        scope: str = "",
        **options: Any,
    ) -> None:
        self.sources, self.plain, self.scope = sources, plain, scope
        super().__init__(**{**options, "editable": False, "default": ""})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        del options["default"], options["editable"]
        own = {"sources": self.sources, "plain": self.plain, "scope": self.scope}
        return name, path, args, {**options, **own}

    def text_of(self, row: models.Model) -> str:
        texts = (str(attrgetter(source)(row)) for source in self.sources)
        return searchable("\n".join(self.plain(text) for text in texts))

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.text_of(model_instance)
        setattr(model_instance, self.attname, value)
        return value


def followed(model: type[models.Model], names: Iterable[str]) -> set[str]:
    """The search fields that must change when the fields `names` change."""
    fields = (each for each in model._meta.fields if isinstance(each, SearchField))
    return {each.name for each in fields if set(each.sources) & set(names)}


class Searchable(models.Model):
    """A row whose searched text follows what is written, whichever fields a save names."""

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        if update_fields is not None:
            update_fields = {*update_fields, *followed(type(self), update_fields)}
        super().save(*args, update_fields=update_fields, **options)


class SearchableQuerySet(models.QuerySet[Row]):
    """Changes of many rows carry their searched text along."""

    def update(self, **values: Any) -> int:
        for name in followed(self.model, values) - values.keys():
            field: Any = self.model._meta.get_field(name)
            values[name] = field.text_of(self.model(**{key: values[key] for key in field.sources}))
        return super().update(**values)

    def bulk_update(
        self, objs: Iterable[Row], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        rows, names = tuple(objs), list(fields)
        for name in followed(self.model, names):
            field: Any = self.model._meta.get_field(name)
            for row in rows:
                field.pre_save(row, add=False)
            names.append(name)
        return super().bulk_update(rows, names, batch_size)


@SearchField.register_lookup
class Bigrams(models.Lookup[bool]):
    """`folded__bigrams=Wanted(...)`: rows that may contain the words, by the index alone."""

    lookup_name = "bigrams"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> Compiled:
        quote = connection.ops.quote_name
        index = quote(index_name(self.lhs.target))
        row = f"{quote(self.lhs.alias)}.{quote(self.lhs.target.model._meta.pk.column)}"
        rows = f"SELECT rowid FROM {index} WHERE {index} MATCH %s"  # noqa: S608  names of ours
        return f"{row} IN ({rows})", [self.rhs.as_fts5()]

    def as_postgresql(self, compiler: Any, connection: Any) -> Compiled:
        text, parameters = self.process_lhs(compiler, connection)
        return f"search_bigrams({text}) @@ %s::tsquery", [*parameters, self.rhs.as_tsquery()]


def index_name(column: Any) -> str:
    return f"{column.model._meta.db_table}_{column.column}_bigrams"


def search_fields(rows: Sequence[type[models.Model]]) -> list[SearchField]:
    return [each for row in rows for each in row._meta.fields if isinstance(each, SearchField)]
