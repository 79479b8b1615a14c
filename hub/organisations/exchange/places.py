"""Lists of organisations and of sections."""

import re
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from hub.audit import AuditAction, entry, record_all
from hub.organisations.exchange.plan import Plan, RowError, Values, choice, spaceless
from hub.organisations.models import Import, Member, Organisation, Section
from hub.organisations.tree import tree_of

BATCH = 200  # rows in one statement
PATH = re.compile(r"\s*[/／>＞]\s*")
YES = {spaceless(word) for word in ("はい", "必須", "○", "1", "true", "yes", "有", "する")}
NO = {
    spaceless(word) for word in ("", "いいえ", "任意", "×", "0", "false", "no", "無", "しない", "-")
}


def path_of(text: str) -> tuple[str, ...]:
    return tuple(part for part in PATH.split(text.strip()) if part)


def yes_or_no(column: str, text: str) -> bool:
    if spaceless(text) not in YES | NO:
        raise RowError(column, _("「はい」か「いいえ」で入力してください。"))
    return spaceless(text) in YES


class OrganisationPlan(Plan):
    kind = Import.Kind.ORGANISATIONS
    plain = ("reading", "phone", "fax", "address")

    def __init__(self, by: Member, **options: Any) -> None:
        super().__init__(by, **options)
        self.fresh: list[Organisation] = []
        self.changed: list[Organisation] = []
        self.strict: list[Organisation] = []

    def take(self, row: int, values: Values) -> None:
        name = values.get("organisation", "")
        if not name:
            raise RowError("organisation", _("組織名がありません。"))
        found = self.find_organisation(name)
        if found is None and self.by.role != Member.Role.CITY_ADMINISTRATOR:
            self.organisation(values)
        self.once(found.id if found else spaceless(name), row, "organisation")
        organisation = found or Organisation(kind="")
        fields = self.compare(organisation, {**values, "name": name}, ["name"])
        fields += self.kinds(organisation, values)
        fields += self.compare(organisation, values, self.plain)
        fields += self.second_factor(organisation, values)
        self.check(organisation, ["name", "kind", *self.plain], {"name": "organisation"})
        if self.note(row, name, fields, new=found is None):
            (self.changed if found else self.fresh).append(organisation)

    def compare(self, row: Any, values: Values, keys: Any) -> list[tuple[str, str, str]]:
        self.labels.setdefault("name", self.labels["organisation"])
        return super().compare(row, values, keys)

    def kinds(self, organisation: Organisation, values: Values) -> list[tuple[str, str, str]]:
        text = values.get("kind", "")
        if not text and organisation.kind:
            return []
        if not text:
            raise RowError("kind", _("新しい組織には種別が必要です。"))
        kind, old = choice("kind", text, Organisation.Kind.choices), organisation.kind
        if kind == old:
            return []
        if Organisation.Kind.CITY_HALL in {kind, old}:
            raise RowError("kind", _("市役所は1つだけで、種別は変更できません。"))
        if old and self.by.role != Member.Role.CITY_ADMINISTRATOR:
            raise RowError("kind", _("種別は市の管理者だけが変更できます。"))
        before = str(Organisation.Kind(old).label) if old else ""
        organisation.kind = kind
        return [(self.labels["kind"], before, str(Organisation.Kind(kind).label))]

    def second_factor(self, row: Organisation, values: Values) -> list[tuple[str, str, str]]:
        key = "requires_second_factor"
        if key not in values:
            return []
        wanted = yes_or_no(key, values[key])
        if wanted == row.requires_second_factor:
            return []
        row.requires_second_factor = wanted
        if wanted:
            self.strict.append(row)
        words = _("いいえ"), _("はい")
        return [(self.labels[key], words[not wanted], words[wanted])]

    def store(self) -> None:
        Organisation.objects.bulk_create(self.fresh)
        fields = ["name", "kind", *self.plain, "requires_second_factor", "folded"]
        store_changed(self.changed, fields)
        pairs = [(AuditAction.ORGANISATION_CREATED, row) for row in self.fresh]
        pairs += [(AuditAction.ORGANISATION_CHANGED, row) for row in self.changed]
        record_all(
            entry(action, by=self.by, organisation=row, name=row.name) for action, row in pairs
        )


