"""Invitations: ways into an organisation."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.organisations.models.organisations import Member, Organisation, Row, Section


class Invitation(Row):
    """A single-use, expiring way into one organisation with one role.

    With `renews`, it lets that member choose a new password instead of joining.
    Only the hash of the token is kept.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="invitations", verbose_name=_("組織")
    )
    section = models.ForeignKey(
        Section, models.SET_NULL, null=True, blank=True, verbose_name=_("部署")
    )
    role = models.CharField(
        _("権限"), max_length=30, choices=Member.Role, default=Member.Role.MEMBER
    )
    name = models.CharField(_("氏名"), max_length=100, blank=True)
    reading = models.CharField(_("ふりがな"), max_length=200, blank=True)
    title = models.CharField(_("役職・職種"), max_length=60, blank=True)
    email = models.EmailField(_("メールアドレス"), blank=True)
    renews = models.ForeignKey(
        Member, models.CASCADE, null=True, blank=True, related_name="renewals"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        Member, models.PROTECT, related_name="invitations_sent", verbose_name=_("招待した人")
    )
    expires_at = models.DateTimeField(_("有効期限"))
    accepted_at = models.DateTimeField(_("使用日時"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="invitations_accepted"
    )
    revoked_at = models.DateTimeField(_("取り消し日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("招待")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.name or self.get_role_display()}"

    @property
    def is_open(self) -> bool:
        return (
            self.accepted_at is None
            and self.revoked_at is None
            and timezone.now() < self.expires_at
        )
