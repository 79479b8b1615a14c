"""The lines of a document's log, in the language of whoever reads them."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docs_app.models import Document, DocumentEvent
from docs_app.roles import Role
from hub.eras import era_date

Kind = DocumentEvent.Kind
COMMENTED = {
    "begun": gettext_lazy("新しいコメント"),
    "answered": gettext_lazy("返信"),
    "resolved": gettext_lazy("解決済みにした"),
    "reopened": gettext_lazy("未解決に戻した"),
}


def words_of(event: DocumentEvent) -> str:
    """What the line says besides who, when and of which kind."""
    say = SAID.get(Kind(event.kind))
    return say(event) if say is not None and event.facts else event.detail


def access(event: DocumentEvent) -> str:
    values = {"name": event.detail, "role": Role(event.facts["role"]).label}
    if not event.facts["until"]:
        return _("%(name)s（%(role)s）") % values
    day = date.fromisoformat(event.facts["until"])
    values["day"] = era_date(day)
    return _("%(name)s（%(role)s、%(day)sまで）") % values


def link(event: DocumentEvent) -> str:
    role = event.facts["role"]
    return str(Role(role).label) if role else _("なし")


def cover(event: DocumentEvent) -> str:
    return " / ".join(
        _("%(name)s：%(value)s") % {"name": name_of(name), "value": value_of(name, value)}
        for name, value in event.facts.items()
    )


def name_of(field: str) -> str:
    return str(Document._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def value_of(field: str, value: str) -> str:
    if field == "retention":
        return str(Document.Retention(value).label)
    return value or _("なし")


def folder(event: DocumentEvent) -> str:
    return event.detail or _("フォルダーなし")


def frozen(event: DocumentEvent) -> str:
    return _("%(name)sを確定") % {"name": event.detail}


def restored(event: DocumentEvent) -> str:
    return event.detail or _("版%(number)d") % {"number": event.facts["number"]}


def returned(event: DocumentEvent) -> str:
    return _("%(name)s：%(value)s") % {"name": event.detail, "value": event.facts["reason"]}


def comment(event: DocumentEvent) -> str:
    what = COMMENTED[event.facts["what"]]
    if not event.detail:
        return str(what)
    return _("%(what)s「%(quote)s」") % {"what": what, "quote": event.detail}


SAID: dict[DocumentEvent.Kind, Callable[[DocumentEvent], str]] = {
    Kind.SHARED: access,
    Kind.UNSHARED: access,
    Kind.LINKED: link,
    Kind.RENAMED: cover,
    Kind.MOVED: folder,
    Kind.REVISION: frozen,
    Kind.RESTORED: restored,
    Kind.RETURNED: returned,
    Kind.COMMENTED: comment,
}
