"""What the library shows: the member's documents, shelf by shelf.

Every shelf starts from the roles that were granted. What only a link opens is on no shelf but
that of recent documents.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from docs_app.models import Document, DocumentAccess, Folder, Star, Visit
from docs_app.places import Place, places_of
from docs_app.querysets import DocumentQuerySet
from docs_app.roles import Role
from hub.organisations.models import Member

RECENT = 100


def dressed(documents: DocumentQuerySet, member: Member) -> DocumentQuerySet:
    """With what a row or a card shows: role, star, folder if `member` sees it, who edited."""
    own_star = Star.objects.filter(document=OuterRef("pk"), member=member)
    own_folder = Folder.objects.visible_to(member).filter(pk=OuterRef("folder_id"))
    return (
        documents.with_role(member)
        .annotate(starred=Exists(own_star), in_sight=Exists(own_folder))
        .select_related(
            "organisation",
            "edited_by__organisation",
            "trashed_by",
            "folder__organisation",
            "folder__section",
            "folder__room",
        )
        .defer("html", "snapshot")
    )


def granted(member: Member) -> DocumentQuerySet:
    return Document.objects.granted_to(member).standing()


def recent(member: Member) -> DocumentQuerySet:
    """Opened lately, the latest first, those of a link included."""
    own = Visit.objects.filter(member=member)
    last = own.filter(document=OuterRef("pk")).values("visited_at")
    ids = own.order_by("-visited_at").values_list("document_id", flat=True)[:RECENT]
    seen = Document.objects.readable_by(member).filter(pk__in=list(ids))
    return seen.annotate(opened_at=Subquery(last[:1])).order_by("-opened_at")


def all_granted(member: Member) -> DocumentQuerySet:
    return granted(member).order_by("-edited_at")


def starred(member: Member) -> DocumentQuerySet:
    own = Star.objects.filter(member=member).values("document_id")
    return Document.objects.readable_by(member).filter(pk__in=own).order_by("title")


def shared(member: Member) -> DocumentQuerySet:
    return granted(member).shared_with(member).order_by("-edited_at")


def mine(member: Member) -> DocumentQuerySet:
    return granted(member).filter(created_by=member).order_by("-edited_at")


def trashed(member: Member) -> DocumentQuerySet:
    """What an owner may take out of the trash."""
    own = Document.objects.granted_to(member, Role.OWNER)
    return own.exclude(trashed_at=None).order_by("-trashed_at")


SHELVES: dict[str, tuple[Any, str, Callable[[Member], DocumentQuerySet]]] = {
    "library": (_("最近使った文書"), "clock", recent),
    "all": (_("すべての文書"), "file", all_granted),
    "starred": (_("スター付き"), "star", starred),
    "shared": (_("共有された文書"), "person-plus", shared),
    "mine": (_("自分が作った文書"), "person", mine),
    "trash": (_("ごみ箱"), "trash", trashed),
}


def in_folder(member: Member, folder: Folder) -> DocumentQuerySet:
    return granted(member).filter(folder=folder).order_by("title")


def in_place(member: Member, place: Place) -> DocumentQuerySet:
    """Documents the place has a role for, as far as they are in no folder of it."""
    held = DocumentAccess.objects.current().filter(document=OuterRef("pk"), **place.column)
    inside = Folder.objects.filter(**place.column).values("pk")
    documents = granted(member).filter(Exists(held)).exclude(folder__in=inside)
    return documents.order_by("title")


def furnished_places(member: Member) -> tuple[list[Place], list[Place]]:
    """The member's places: those to show at once, and rooms without any document yet."""
    places = places_of(member)
    rooms = [place.row.pk for place in places if place.kind == "room"]
    used = set(Folder.objects.filter(room__in=rooms).values_list("room_id", flat=True))
    held = DocumentAccess.objects.current().filter(room__in=rooms)
    used |= set(held.values_list("room_id", flat=True))
    shown = [each for each in places if each.kind != "room" or each.row.pk in used]
    return shown, [each for each in places if each not in shown]
