"""What other systems come in and go out with: access tokens and webhooks."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models import Room
from hub.organisations.models import Member, Row
from hub.promises import Promise


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    def usable(self) -> "AccessTokenQuerySet":
        """Not revoked, not expired, of a member who is still there."""
        active = Member.objects.active().values("id")
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), member__in=active)


class AccessToken(Row):
    """Only the hash is kept; the token itself is shown once."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="access_tokens")
    name = models.CharField(_("名前"), max_length=60)
    scopes = models.JSONField(_("権限"), default=list)
    hint = models.CharField(max_length=12)  # its beginning, to tell tokens apart
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("有効期限"))
    last_used_at = models.DateTimeField(_("最後に使われた日時"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("取り消し日時"), null=True, blank=True)

    objects: ClassVar[AccessTokenQuerySet] = AccessTokenQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("アクセストークン")
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [
            models.Index(
                fields=["member"], condition=Q(revoked_at=None), name="access_token_of_member"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()


class IncomingWebhook(Row):
    """An address at which another system posts into one room, as a bot of its own."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="incoming_webhooks")
    bot = models.ForeignKey(Member, models.PROTECT, related_name="incoming_webhooks")
    name = models.CharField(_("名前"), max_length=60)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    last_used_at = models.DateTimeField(_("最後に使われた日時"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("取り消し日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("受信Webhook")
        ordering: ClassVar = ["created_at"]

    def __str__(self) -> str:
        return self.name


class OutgoingWebhook(Row):
    """Where the messages of one room are sent, in the order of the room's versions."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="outgoing_webhooks")
    name = models.CharField(_("名前"), max_length=60)
    url = models.URLField(_("送信先のURL"), max_length=500)
    secret = models.CharField(max_length=80)  # whsec_…, shown to hosts of the room
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    # What was turned into deliveries so far.
    sent_version = models.PositiveBigIntegerField(default=0)
    sent_seq = models.PositiveBigIntegerField(default=0)
    revoked_at = models.DateTimeField(_("取り消し日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("送信Webhook")
        ordering: ClassVar = ["created_at"]

    def __str__(self) -> str:
        return self.name


class Delivery(Row, Promise):
    """One event on its way to one address."""

    webhook = models.ForeignKey(OutgoingWebhook, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=30)
    body = models.TextField()  # the JSON text that is signed and sent
    status = models.PositiveSmallIntegerField(null=True)  # HTTP, of the last answer

    class Meta(Promise.Meta):
        verbose_name = _("Webhookの送信")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.event} {self.webhook_id}"
