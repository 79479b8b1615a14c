"""Take uploaded files for a message, a notice …: from then on they are kept."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.files.models import StoredFile, StoredFileQuerySet

FILES_LIMIT = 20  # of one message or notice


def own_files(files: StoredFileQuerySet, ids: Sequence[UUID]) -> list[StoredFile]:
    """The locked files of `ids` in that order. Raises ValidationError when one is missing."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > FILES_LIMIT:
        raise ValidationError(
            {"files": _("ファイルは一度に%(limit)d個までです。") % {"limit": FILES_LIMIT}}
        )
    found = {file.id: file for file in files.filter(id__in=wanted).select_for_update()}
    if len(found) < len(wanted):
        raise ValidationError({"files": _("添付するファイルが見つかりません。")})
    return [found[key] for key in wanted]


def claim(files: Sequence[StoredFile]) -> None:
    """From now on these belong to something and are not cleaned away."""
    now = timezone.now()
    StoredFile.objects.filter(id__in=[file.id for file in files]).update(attached_at=now)
