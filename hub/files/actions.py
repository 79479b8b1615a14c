"""Upload piece by piece, finish, cancel."""

from datetime import datetime
from functools import partial
from typing import IO
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.files.content import INFECTED
from hub.files.finishing import finish
from hub.files.models import StoredFile
from hub.files.naming import clean_name
from hub.files.parts import drop_part, locked_part, part_path, write_at
from hub.files.scanning import Unreachable, is_infected
from hub.organisations.models import Member

UNUSED_QUOTA = 2 * 1024**3  # bytes a member may have lying about unattached


class WrongOffset(Exception):
    """The piece does not begin where the stored bytes end."""


@transaction.atomic
def begin_upload(*, member: Member, name: str, size: int) -> StoredFile:
    """A row for a file of `size` bytes to come. Raises ValidationError naming the field."""
    if size < 1:
        raise ValidationError({"size": _("空のファイルは送れません。")})
    if size > settings.FILE_LIMIT:
        limit = settings.FILE_LIMIT // 1024**2
        raise ValidationError({"size": _("ファイルは%(limit)dMBまでです。") % {"limit": limit}})
    unused = StoredFile.objects.filter(uploaded_by=member, attached_at=None)
    if (unused.aggregate(total=Sum("size"))["total"] or 0) + size > UNUSED_QUOTA:
        raise ValidationError({"size": _("送信していないファイルが多すぎます。")})
    return StoredFile.objects.create(
        uploaded_by=member,
        organisation_id=member.organisation_id,
        name=clean_name(name),
        size=size,
    )


def unfinished(member: Member, file_id: UUID) -> StoredFile:
    """The member's own upload. Raises StoredFile.DoesNotExist for any other."""
    own = StoredFile.objects.filter(uploaded_by=member, completed_at=None, refusal="")
    return own.get(pk=file_id)


def append_piece(member: Member, file_id: UUID, offset: int, source: IO[bytes]) -> StoredFile:
    """Store a piece that begins at `offset`; the last one finishes the file.

    No transaction: bytes are on disk before the row says so, and a row that does not know
    of them makes the next piece write them again. Raises WrongOffset, ValidationError for
    more bytes than announced, OSError when the disk is full, Refused by the content.
    """
    unfinished(member, file_id)  # before a part is made for a stranger
    with locked_part(file_id) as part:
        file = unfinished(member, file_id)
        if offset != file.received:
            raise WrongOffset
        written = write_at(part, offset, source, file.size - offset)
        if source.read(1):
            raise ValidationError({"size": _("申告より大きなファイルです。")})
        received = offset + written
        own = StoredFile.objects.filter(pk=file.pk, received=offset)
        own.update(received=received, changed_at=timezone.now())
        if received == file.size:
            finish(file, part_path(file_id))
    return StoredFile.objects.get(pk=file.pk)


@transaction.atomic
def cancel_upload(*, member: Member, file_id: UUID) -> None:
    """Forget an upload and its bytes. Raises DoesNotExist for what is in use or foreign."""
    own = StoredFile.objects.filter(uploaded_by=member, attached_at=None)
    file = own.select_for_update(of=("self",)).get(pk=file_id)
    file.delete()
    transaction.on_commit(lambda: delete_bytes(file))


def delete_bytes(file: StoredFile) -> None:
    drop_part(file.id)
    for stored in (file.content, file.preview):
        if stored.name:
            stored.storage.delete(stored.name)


@transaction.atomic
def delete_unused(*, before: datetime) -> int:
    """Delete what was never finished or never attached since `before`; returns how many."""
    unused = StoredFile.objects.filter(attached_at=None, changed_at__lt=before)
    found = list(unused.select_for_update(of=("self",)))
    StoredFile.objects.filter(id__in=[file.id for file in found]).delete()
    for file in found:
        transaction.on_commit(partial(delete_bytes, file))
    return len(found)


def scan_waiting(limit: int = 20) -> int:
    """Ask the scanner about files it has not answered for; returns how many it released."""
    released = 0
    for file in StoredFile.objects.filter(scan=StoredFile.Scan.WAITING, refusal="")[:limit]:
        try:
            with file.content.open("rb") as content:
                infected = is_infected(content)
        except Unreachable:
            return released
        found = StoredFile.objects.filter(pk=file.pk)
        if infected:
            found.update(scan=StoredFile.Scan.INFECTED, refusal=str(INFECTED))
        else:
            released += found.update(scan=StoredFile.Scan.CLEAN)
    return released
