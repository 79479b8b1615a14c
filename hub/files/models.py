"""Stored files. One row is the upload and, once complete, the file: the id stays the same."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.files import ports
from hub.organisations.models import Member, Organisation, Row

NAME_LIMIT = 255  # characters
PREVIEW_SIDE = 640  # pixels
OPEN_XML = "application/vnd.openxmlformats-officedocument"
KINDS = {
    "application/pdf": _("PDF"),
    f"{OPEN_XML}.wordprocessingml.document": _("Word文書"),
    f"{OPEN_XML}.spreadsheetml.sheet": _("Excelブック"),
    f"{OPEN_XML}.presentationml.presentation": _("PowerPoint"),
    "application/zip": _("圧縮ファイル"),
    "application/x-7z-compressed": _("圧縮ファイル"),
    "text/plain": _("テキスト"),
    "video/mp4": _("動画"),
    "video/quicktime": _("動画"),
    "audio/mpeg": _("音声"),
    "image/heic": _("画像"),
    "": _("ファイル"),
}


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def complete(self) -> Self:
        """Stored to the last byte, checked, and not found to be harmful."""
        return self.filter(completed_at__isnull=False, refusal="")

    def visible_to(self, member: Member | None) -> Self:
        """Own uploads that hang on nothing yet, and what some place lets the member read.

        What waits for the virus scanner is nobody's to read.
        """
        if member is None:
            return self.none()
        condition = Q(uploaded_by_id=member.pk, attached_at=None)
        for reader in ports.readers:
            condition |= Q(id__in=reader(member))
        return self.complete().exclude(scan=StoredFile.Scan.WAITING).filter(condition)

    def attachable_by(self, member: Member) -> Self:
        """Own finished uploads that hang on nothing yet."""
        return self.complete().filter(uploaded_by_id=member.pk, attached_at=None)


class StoredFile(Row):
    class Scan(models.TextChoices):
        NOT_SCANNED = "not_scanned", _("ウイルス検査なし")
        WAITING = "waiting", _("ウイルス検査待ち")
        CLEAN = "clean", _("ウイルス検査済み")
        INFECTED = "infected", _("ウイルス検出")

    uploaded_by = models.ForeignKey(
        Member, models.PROTECT, related_name="files", verbose_name=_("アップロードした人")
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="files")
    name = models.CharField(_("ファイル名"), max_length=NAME_LIMIT)
    size = models.PositiveBigIntegerField(_("サイズ"))  # bytes
    received = models.PositiveBigIntegerField(default=0)  # bytes stored so far
    # Decided by the content when the last byte is there, never by the name.
    content_type = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    content = models.FileField(max_length=200, blank=True)
    preview = models.FileField(max_length=200, blank=True)  # a small picture made by us
    width = models.PositiveIntegerField(null=True)  # pixels, of images
    height = models.PositiveIntegerField(null=True)
    scan = models.CharField(max_length=20, choices=Scan, default=Scan.NOT_SCANNED)
    refusal = models.CharField(max_length=200, blank=True)  # why it was not accepted
    completed_at = models.DateTimeField(null=True)
    attached_at = models.DateTimeField(null=True)  # hangs on a message, a notice …
    changed_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[StoredFileQuerySet] = StoredFileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("ファイル")
        indexes: ClassVar = [
            # The clean-up of what was never finished or never used.
            models.Index(
                fields=["changed_at"], condition=Q(attached_at=None), name="file_unattached"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_label(self) -> str:
        """PDF, Excel …: what people call it."""
        return str(KINDS.get(self.content_type, KINDS[""]))

    @property
    def preview_width(self) -> int:
        return round((self.width or 0) * self.preview_scale)

    @property
    def preview_height(self) -> int:
        return round((self.height or 0) * self.preview_scale)

    @property
    def preview_scale(self) -> float:
        return min(1.0, PREVIEW_SIDE / max(self.width or 1, self.height or 1))

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/") and self.width is not None
