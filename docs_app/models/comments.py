"""Comments on a passage: threads that stay with the words they are about."""

import json
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from docs_app.models.documents import Document
from docs_app.querysets import ThreadQuerySet
from hub.organisations.models import Member, Row

COMMENT_LIMIT = 4000  # characters


class CommentThread(Row):
    document = models.ForeignKey(Document, models.CASCADE, related_name="threads")
    # Yjs relative positions (JSON as y-protocols writes them); null: about the whole document.
    start = models.JSONField(null=True)
    end = models.JSONField(null=True)
    quote = models.CharField(max_length=300, blank=True)  # the words when it was written
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    assignee = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField(null=True)  # null also for what one took on oneself
    due_on = models.DateField(_("期限"), null=True, blank=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[ThreadQuerySet] = ThreadQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("コメントの流れ")
        ordering: ClassVar = ["created_at"]
        indexes: ClassVar = [
            models.Index(fields=["document", "changed_at"], name="thread_of_document"),
            models.Index(
                fields=["assignee"],
                condition=Q(assignee__isnull=False, resolved_at__isnull=True),
                name="thread_waiting_for",
            ),
        ]

    def __str__(self) -> str:
        return self.quote or str(self.pk)

    @property
    def start_json(self) -> str:
        return json.dumps(self.start)

    @property
    def end_json(self) -> str:
        return json.dumps(self.end)


class Comment(Row):
    thread = models.ForeignKey(CommentThread, models.CASCADE, related_name="comments")
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    body = models.TextField(_("コメント"), max_length=COMMENT_LIMIT)
    mentions = models.ManyToManyField(Member, related_name="+", blank=True)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("コメント")
        ordering: ClassVar = ["created_at"]

    def __str__(self) -> str:
        return self.body[:40]
