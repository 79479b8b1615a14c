"""Files: small ones in one request, large ones in pieces that can be resumed."""

from typing import IO, Annotated, Any, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from api.access import Bearer
from api.people import caller
from api.problems import answers
from api.scopes import Scope
from api.types import Input, Line
from hub.files import actions
from hub.files.models import StoredFile
from hub.files.views import attachment

router = Router(tags=["files"], auth=Bearer(Scope.FILES_READ))
writing = Bearer(Scope.FILES_WRITE)
Bytes = Annotated[int, Field(ge=0, le=2**53 - 1)]


class FileOut(Schema):
    """`content_type` was decided by the content; `received` equals `size` once complete."""

    id: UUID
    name: str
    size: int
    received: int
    content_type: str
    sha256: str
    width: int | None
    height: int | None
    complete: bool


class UploadIn(Input):
    name: Line
    size: Bytes


class Offset(Schema):
    offset: Bytes = 0


def file_out(file: StoredFile) -> FileOut:
    return FileOut(
        id=file.id,
        name=file.name,
        size=file.size,
        received=file.received,
        content_type=file.content_type,
        sha256=file.sha256,
        width=file.width,
        height=file.height,
        complete=file.completed_at is not None,
    )


@router.post("/files", response=answers(FileOut, 201), auth=writing)
def upload_file(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """A file of up to 8 MB as multipart/form-data. Post its id with a message within a day."""
    row = actions.begin_upload(member=caller(request), name=file.name or "", size=file.size or 0)
    stored = actions.append_piece(caller(request), row.id, 0, cast(IO[bytes], file))
    return Status(201, file_out(stored))


@router.post("/uploads", response=answers(FileOut, 201), auth=writing)
def begin_upload(request: HttpRequest, given: UploadIn) -> Any:
    """Announce a large file; then send its pieces."""
    row = actions.begin_upload(member=caller(request), name=given.name, size=given.size)
    return Status(201, file_out(row))


@router.put("/uploads/{uuid:file_id}", response=answers(FileOut), auth=writing)
def append_piece(request: HttpRequest, file_id: UUID, where: Query[Offset]) -> FileOut:
    """The next piece as the request's body, up to 8 MB, beginning at `offset`.

    After a break GET the file: `received` tells where to go on.
    """
    try:
        source = cast(IO[bytes], request)
        return file_out(actions.append_piece(caller(request), file_id, where.offset, source))
    except actions.WrongOffset:
        raise ValidationError({"offset": _("続きの位置が合いません。")}) from None


@router.get("/uploads/{uuid:file_id}", response=answers(FileOut), auth=writing)
def get_upload(request: HttpRequest, file_id: UUID) -> FileOut:
    """How far the caller's own upload has come."""
    return file_out(StoredFile.objects.get(uploaded_by=caller(request), pk=file_id))


@router.get("/files/{uuid:file_id}", response=answers(FileOut))
def get_file(request: HttpRequest, file_id: UUID) -> FileOut:
    return file_out(StoredFile.objects.visible_to(caller(request)).get(pk=file_id))


@router.get("/files/{uuid:file_id}/content", response=answers(None))
def get_content(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The bytes as an attachment; `Range` is supported."""
    file = StoredFile.objects.visible_to(caller(request)).get(pk=file_id)
    return attachment(file, request.headers.get("Range", ""))
