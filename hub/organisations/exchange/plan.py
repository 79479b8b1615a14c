"""What an import would do: changes field by field, and errors by row and column."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hub.folding import fold
from hub.organisations.exchange.columns import COLUMNS
from hub.organisations.models import Member, Organisation
from hub.tables import same

ERRORS = 500
Values = dict[str, str]


class RowError(Exception):
    """This row cannot be taken; `column` is the key of the column that is wrong."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column, self.text = column, text


@dataclass
class Change:
    """One row of the preview; `row` is 0 for what the file does not mention."""

    row: int
    status: str  # new, changed, returned, ended
    title: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "status": self.status,
            "title": self.title,
            "fields": self.fields,
        }


class Plan:
    """Takes rows one by one, reads only; `store` writes what it found."""

    kind: ClassVar[str]

    def __init__(self, by: Member, *, ends_missing: bool = False) -> None:
        self.by, self.ends_missing = by, ends_missing
        self.changes: list[Change] = []
        self.errors: list[dict[str, Any]] = []
        self.error_count = self.same = 0
        self.labels = {column.key: str(column.label) for column in COLUMNS[self.kind]}
        self.organisations = list(Organisation.objects.administered_by(by))
        self.by_name = {organisation.name: organisation for organisation in self.organisations}
        self.by_folded = folded_names(self.organisations)
        self.seen: dict[Any, int] = {}

    def add(self, row: int, values: Values) -> None:
        try:
            self.take(row, values)
        except RowError as error:
            self.refuse(row, error.column, error.text)

    def take(self, row: int, values: Values) -> None:
        raise NotImplementedError

    def finish(self) -> None:
        """After the last row."""

    def store(self) -> None:
        raise NotImplementedError

    def refuse(self, row: int, column: str, text: str) -> None:
        self.error_count += 1
        if len(self.errors) < ERRORS:
            label = self.labels.get(column, "")
            self.errors.append({"row": row, "column": label, "text": text})

    def organisation(self, values: Values) -> Organisation:
        """The administered organisation a row names. The same answer for others and none."""
        name = values.get("organisation", "")
        if not name and self.by.role != Member.Role.CITY_ADMINISTRATOR:
            return self.organisations[0]
        found = self.find_organisation(name)
        if found is None:
            text = _("「%(name)s」という組織は、登録されていないか、管理できません。")
            raise RowError("organisation", text % {"name": name})
        return found

    def find_organisation(self, name: str) -> Organisation | None:
        return self.by_name.get(name) or self.by_folded.get(spaceless(name))

    def once(self, key: Any, row: int, column: str) -> None:
        if key in self.seen:
            raise RowError(column, _("%(n)d行目と重複しています。") % {"n": self.seen[key]})
        self.seen[key] = row

    def compare(self, row: Any, values: Values, keys: Iterable[str]) -> list[tuple[str, str, str]]:
        """Set the plain fields of `row`; returns (label, old, new) of those that differ."""
        found = []
        for key in keys:
            if key not in values:
                continue
            old = str(getattr(row, key))
            if not same(old, values[key]):
                found.append((self.labels[key], old, values[key]))
                setattr(row, key, values[key])
        return found

    def check(self, row: Any, keys: Iterable[str], columns: dict[str, str] | None = None) -> None:
        """Length and form of the fields `keys`. Raises RowError for the first that is wrong."""
        wanted = set(keys)
        exclude = {each.name for each in row._meta.fields} - wanted
        try:
            row.clean_fields(exclude=exclude)
        except ValidationError as error:
            name, texts = next(iter(error.message_dict.items()))
            raise RowError((columns or {}).get(name, name), texts[0]) from None

    def note(
        self,
        row: int,
        title: str,
        fields: list[tuple[str, str, str]],
        *,
        new: bool = False,
        returned: bool = False,
    ) -> bool:
        """Put the outcome of one row into the preview; whether anything is to be stored."""
        if not (new or returned or fields):
            self.same += 1
            return False
        status = "new" if new else "returned" if returned else "changed"
        self.changes.append(Change(row, status, title, fields))
        return True

    def counts(self) -> dict[str, int]:
        found = Counter(change.status for change in self.changes)
        return {**found, "same": self.same, "errors": self.error_count}


def allowed(column: str, check: Any, *values: Any) -> None:
    """Let one of the checks of the actions speak as the error of a row."""
    try:
        check(*values)
    except ValidationError as error:
        raise RowError(column, error.messages[0]) from None
    except PermissionDenied as error:
        raise RowError(column, str(error)) from None


def spaceless(text: str) -> str:
    return fold(text).replace(" ", "")


def folded_names(rows: Iterable[Any]) -> dict[str, Any]:
    """By folded name, where that is unambiguous."""
    found: dict[str, Any] = {}
    twice: set[str] = set()
    for row in rows:
        name = spaceless(row.name)
        if name in found:
            twice.add(name)
        found[name] = row
    return {name: row for name, row in found.items() if name not in twice}


def choice(column: str, text: str, choices: Iterable[tuple[Any, str | Promise]]) -> str:
    """The value of a choice named by its label or its own name, however typed."""
    for value, label in choices:
        if spaceless(text) in {spaceless(str(label)), spaceless(str(value))}:
            return str(value)
    labels = "、".join(str(label) for _value, label in choices)
    raise RowError(
        column, _("「%(text)s」は選べません（%(labels)s）。") % {"text": text, "labels": labels}
    )
