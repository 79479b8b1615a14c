"""An old log on its way into rooms."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.files.models import StoredFile
from hub.jobs import Job
from hub.organisations.models import Member, Organisation, Row


class HistoryImportQuerySet(models.QuerySet["HistoryImport"]):
    def visible_to(self, member: Member | None) -> Self:
        """A city administrator's own ones."""
        if member is None or member.role != Member.Role.CITY_ADMINISTRATOR:
            return self.none()
        return self.filter(uploaded_by_id=member.pk)


class HistoryImport(Row, Job):
    uploaded_by = models.ForeignKey(
        Member, models.PROTECT, related_name="+", verbose_name=_("取り込んだ人")
    )
    file_name = models.CharField(_("ファイル名"), max_length=255)
    # Kept until the import is done.
    file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    enclosures = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    mapping = models.JSONField(default=list)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("管理する組織")
    )
    # {name in the log: id of an existing room}; the others get rooms of their own.
    rooms = models.JSONField(default=dict)
    archives = models.BooleanField(_("取り込んだルームをアーカイブする"), default=True)
    joins = models.BooleanField(_("発言者をルームに参加させる"), default=True)
    report = models.JSONField(default=dict)

    objects: ClassVar[HistoryImportQuerySet] = HistoryImportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("過去ログの取り込み")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.created_at:%Y-%m-%d %H:%M}"

    def finish(self, state: Job.State, **fields: Any) -> None:
        """Store the outcome of a step."""
        self.state, self.claimed_at, self.attempts = state, None, 0
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=["state", "claimed_at", "attempts", *fields])
