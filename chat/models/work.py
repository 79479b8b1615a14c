"""Work that grows out of messages: what is sent later, and tasks."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.markup import excerpt
from chat.models.messages import Message
from chat.models.rooms import BODY_LIMIT, Room
from chat.models.topics import Topic
from chat.querysets import ScheduledMessageQuerySet, TaskManager, TaskQuerySet
from hub.files.models import StoredFile
from hub.obligations.models import Obligation
from hub.organisations.models import Member, Row
from hub.promises import Promise


class ScheduledMessage(Row, Promise):
    """A message its author has written now and wants posted when it is due."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="scheduled_messages")
    author = models.ForeignKey(Member, models.CASCADE, related_name="scheduled_messages")
    client_id = models.UUIDField(default=uuid4)
    body = models.TextField(_("本文"), max_length=BODY_LIMIT, blank=True)
    mentions = models.JSONField(default=list)  # addresses
    reply_to = models.PositiveBigIntegerField(null=True)  # seq
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, related_name="+")
    files = models.ManyToManyField(StoredFile, related_name="+")
    message = models.OneToOneField(Message, models.SET_NULL, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)

    objects: ClassVar[ScheduledMessageQuerySet] = ScheduledMessageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Promise.Meta):
        verbose_name = _("予約したメッセージ")
        ordering: ClassVar = ["due_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["author", "client_id"], name="scheduled_message_client_id_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.due_at:%Y-%m-%d %H:%M}"

    @property
    def excerpt(self) -> str:
        return excerpt(self.body)


TaskObjects = TaskManager.from_queryset(TaskQuerySet)


class Task(Row):
    """Something to do, taken from a message, for one person."""

    TITLE_LIMIT, NOTE_LIMIT = 200, 2000  # characters

    message = models.ForeignKey(Message, models.PROTECT, related_name="tasks")
    title = models.CharField(_("やること"), max_length=TITLE_LIMIT)
    note = models.TextField(_("メモ"), max_length=NOTE_LIMIT, blank=True)
    assignee = models.ForeignKey(
        Member, models.PROTECT, related_name="tasks", verbose_name=_("担当者")
    )
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="tasks_given")
    due_on = models.DateField(_("期限"), null=True, blank=True)
    done_at = models.DateTimeField(_("完了日時"), null=True, blank=True)
    done_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(_("取りやめ日時"), null=True, blank=True)

    objects: ClassVar[TaskQuerySet] = TaskObjects()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("タスク")
        indexes: ClassVar = [
            # The home page of the assignee.
            models.Index(
                fields=["assignee", "due_on"],
                condition=models.Q(done_at=None, cancelled_at=None),
                name="task_open",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.cancelled_at is None

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def state_label(self) -> str:
        if self.cancelled_at is not None:
            return str(_("取りやめ"))
        if self.done_at is not None:
            return str(_("完了"))
        return str(_("期限切れ") if self.is_overdue else _("未完了"))


class MessageObligation(models.Model):
    """The answers a message asks for."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="asking")
    obligation = models.OneToOneField(Obligation, models.PROTECT, related_name="asked_by_message")

    def __str__(self) -> str:
        return f"{self.message_id} {self.obligation_id}"
