"""Store a picture for a text; tie the pictures of a text to its row."""

from io import BytesIO
from pathlib import PurePosixPath
from typing import IO

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.files.actions import append_piece, begin_upload
from hub.files.content import Refused
from hub.files.models import StoredFile
from hub.organisations.models import Member
from hub.richtext.cleaning import pictures_of
from hub.richtext.models import TextPicture
from hub.richtext.re_encoding import re_encoded

PICTURE_BYTES = 20 * 1024 * 1024


def store_picture(member: Member, name: str, source: IO[bytes], size: int) -> StoredFile:
    """A file of the member's own that hangs on nothing yet, made anew from the pixels sent.

    No transaction, as for every upload. Raises ValidationError for what is too large or no
    picture.
    """
    if size > PICTURE_BYTES:
        limit = PICTURE_BYTES // 1024**2
        raise ValidationError({"upload": _("画像は%(limit)dMBまでです。") % {"limit": limit}})
    try:
        picture = re_encoded(source)
    except Refused as refused:
        raise ValidationError({"upload": str(refused)}) from None
    if picture is None:
        raise ValidationError({"upload": _("画像（JPEG、PNG、GIF、WebP）を選んでください。")})
    stem = PurePosixPath(name.replace("\\", "/")).stem or "image"
    file = begin_upload(member=member, name=stem + picture.suffix, size=len(picture.data))
    return append_piece(member, file.id, 0, BytesIO(picture.data))


@transaction.atomic
def tie_pictures(*, by: Member, holder: Model, html: str) -> None:
    """Let those who read `holder` read the pictures of its text, and no longer the former ones.

    Only pictures `by` may read are tied: writing an id into a text gives no access to it.
    """
    kind = ContentType.objects.get_for_model(holder)
    tied = TextPicture.objects.filter(holder_type=kind, holder_id=holder.pk)
    wanted = pictures_of(html)
    tied.exclude(file_id__in=wanted).delete()
    known = {str(file_id) for file_id in tied.values_list("file_id", flat=True)}
    readable = StoredFile.objects.visible_to(by).filter(pk__in=wanted - known)
    for file in readable.exclude(width=None):
        TextPicture.objects.create(file=file, holder_type=kind, holder_id=holder.pk)
    # What hangs on a text is no longer cleaned away as unused.
    held = TextPicture.objects.filter(file_id__in=wanted).values("file_id")
    StoredFile.objects.filter(pk__in=held, attached_at=None).update(attached_at=timezone.now())
