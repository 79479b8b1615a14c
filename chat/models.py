"""Rooms, memberships and messages.

`seq` orders and counts the messages of a room, gapless from 1. `version` counts every
stored change of a room; a message carries the room's version at its own last change, so
that a client which saw version n resumes with one query: messages with version > n.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.markup import excerpt
from chat.querysets import MembershipQuerySet, MessageQuerySet, RoomQuerySet
from hub.folding import FoldedField
from hub.organisations.models import Duty, Member, Organisation, Row, Section

BODY_LIMIT = 10_000  # characters
RECALL_WITHIN = timedelta(hours=24)


class Room(Row):
    class Kind(models.TextChoices):
        OPEN = "open", _("公開ルーム")
        CLOSED = "closed", _("非公開ルーム")
        DIRECT = "direct", _("ダイレクト")
        ORGANISATION = "organisation", _("組織全体")
        SECTION = "section", _("部署")

    kind = models.CharField(_("種類"), max_length=20, choices=Kind)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="rooms", verbose_name=_("管理する組織")
    )
    section = models.ForeignKey(
        Section,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="rooms",
        verbose_name=_("部署"),
    )
    # Direct rooms have no name: each member sees the names of the others.
    name = models.CharField(_("ルーム名"), max_length=80, blank=True)
    description = models.TextField(_("説明"), max_length=1000, blank=True)
    # The sorted member ids of a direct room, hashed: the same people meet in the same room.
    direct_key = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001
    last_seq = models.PositiveBigIntegerField(default=0, editable=False)
    version = models.PositiveBigIntegerField(default=0, editable=False)
    last_posted_at = models.DateTimeField(_("最終投稿"), default=timezone.now, editable=False)
    archived_at = models.DateTimeField(_("アーカイブ日時"), null=True, blank=True)
    created_by = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="+", verbose_name=_("作成した人")
    )
    folded = FoldedField(sources=("name",))

    objects: ClassVar[RoomQuerySet] = RoomQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("ルーム")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="direct") | ~Q(name=""),
                name="room_has_a_name",
                violation_error_message=_("ルーム名を入力してください。"),
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(kind="organisation"),
                name="room_one_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["section"], condition=Q(kind="section"), name="room_one_per_section"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())

    @property
    def follows_staff(self) -> bool:
        """Membership is kept by the organisation's staff list, not by invitation."""
        return self.kind in {self.Kind.ORGANISATION, self.Kind.SECTION}


class Membership(models.Model):
    """A member's place in a room. Kept after leaving, as evidence of who read what."""

    class Involvement(models.TextChoices):
        EVERYTHING = "everything", _("すべて通知")
        MENTIONS = "mentions", _("メンションのみ")
        NOTHING = "nothing", _("通知しない")

    class Role(models.TextChoices):
        HOST = "host", _("ルーム管理者")
        MEMBER = "member", _("メンバー")

    room = models.ForeignKey(Room, models.CASCADE, related_name="memberships")
    member = models.ForeignKey(Member, models.CASCADE, related_name="memberships")
    role = models.CharField(_("役割"), max_length=10, choices=Role, default=Role.MEMBER)
    involvement = models.CharField(
        _("通知"), max_length=20, choices=Involvement, default=Involvement.EVERYTHING
    )
    # Markers move forward only: delivered to a device, displayed for 2 s on a visible
    # tab, read (displayed, posted after, or marked as read by hand).
    delivered_seq = models.PositiveBigIntegerField(default=0)
    displayed_seq = models.PositiveBigIntegerField(default=0)
    read_seq = models.PositiveBigIntegerField(default=0)
    draft = models.TextField(max_length=BODY_LIMIT, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    # When access last changed: live sessions sweep for rows they have not heard of.
    changed_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("ルームのメンバー")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "member"], name="membership_once"),
        ]
        indexes: ClassVar = [
            # The sweep of live sessions: who lost or gained a room since.
            models.Index(fields=["changed_at"], name="membership_changed_at"),
            # The rooms of one member: every page, every connection.
            models.Index(fields=["member", "left_at"], name="membership_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.room_id}"

    @property
    def unread_count(self) -> int:
        return max(0, self.room.last_seq - self.read_seq)


class Message(models.Model):
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

    room = models.ForeignKey(Room, models.CASCADE, related_name="messages")
    seq = models.PositiveBigIntegerField()
    version = models.PositiveBigIntegerField()
    author = models.ForeignKey(Member, models.PROTECT, related_name="messages")
    client_id = models.UUIDField()
    event = models.CharField(max_length=20, choices=Event, default=Event.POSTED, blank=True)
    body = models.TextField(_("本文"), max_length=BODY_LIMIT, blank=True)
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, related_name="replies")
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    pinned_at = models.DateTimeField(null=True)
    pinned_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")

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
            # Pinned messages of a room, few among many.
            models.Index(
                fields=["room", "pinned_at"],
                condition=Q(pinned_at__isnull=False),
                name="message_pinned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}#{self.seq}"

    @property
    def excerpt(self) -> str:
        return excerpt(self.body)

    @property
    def recall_ends_at(self) -> datetime:
        return self.created_at + RECALL_WITHIN


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
