"""Boards, who may read and post on them, and their categories."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.notices.addressees import Addressee, one_addressee
from hub.notices.querysets import BoardQuerySet
from hub.organisations.models import Organisation, Section
from hub.organisations.models.organisations import COLOURS, Row


class Board(Row):
    """A place for notices: of the city (everybody reads), an organisation, or a section."""

    class Scope(models.TextChoices):
        CITY = "city", _("市全体")
        ORGANISATION = "organisation", _("組織")
        SECTION = "section", _("部署")

    name = models.CharField(_("掲示板名"), max_length=60)
    description = models.CharField(_("説明"), max_length=200, blank=True)
    scope = models.CharField(_("範囲"), max_length=20, choices=Scope)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="boards", verbose_name=_("組織")
    )
    section = models.ForeignKey(
        Section,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="boards",
        verbose_name=_("部署"),
    )
    comments_allowed = models.BooleanField(_("コメントを受け付ける"), default=True)
    position = models.PositiveSmallIntegerField(_("並び順"), default=0)
    archived_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[BoardQuerySet] = BoardQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("掲示板")
        ordering: ClassVar = ["scope", "position", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="board_name_unique",
                violation_error_message=_("同じ名前の掲示板がすでにあります。"),
            ),
            models.CheckConstraint(
                condition=Q(scope="section", section__isnull=False)
                | (~Q(scope="section") & Q(section=None)),
                name="board_of_a_section_has_one",
                violation_error_message=_("部署の掲示板には部署を選んでください。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BoardGrant(Addressee):
    """A right on a board for an addressee; who may post may read, who manages may post."""

    class Right(models.TextChoices):
        READ = "read", _("閲覧")
        POST = "post", _("投稿")
        MANAGE = "manage", _("管理")

    board = models.ForeignKey(Board, models.CASCADE, related_name="grants")
    right = models.CharField(_("権限"), max_length=10, choices=Right)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=one_addressee(), name="board_grant_one_addressee"),
        ]

    def __str__(self) -> str:
        return f"{self.board_id} {self.right} {self.key}"


class Category(models.Model):
    board = models.ForeignKey(Board, models.CASCADE, related_name="categories")
    name = models.CharField(_("分類"), max_length=30)
    colour = models.PositiveSmallIntegerField(default=0)  # 0-7, as of organisations
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("分類")
        ordering: ClassVar = ["position", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["board", "name"],
                name="category_name_unique",
                violation_error_message=_("同じ名前の分類がすでにあります。"),
            ),
            models.CheckConstraint(condition=Q(colour__lt=COLOURS), name="category_colour"),
        ]

    def __str__(self) -> str:
        return self.name
