"""What the editor asks of the server. Both answers start from the acting member."""

import re
from collections.abc import Callable
from typing import IO, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hub.errors import RateLimited, problem_of
from hub.files.models import StoredFile
from hub.files.upload_views import STATUS, uploads
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Member
from hub.richtext import allowed
from hub.richtext.actions import store_picture

SHOWN = 8  # people at a time
UUID_TEXT = re.compile(allowed.UUID)


@require_POST
@member_required
def picture(request: MemberRequest) -> JsonResponse:
    """Store the picture of the field `upload`; only its author reads it until a text holds it."""
    return picture_answer(request, request.member, lambda file: None)


def picture_answer(
    request: HttpRequest, member: Member, stored: Callable[[StoredFile], object]
) -> JsonResponse:
    """{url, width, height} of the picture, or the problem. `stored` ties it to a text."""
    try:
        if wait := uploads.take(member.pk):
            raise RateLimited(wait)
        file = received(request, member)
        stored(file)
    except (ValidationError, RateLimited) as error:
        problem = problem_of(error)
        return JsonResponse(problem._asdict(), status=STATUS[problem.code])
    except OSError:
        text = _("サーバーの空き容量が足りません。")
        return JsonResponse({"code": "disk_full", "message": text}, status=507)
    answer = {"url": f"/files/{file.id}/", "width": file.width, "height": file.height}
    return JsonResponse(answer, status=201)


def received(request: HttpRequest, member: Member) -> StoredFile:
    """The sent picture stored; or, named in `file`, one that the member may read already."""
    if known := request.POST.get("file"):
        return known_picture(member, known)
    upload = request.FILES.get("upload")
    if not isinstance(upload, UploadedFile) or upload.file is None:
        raise ValidationError({"upload": _("画像を選んでください。")})
    source = cast(IO[bytes], upload.file)
    return store_picture(member, upload.name or "", source, upload.size or 0)


def known_picture(member: Member, file_id: str) -> StoredFile:
    pictures = StoredFile.objects.visible_to(member).exclude(width=None)
    file = pictures.filter(pk=UUID(file_id)).first() if UUID_TEXT.fullmatch(file_id) else None
    if file is None:
        raise ValidationError({"file": _("この画像は使えません。")})
    return file


@require_GET
@member_required
def people(request: MemberRequest) -> JsonResponse:
    """People the member may see, by the beginning of a name, for a mention."""
    query = request.GET.get("q", "")[:50]
    found = Member.objects.visible_to(request.member).matching(query).with_organisation()
    shown = found.exclude(role=Member.Role.BOT).order_by("reading")[:SHOWN]
    return JsonResponse({"people": [described(person) for person in shown]})


def described(person: Member) -> dict[str, str]:
    place = [person.organisation.name, person.section.name if person.section else ""]
    about = " ".join(filter(None, [*place, person.title]))
    return {"id": str(person.id), "name": person.name, "reading": person.reading, "about": about}
