"""Notices: written once, addressed to an audience, shown for a period."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.files.models import StoredFile
from hub.notices.addressees import Addressee, one_addressee
from hub.notices.models.boards import Board, Category
from hub.notices.querysets import NoticeQuerySet, NoticeTextQuerySet
from hub.obligations.models import Obligation
from hub.organisations.models import Member, Section
from hub.organisations.models.organisations import Row
from hub.promises import Promise
from hub.richtext.fields import RichTextField
from hub.search.fields import Searchable, SearchField


class Importance(models.TextChoices):
    URGENT = "urgent", _("緊急")
    HIGH = "high", _("高い")
    STANDARD = "standard", _("標準")


class Notice(Row):
    class State(models.TextChoices):
        DRAFT = "draft", _("下書き")
        SCHEDULED = "scheduled", _("公開予約")
        PUBLISHED = "published", _("公開")
        WITHDRAWN = "withdrawn", _("取り下げ")

    board = models.ForeignKey(
        Board, models.PROTECT, related_name="notices", verbose_name=_("掲示板")
    )
    category = models.ForeignKey(
        Category,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("分類"),
    )
    title = models.CharField(_("件名"), max_length=120)
    body = RichTextField(_("本文"), blank=True, default="")
    importance = models.CharField(
        _("重要度"), max_length=10, choices=Importance, default=Importance.STANDARD
    )
    author = models.ForeignKey(Member, models.PROTECT, related_name="notices")
    section = models.ForeignKey(
        Section,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("差出人"),
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    starts_at = models.DateTimeField(_("掲載開始"), null=True, blank=True)
    ends_at = models.DateTimeField(_("掲載終了"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    comments_allowed = models.BooleanField(_("コメントを受け付ける"), default=True)
    pinned = models.BooleanField(_("一覧の先頭に固定する"), default=False)
    number = models.PositiveIntegerField(default=1, editable=False)  # of the newest revision
    # Readings of revisions before this one do not count any more.
    unread_before = models.PositiveIntegerField(default=1, editable=False)
    obligation = models.OneToOneField(
        Obligation, models.PROTECT, null=True, blank=True, related_name="notice"
    )

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("お知らせ")
        ordering: ClassVar = ["-pinned", "-published_at", "-created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at=None) | Q(ends_at__gt=F("starts_at")),
                name="notice_period_in_order",
                violation_error_message=_("掲載終了は掲載開始より後にしてください。"),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["board", "-published_at"], name="notice_of_board"),
            models.Index(fields=["ends_at"], name="notice_ends_at"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def is_current(self) -> bool:
        now = timezone.now()
        return self.is_published and (self.ends_at is None or self.ends_at > now)

    @property
    def sender(self) -> str:
        """Notices come from a section; from the organisation when none is named."""
        return self.section.name if self.section is not None else self.author.organisation.name


class NoticeText(Searchable):
    """The words of a notice, title first, for search: the index wants rows with a number."""

    notice = models.OneToOneField(Notice, models.CASCADE, related_name="words")
    words = models.TextField()
    folded = SearchField(sources=("words",))

    objects: ClassVar[NoticeTextQuerySet] = NoticeTextQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return str(self.notice_id)


class Audience(Addressee):
    """One addressee of a notice. A notice without any is for all readers of its board."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="audience")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=one_addressee(), name="audience_one_addressee"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.key}"


class NoticeFile(models.Model):
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="notice_file")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.file_id}"


class Turn(Promise):
    """A notice goes up or comes down at its time."""

    class Kind(models.TextChoices):
        PUBLISH = "publish", _("掲載開始")
        EXPIRE = "expire", _("掲載終了")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="turns")
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta(Promise.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["notice", "kind"],
                condition=Q(kept_at=None, broken_at=None),
                name="turn_one_open_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.kind} {self.due_at:%Y-%m-%d %H:%M}"
