"""Where documents are kept: folders of an organisation, a section or a room; templates."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docs_app.querysets import FolderQuerySet
from hub.organisations.models import Member, Organisation, Row, Section


def exactly_one(*names: str) -> Q:
    """The condition that one of the columns is set and the others are not."""
    condition = Q()
    for name in names:
        condition |= Q(**{f"{other}__isnull": other != name for other in names})
    return condition


class Folder(Row):
    """A folder belongs to exactly one place; whoever belongs to the place sees it."""

    name = models.CharField(_("フォルダー名"), max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    section = models.ForeignKey(Section, models.CASCADE, null=True, related_name="+")
    room = models.ForeignKey("chat.Room", models.CASCADE, null=True, related_name="+")
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")

    objects: ClassVar[FolderQuerySet] = FolderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("フォルダー")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=exactly_one("organisation", "section", "room"),
                name="folder_in_one_place",
            ),
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="folder_name_unique",
                violation_error_message=_("同じ場所に同じ名前のフォルダーがあります。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def lineage(self) -> "list[Folder]":
        """The folder itself, then the folders it is in, up to the place."""
        upwards = [self]
        while (parent := upwards[-1].parent) is not None:
            upwards.append(parent)
        return upwards


class DocumentTemplate(Row):
    """A document to begin from. Shipped ones are code; these are an organisation's own."""

    name = models.CharField(_("テンプレート名"), max_length=80)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    state = models.BinaryField()  # a Yjs update, v1
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("テンプレート")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="template_name_unique",
                violation_error_message=_("同じ名前のテンプレートがあります。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
