"""The same three lists going out, with the columns that come in."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from hub.organisations.exchange.columns import COLUMNS, Column
from hub.organisations.exchange.places import sections_by_path
from hub.organisations.models import Import, Member, Organisation


def columns_for(member: Member, kind: str) -> list[Column]:
    """Mail addresses are sign-ins of people, perhaps of several places: the city's only."""
    in_charge = member.role == Member.Role.CITY_ADMINISTRATOR
    return [column for column in COLUMNS[kind] if in_charge or column.key != "email"]


def exported(member: Member, kind: str) -> Iterator[list[str]]:
    """Headers, then a row each, of every organisation the member administers."""
    columns = columns_for(member, kind)
    yield [str(column.label) for column in columns]
    organisations = list(Organisation.objects.administered_by(member))
    rows = {
        Import.Kind.ORGANISATIONS: organisation_rows,
        Import.Kind.SECTIONS: section_rows,
        Import.Kind.PEOPLE: people_rows,
    }[Import.Kind(kind)](organisations)
    for row in rows:
        yield [row[column.key] for column in columns]


def organisation_rows(organisations: list[Organisation]) -> Iterator[dict[str, str]]:
    for each in organisations:
        yield {
            "organisation": each.name,
            "reading": each.reading,
            "kind": str(each.get_kind_display()),
            "phone": each.phone,
            "fax": each.fax,
            "address": each.address,
            "requires_second_factor": _("はい") if each.requires_second_factor else _("いいえ"),
        }


def section_rows(organisations: list[Organisation]) -> Iterator[dict[str, str]]:
    for (_organisation, path), each in sections_by_path(organisations).items():
        yield {
            "organisation": each.organisation.name,
            "parent": "/".join(path[:-1]),
            "name": each.name,
            "reading": each.reading,
            "phone": each.phone,
            "fax": each.fax,
            "position": str(each.position),
        }


def people_rows(organisations: list[Organisation]) -> Iterator[dict[str, str]]:
    paths = {
        row.pk: "/".join(path) for (_key, path), row in sections_by_path(organisations).items()
    }
    people = Member.objects.filter(organisation__in=organisations, left_at=None)
    people = people.exclude(role=Member.Role.BOT).select_related("organisation", "user")
    for each in people.order_by("organisation__reading", "organisation__name", "reading", "name"):
        yield {
            "organisation": each.organisation.name,
            "section": paths.get(each.section_id, "") if each.section_id else "",
            "name": each.name,
            "reading": each.reading,
            "title": each.title,
            "phone": each.phone,
            "role": str(each.get_role_display()),
            "username": each.user.username,
            "email": each.user.email,
        }
