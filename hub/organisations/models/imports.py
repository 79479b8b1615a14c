"""A list of organisations, sections or people on its way in."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.jobs import Job
from hub.organisations.models.organisations import Member, Row


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, member: Member | None) -> Self:
        """An administrator's own ones; without the heavy columns of others' rows."""
        if member is None or not member.is_administrator:
            return self.none()
        return self.filter(uploaded_by_id=member.pk)


class Import(Row, Job):
    class Kind(models.TextChoices):
        ORGANISATIONS = "organisations", _("組織")
        SECTIONS = "sections", _("部署")
        PEOPLE = "people", _("職員")

    kind = models.CharField(_("種類"), max_length=20, choices=Kind)
    uploaded_by = models.ForeignKey(
        Member, models.PROTECT, related_name="imports", verbose_name=_("取り込んだ人")
    )
    file_name = models.CharField(_("ファイル名"), max_length=255)
    encoding = models.CharField(max_length=20)
    text = models.TextField()
    # One entry per column of the file: the field it fills, or "".
    mapping = models.JSONField(default=list)
    ends_missing = models.BooleanField(_("この一覧にない人を離任にする"), default=False)
    # {"new": 3, "changed": 1, "same": 40, "ended": 0}
    counts = models.JSONField(default=dict)
    # [{"row": 5, "status": "changed", "title": "…", "fields": [[label, old, new], …]}]
    changes = models.JSONField(default=list)
    # [{"row": 7, "column": "種別", "text": "…"}]
    errors = models.JSONField(default=list)
    applied_at = models.DateTimeField(_("取り込み日時"), null=True)

    objects: ClassVar[ImportQuerySet] = ImportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("名簿の取り込み")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file_name} {self.created_at:%Y-%m-%d %H:%M}"

    def finish(self, state: Job.State, **fields: Any) -> None:
        """Store the outcome of a step."""
        self.state, self.claimed_at, self.attempts = state, None, 0
        if state == Job.State.DONE:
            fields["applied_at"] = timezone.now()
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=["state", "claimed_at", "attempts", *fields])
