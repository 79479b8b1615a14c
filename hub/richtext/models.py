"""Which pictures stand in which text."""

from typing import ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.files.models import StoredFile


class TextPicture(models.Model):
    """A picture in a text of any row: whoever may read the row may read the file."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    holder_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    holder_id = models.UUIDField()

    class Meta:
        verbose_name = _("文章の画像")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["holder_type", "holder_id", "file"], name="text_picture_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_id}: {self.file_id}"
