"""What a person keeps of documents, and the log of who read and changed what."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from docs_app.models.documents import Document
from hub.organisations.models import Member


class Star(models.Model):
    document = models.ForeignKey(Document, models.CASCADE, related_name="stars")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("スター")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "member"], name="star_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.document_id}"


class Visit(models.Model):
    """When a member last had the document open: the list of recent documents."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="visits")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    visited_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("閲覧")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "member"], name="visit_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["member", "-visited_at"], name="visit_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.document_id}"


class DocumentEvent(models.Model):
    """One line of a document's log. Rows are only ever added."""

    class Kind(models.TextChoices):
        CREATED = "created", _("作成")
        READ = "read", _("閲覧")
        EDITED = "edited", _("編集")
        RENAMED = "renamed", _("表題・属性の変更")
        MOVED = "moved", _("移動")
        SHARED = "shared", _("権限の付与・変更")
        UNSHARED = "unshared", _("権限の取り消し")
        LINKED = "linked", _("リンク共有の変更")
        EXPORTED = "exported", _("書き出し")
        REVISION = "revision", _("版の保存")
        RESTORED = "restored", _("版の復元")
        CIRCULATED = "circulated", _("回覧")
        CONFIRMED = "confirmed", _("回覧の確認")
        RETURNED = "returned", _("回覧の差し戻し")
        COMMENTED = "commented", _("コメント")
        TRASHED = "trashed", _("ごみ箱へ移動")
        RECOVERED = "recovered", _("ごみ箱から復元")
        TAKEN_OVER = "taken_over", _("引き取り")

    document = models.ForeignKey(Document, models.CASCADE, related_name="events")
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    # The end of a stretch of reading or editing; one row stands for many moments.
    until = models.DateTimeField(null=True)
    detail = models.CharField(max_length=300, blank=True)  # a name
    facts = models.JSONField(default=dict)  # what `docs_app/log_words.py` puts into words

    class Meta:
        verbose_name = _("文書の記録")
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["document", "-at"], name="document_event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"

    @property
    def lasted(self) -> bool:
        """Long enough to tell when it ended."""
        return self.until is not None and self.until - self.at >= timedelta(minutes=1)
