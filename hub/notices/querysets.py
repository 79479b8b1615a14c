"""Who may see a board and its notices. Default deny: a missing member sees nothing.

A notice is seen by whom it is addressed to among the readers of its board, once it is
published; its author and those who manage the board always see it.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from hub.notices.addressees import naming
from hub.search.fields import SearchableQuerySet

if TYPE_CHECKING:
    from hub.notices.models import Board, Notice, NoticeText  # noqa: F401
    from hub.organisations.models import Member

READ, POST, MANAGE = "read", "post", "manage"
CITY, ORGANISATION, SECTION = "city", "organisation", "section"


def granted(named: Q, *rights: str) -> Q:
    """Boards on which one of these rights was given to those `named`."""
    grants = apps.get_model("notices", "BoardGrant").objects.filter(right__in=rights)
    return Q(pk__in=grants.filter(named).values("board_id"))


def own_section(member: "Member") -> Q:
    sections = [each.pk for each in member.section.lineage()] if member.section else []
    return Q(scope=SECTION, section_id__in=sections)


class BoardQuerySet(models.QuerySet["Board"]):
    def readable_by(self, member: "Member | None") -> Self:
        if member is None or not member.may_chat:
            return self.none()
        return self.filter(readable(member, naming(member)))

    def postable_by(self, member: "Member | None") -> Self:
        """Boards `member` may put notices on: of the own section, and where the right was given."""
        if member is None or not member.may_chat:
            return self.none()
        postable = own_section(member) | managed(member)
        postable |= granted(naming(member), POST, MANAGE)
        return self.filter(postable, archived_at=None)

    def manageable_by(self, member: "Member | None") -> Self:
        if member is None or not member.may_chat:
            return self.none()
        return self.filter(managed(member) | granted(naming(member), MANAGE))


def readable(member: "Member", named: Q) -> Q:
    own = Q(scope=ORGANISATION, organisation_id=member.organisation_id)
    house = Q(scope=CITY) | own | own_section(member) | managed(member)
    return house | granted(named, READ, POST, MANAGE)


def managed(member: "Member") -> Q:
    """Boards of the organisation whose administrator `member` is."""
    return Q(organisation_id=member.organisation_id if member.is_administrator else None)


def addressed(member: "Member", named: Q) -> Q:
    """Notices meant for those `named`, on boards `member` reads; the boards are few."""
    boards = apps.get_model("notices", "Board").objects.filter(readable(member, named))
    audience = apps.get_model("notices", "Audience").objects
    meant = Q(pk__in=audience.filter(named).values("notice_id"))
    anybody = Q(~Exists(audience.filter(notice=OuterRef("pk"))))
    return (meant | anybody) & Q(board_id__in=list(boards.values_list("pk", flat=True)))


class NoticeTextQuerySet(SearchableQuerySet["NoticeText"]):
    """Changes of many carry their searched text along."""


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, member: "Member | None") -> Self:
        if member is None or not member.may_chat:
            return self.none()
        named = naming(member)
        boards = apps.get_model("notices", "Board").objects
        managed_boards = list(
            boards.filter(managed(member) | granted(named, MANAGE)).values_list("pk", flat=True)
        )
        own = Q(author_id=member.pk) | (Q(board_id__in=managed_boards) & ~Q(state="draft"))
        return self.filter(own | (Q(state="published") & addressed(member, named)))

    def published(self) -> Self:
        return self.filter(state="published")

    def addressed_to(self, member: "Member | None") -> Self:
        """Those whose audience `member` belongs to, on boards `member` reads."""
        if member is None or not member.may_chat:
            return self.none()
        return self.filter(addressed(member, naming(member)))

    def current(self, now: datetime | None = None) -> Self:
        """Published and not over."""
        moment = now or timezone.now()
        return self.published().filter(Q(ends_at=None) | Q(ends_at__gt=moment))

    def with_unread(self, member: "Member") -> Self:
        """With `unread`: addressed, and not displayed since the last change that asks for it."""
        return self.annotate(unread=self.unread(member))

    def unread_by(self, member: "Member") -> Self:
        return self.filter(self.unread(member))

    def unread(self, member: "Member") -> Q:
        readings = apps.get_model("notices", "NoticeReading").objects
        read = readings.filter(
            notice=OuterRef("pk"), member=member, number__gte=OuterRef("unread_before")
        ).exclude(displayed_at=None)
        mine = self.model._default_manager.addressed_to(member).filter(pk=OuterRef("pk"))
        return ~Exists(read) & Exists(mine) & Q(state="published")

    def dressed(self) -> Self:
        return self.select_related(
            "board", "category", "section", "author__organisation", "obligation"
        )

    def listed(self) -> Self:
        """As a list shows them: pinned, then urgent unread ones, then the newest."""
        return self.order_by("-pinned", F("published_at").desc(nulls_first=True), "-created_at")
