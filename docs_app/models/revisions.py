"""Kept points of a document's history. A row holds all it needs to be shown or restored."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from docs_app.models.documents import Document
from hub.organisations.models import Member, Row


class Revision(Row):
    document = models.ForeignKey(Document, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()  # 1, 2, … of the document
    name = models.CharField(_("版の名前"), max_length=80, blank=True)  # 第1案; "" is automatic
    state = models.BinaryField()  # a Yjs update, v1: the whole document
    html = models.TextField(blank=True)  # made by a worker
    rendered = models.BooleanField(default=False)
    seq = models.PositiveBigIntegerField()
    generation = models.PositiveIntegerField()
    author = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    # [[member id, name, updates], …] since the revision before, most first.
    contributors = models.JSONField(default=list)
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    restored_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("版")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "number"], name="revision_number_unique"),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.document_id}#{self.number}"
