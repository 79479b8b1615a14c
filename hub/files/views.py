"""Files out: through the access rule only, as attachments, never run by a browser."""

import re
from typing import cast
from uuid import UUID

from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from hub.files.models import StoredFile
from hub.files.streaming import blocks
from hub.organisations.acting import MemberRequest, member_required

RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
INERT = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=0, must-revalidate",
}


def file_of(request: MemberRequest, file_id: UUID) -> StoredFile:
    """The file, for those who may read it; all others learn nothing."""
    found = StoredFile.objects.visible_to(request.member).filter(pk=file_id).first()
    if found is None:
        raise Http404
    return found


@require_GET
@member_required
def download(request: MemberRequest, file_id: UUID) -> HttpResponse:
    return attachment(file_of(request, file_id), request.headers.get("Range", ""))


def attachment(file: StoredFile, wanted: str = "") -> HttpResponse:
    """The bytes as an attachment; one range at a time (RFC 9110, section 14)."""
    span = span_of(wanted, file.size) if wanted else (0, file.size - 1)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    first, last = span
    response = sent(file.content, file.content_type, first, last)
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    response["Accept-Ranges"] = "bytes"
    if wanted:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    return response


def span_of(header: str, size: int) -> tuple[int, int] | None:
    """The first and last byte wanted; None when there is nothing to send."""
    match = RANGE.fullmatch(header.strip())
    if match is None:
        return 0, size - 1  # several ranges or another unit: the whole is a fair answer
    begin, end = match.groups()
    if not begin:
        first, last = max(0, size - int(end or 0)), size - 1
    else:
        first, last = int(begin), min(size - 1, int(end) if end else size - 1)
    return (first, last) if first <= last else None


@require_GET
@member_required
def preview(request: MemberRequest, file_id: UUID) -> HttpResponse:
    """A picture of ours, so the browser may show it in place."""
    file = file_of(request, file_id)
    if not file.preview:
        raise Http404
    response = sent(file.preview, "image/webp", 0, file.preview.size - 1)
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_GET
@member_required
def data(request: MemberRequest, file_id: UUID) -> JsonResponse:
    file = file_of(request, file_id)
    return JsonResponse(
        {
            "id": str(file.id),
            "name": file.name,
            "size": file.size,
            "content_type": file.content_type,
            "width": file.width,
            "height": file.height,
            "preview": bool(file.preview),
            "scan": file.scan,
        }
    )


def sent(stored: FieldFile, content_type: str, first: int, last: int) -> HttpResponse:
    content = blocks(stored.open("rb"), first, last - first + 1)
    response = StreamingHttpResponse(content, content_type=content_type, headers=INERT)
    response["Content-Length"] = str(last - first + 1)
    return cast(HttpResponse, response)
