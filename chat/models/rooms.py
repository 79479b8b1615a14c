"""Rooms, and who is in them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.querysets import MembershipQuerySet, RoomQuerySet
from hub.folding import FoldedField
from hub.organisations.models import Duty, Member, Organisation, Row, Section

BODY_LIMIT = 10_000  # characters


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
    # Messages up to here came with an old log.
    imported_seq = models.PositiveBigIntegerField(default=0, editable=False)
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
    # The duty in whose name the member is here now; without a right of their own they
    # leave when they do not hold it any more.
    duty = models.ForeignKey(Duty, models.SET_NULL, null=True, related_name="+")
    own_right = models.BooleanField(default=True)
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

    # Unread messages of topics the member muted, by `with_muted_unread`.
    muted_unread = 0

    @property
    def unread_count(self) -> int:
        return max(0, self.room.last_seq - self.read_seq - self.muted_unread)


class DutyPlace(models.Model):
    """A duty's place in a room: whoever holds it now is a member, by a `Membership`."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="duty_places")
    duty = models.ForeignKey(Duty, models.CASCADE, related_name="places")
    added_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    # How far any holder has read: where the next one begins.
    read_seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("役割宛先のルームへの参加")
        ordering: ClassVar = ["duty__reading", "duty__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "duty"], name="duty_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} in {self.room_id}"
