"""Who has seen a notice, what was said about it, and what it said before."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.notices.models.notices import Importance, Notice
from hub.organisations.models import Member


class NoticeReading(models.Model):
    """`displayed_at`: it stood on a visible page for two seconds. Never a confirmation."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="readings")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # of the revision displayed last
    delivered_at = models.DateTimeField(default=timezone.now)
    displayed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "member"], name="notice_reading_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.notice_id}"


class NoticeRevision(models.Model):
    """What a notice said from `at` on."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    importance = models.CharField(max_length=10, choices=Importance)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "number"], name="notice_revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.number}"


class NoticeComment(models.Model):
    LIMIT = 2000  # characters

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="comments")
    author = models.ForeignKey(Member, models.PROTECT, related_name="+")
    body = models.TextField(_("コメント"), max_length=LIMIT)
    at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.author_id}"
