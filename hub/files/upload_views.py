"""Resumable uploads: tus 1.0.0, core protocol with creation, expiration and termination.

https://tus.io/protocols/resumable-upload. One upload is one stored file.
"""

import binascii
from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import IO, cast
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.errors import RateLimited, problem_of
from hub.files import actions
from hub.files.models import StoredFile
from hub.organisations.acting import MemberRequest, member_required
from hub.realtime.limits import Buckets

VERSION = "1.0.0"
PIECE_BYTES = 8 * 1024 * 1024
UNUSED_FOR = timedelta(hours=24)
uploads = Buckets(rate=200 / 3600, burst=100)
STATUS = {"not_found": 404, "rate_limited": 429, "invalid": 422, "forbidden": 403}
View = Callable[..., HttpResponse]


def tus(view: View) -> View:
    """Errors as {code, message, field}, and the headers every answer carries."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except actions.WrongOffset:
            text = _("続きの位置が合いません。")
            response = JsonResponse({"code": "wrong_offset", "message": text}, status=409)
        except (ObjectDoesNotExist, ValidationError, RateLimited) as error:
            problem = problem_of(error)
            response = JsonResponse(problem._asdict(), status=STATUS[problem.code])
        except OSError:
            text = _("サーバーの空き容量が足りません。")
            response = JsonResponse({"code": "disk_full", "message": text}, status=507)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return answered


def header_number(request: HttpRequest, name: str) -> int:
    value = request.headers.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise ValidationError({name: _("数で指定してください。")})
    return int(value)


def metadata(header: str) -> dict[str, str]:
    """`filename <base64>,type <base64>`; what cannot be read is left out."""
    found = {}
    for pair in header.split(","):
        key, _space, encoded = pair.strip().partition(" ")
        try:
            found[key] = b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
    return found


def described(response: HttpResponse, file: StoredFile) -> HttpResponse:
    response["Upload-Offset"] = str(file.received)
    response["Upload-Length"] = str(file.size)
    response["Upload-Expires"] = http_date((file.changed_at + UNUSED_FOR).timestamp())
    return response


@require_POST
@member_required
@tus
def create(request: MemberRequest) -> HttpResponse:
    wait = uploads.take(request.member.pk)
    if wait:
        raise RateLimited(wait)
    given = metadata(request.headers.get("Upload-Metadata", ""))
    file = actions.begin_upload(
        member=request.member,
        name=given.get("filename", ""),
        size=header_number(request, "Upload-Length"),
    )
    response = HttpResponse(status=201)
    response["Location"] = reverse("files:upload", args=[file.id])
    return described(response, file)


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@member_required
@tus
def upload(request: MemberRequest, file_id: UUID) -> HttpResponse:
    member = request.member
    if request.method == "DELETE":
        actions.cancel_upload(member=member, file_id=file_id)
        return HttpResponse(status=204)
    if request.method == "HEAD":
        own = StoredFile.objects.filter(uploaded_by=member, refusal="")
        return described(HttpResponse(status=200), own.get(pk=file_id))
    offset = header_number(request, "Upload-Offset")
    if int(request.headers.get("Content-Length") or 0) > PIECE_BYTES:
        return HttpResponse(status=413)
    if request.content_type != "application/offset+octet-stream":
        return HttpResponse(status=415)
    file = actions.append_piece(member, file_id, offset, cast(IO[bytes], request))
    return described(HttpResponse(status=204), file)