class SectionPlan(Plan):
    kind = Import.Kind.SECTIONS
    plain = ("reading", "phone", "fax")

    def __init__(self, by: Member, **options: Any) -> None:
        super().__init__(by, **options)
        self.sections = sections_by_path(self.organisations)
        self.waiting: list[tuple[int, Organisation, tuple[str, ...], Values]] = []
        self.fresh: list[Section] = []
        self.changed: list[Section] = []

    def take(self, row: int, values: Values) -> None:
        """Parents may stand below their children: rows are looked at when all are known."""
        organisation, name = self.organisation(values), values.get("name", "")
        if not name:
            raise RowError("name", _("部署名がありません。"))
        path = (*path_of(values.get("parent", "")), name)
        self.once((organisation.id, path), row, "name")
        self.waiting.append((row, organisation, path, values))

    def finish(self) -> None:
        for row, organisation, path, values in sorted(self.waiting, key=lambda each: len(each[2])):
            try:
                self.settle(row, organisation, path, values)
            except RowError as error:
                self.refuse(row, error.column, error.text)
        self.changes.sort(key=lambda change: change.row)

    def settle(
        self, row: int, organisation: Organisation, path: tuple[str, ...], values: Values
    ) -> None:
        found = self.sections.get((organisation.id, path))
        parent = self.sections.get((organisation.id, path[:-1]))
        if path[:-1] and parent is None:
            text = _("上位の部署「%(path)s」が見つかりません。")
            raise RowError("parent", text % {"path": "/".join(path[:-1])})
        section = found or Section(organisation=organisation, parent=parent, name=path[-1])
        fields = [] if found else [(self.labels["name"], "", "/".join(path))]
        fields += self.compare(section, values, self.plain)
        fields += self.order(section, values)
        self.check(section, ["name", *self.plain])
        self.sections[organisation.id, path] = section
        if self.note(row, f"{organisation.name} {'/'.join(path)}", fields, new=found is None):
            (self.changed if found else self.fresh).append(section)

    def order(self, section: Section, values: Values) -> list[tuple[str, str, str]]:
        text = values.get("position", "")
        if not text:
            return []
        if not (text.isdecimal() and int(text) < 1_000_000):
            raise RowError("position", _("並び順は0以上の整数で入力してください。"))
        old, section.position = section.position, int(text)
        changed = old != section.position
        return [(self.labels["position"], str(old), str(section.position))] if changed else []

    def store(self) -> None:
        Section.objects.bulk_create(self.fresh)  # parents before children
        store_changed(self.changed, [*self.plain, "position", "folded"])
        pairs = [(AuditAction.SECTION_CREATED, row) for row in self.fresh]
        pairs += [(AuditAction.SECTION_CHANGED, row) for row in self.changed]
        record_all(
            entry(action, by=self.by, organisation=row.organisation, name=row.name)
            for action, row in pairs
        )


def sections_by_path(
    organisations: list[Organisation],
) -> dict[tuple[UUID, tuple[str, ...]], Section]:
    """Every section of the organisations by organisation and path of names."""
    rows = Section.objects.filter(organisation__in=organisations).select_related("organisation")
    paths: dict[UUID, tuple[str, ...]] = {}
    found = {}
    for node in tree_of(rows):  # parents first
        above = paths.get(node.section.parent_id, ()) if node.section.parent_id else ()
        paths[node.section.pk] = (*above, node.section.name)
        found[node.section.organisation_id, paths[node.section.pk]] = node.section
    return found


def store_changed(rows: list[Any], fields: list[str]) -> None:
    """Write `fields` of stored rows, the folded ones with them, in few statements.

    An upsert: `bulk_update` takes minutes for what this does in seconds.
    """
    if rows:
        type(rows[0])._default_manager.bulk_create(
            rows,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=fields,
        )
