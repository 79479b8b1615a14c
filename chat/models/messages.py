"""Messages and what hangs on them."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.markup import excerpt, plain
from chat.models.rooms import BODY_LIMIT, Membership, Room
from chat.models.topics import Topic
from chat.querysets import AttachmentManager, MessageQuerySet
from chat.stamps import STAMPS
from hub.files.models import StoredFile
from hub.organisations.models import Duty, Member, Section
from hub.search.fields import Searchable, SearchField

RECALL_WITHIN = timedelta(hours=24)


class Message(Searchable):
    """One posted text. A recalled message keeps its row and loses its body."""

    class Event(models.TextChoices):
        """What happened to the room itself, shown in the conversation."""

        POSTED = "", ""
        CREATED = "created", _("作成")
        JOINED = "joined", _("参加")
        LEFT = "left", _("退出")
        RENAMED = "renamed", _("名前の変更")
        ARCHIVED = "archived", _("アーカイブ")
        REOPENED = "reopened", _("アーカイブの解除")
        TOPIC_RENAMED = "topic_renamed", _("話題の名前の変更")
        TOPIC_RESOLVED = "topic_resolved", _("話題の解決")
        TOPIC_REOPENED = "topic_reopened", _("話題の再開")
        TOPIC_SORTED = "topic_sorted", _("話題の整理")
        MOVED_IN = "moved_in", _("メッセージの移動")

    room = models.ForeignKey(Room, models.CASCADE, related_name="messages")
    seq = models.PositiveBigIntegerField()
    version = models.PositiveBigIntegerField()
    author = models.ForeignKey(Member, models.PROTECT, related_name="messages")
    # The duty the author held in this room, by its name at that time.
    posted_as = models.CharField(_("役割"), max_length=100, blank=True)
    client_id = models.UUIDField()
    event = models.CharField(max_length=20, choices=Event, default=Event.POSTED, blank=True)
    body = models.TextField(_("本文"), max_length=BODY_LIMIT, blank=True)
    stamp = models.CharField(_("スタンプ"), max_length=30, blank=True)
    topic = models.ForeignKey(
        Topic, models.SET_NULL, null=True, related_name="messages", verbose_name=_("話題")
    )
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="replies")
    # In another room: this row keeps its seq as a trace and has given its text away.
    moved_to = models.OneToOneField(
        "self", models.SET_NULL, null=True, related_name="moved_from", verbose_name=_("移動先")
    )
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    pinned_at = models.DateTimeField(null=True)
    pinned_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    folded = SearchField(sources=("body",), plain=plain, scope="room")

    objects: ClassVar[MessageQuerySet] = MessageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("メッセージ")
        constraints: ClassVar = [
            # History pages read this index backwards.
            models.UniqueConstraint(fields=["room", "seq"], name="message_seq_unique"),
            # A resend finds the stored message instead of making a second one.
            models.UniqueConstraint(
                fields=["room", "author", "client_id"], name="message_client_id_unique"
            ),
        ]
        indexes: ClassVar = [
            # Resume: everything in a room that changed after version n.
            models.Index(fields=["room", "version"], name="message_room_version"),
            # The newest of all rooms: search results.
            models.Index(fields=["created_at", "id"], name="message_created_at"),
            # Pinned messages of a room, few among many.
            models.Index(
                fields=["room", "pinned_at"],
                condition=Q(pinned_at__isnull=False),
                name="message_pinned",
            ),
            # The timeline of one topic.
            models.Index(
                fields=["topic", "seq"],
                condition=Q(topic__isnull=False),
                name="message_topic_seq",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}#{self.seq}"

    @property
    def excerpt(self) -> str:
        """One line for quotes and notifications; what has no words says what it is."""
        if self.body or self.is_gone:
            return excerpt(self.body)
        if self.stamp:
            return gettext("スタンプ: %(label)s") % {"label": STAMPS.get(self.stamp, self.stamp)}
        return gettext("ファイル")

    @property
    def is_gone(self) -> bool:
        """Recalled, or moved into another room: the row stays, its text does not."""
        return self.deleted_at is not None or self.moved_to_id is not None

    @property
    def recall_ends_at(self) -> datetime:
        return self.created_at + RECALL_WITHIN


class Attachment(models.Model):
    """A file of a message. Stays after a recall, as evidence; nobody may read it then."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="attachment")
    position = models.PositiveSmallIntegerField(default=0)
    folded = SearchField(sources=("file.name",))

    objects: ClassVar = AttachmentManager()

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.file_id}"


class Mention(models.Model):
    """Whom a message addresses: a member, a section, a duty, or everyone in the room."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions")
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="mentions")
    section = models.ForeignKey(Section, models.CASCADE, null=True, related_name="+")
    duty = models.ForeignKey(Duty, models.CASCADE, null=True, related_name="+")
    # The name as it stood in the text, so that a later change of name keeps the mark.
    label = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(
                    Q(section=None, duty=None)
                    | Q(member=None, duty=None)
                    | Q(member=None, section=None)
                ),
                name="mention_names_at_most_one",
            ),
        ]

    def __str__(self) -> str:
        return f"@{self.label}"

    @property
    def address(self) -> str:
        """`member:<id>`, `section:<id>`, `duty:<id>` or `everyone`."""
        for kind in ("member", "section", "duty"):
            if key := getattr(self, f"{kind}_id"):
                return f"{kind}:{key}"
        return "everyone"


class Reaction(models.Model):
    message = models.ForeignKey(Message, models.CASCADE, related_name="reactions")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    emoji = models.CharField(max_length=16)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "member", "emoji"], name="reaction_once"),
        ]

    def __str__(self) -> str:
        return f"{self.emoji} {self.message_id}"


class MessageEdit(models.Model):
    """The text a message had before it was edited or recalled."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="edits")
    body = models.TextField()
    edited_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["edited_at", "id"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.edited_at:%Y-%m-%d %H:%M}"


class Recall(models.Model):
    """What was known at the moment of recall: who had received, displayed or read it."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="recall")
    recalled_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    recalled_at = models.DateTimeField(default=timezone.now)
    # [{"member": id, "name", "organisation", "state", "at"}], frozen as evidence.
    receipts = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.message_id} {self.recalled_at:%Y-%m-%d %H:%M}"


class Display(models.Model):
    """When a member's display marker reached `seq`; one row per step, not per message."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="displays")
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            # The first step at or after a message's seq tells when it was displayed.
            models.UniqueConstraint(fields=["membership", "seq"], name="display_step_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.seq}"
