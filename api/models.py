"""Access tokens: the key of a program that acts as one member."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.organisations.models import Member, Row


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
