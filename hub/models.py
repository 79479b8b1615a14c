"""What belongs to the whole hub: the audit log and the pulse of the job runner."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One administrative fact. Rows are only ever added."""

    at = models.DateTimeField(_("日時"), default=timezone.now)
    member = models.ForeignKey(
        "organisations.Member", models.PROTECT, null=True, verbose_name=_("操作した人")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, verbose_name=_("対象の組織")
    )
    action = models.CharField(_("操作"), max_length=60)
    detail = models.JSONField(_("内容"), default=dict)

    class Meta:
        verbose_name = _("監査記録")
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            # The audit page of one organisation, newest first.
            models.Index(fields=["organisation", "-at"], name="audit_organisation_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


class Pulse(models.Model):
    """When a periodic job last ran. `/readyz` and the alarm read it."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%H:%M:%S}"
