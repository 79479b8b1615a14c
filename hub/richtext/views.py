"""What the editor asks of the server. Both answers start from the acting member."""

from collections.abc import Callable

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
from hub.richtext.actions import store_picture

SHOWN = 8  # people at a time


@require_POST
@member_required
def picture(request: MemberRequest) -> JsonResponse:
    """Store the picture of the field `upload`; only its author reads it until it stands in a
    text.
    """
    return picture_answer(request, request.member, lambda file: None)


def picture_answer(
    request: HttpRequest, member: Member, stored: Callable[[StoredFile], object]
) -> JsonResponse:
    """{url, width, height} of the stored picture, or the problem. `stored` ties it."""
    try:
        if wait := uploads.take(member.pk):
            raise RateLimited(wait)
        file = store_picture(member=member, **sent(request))
        stored(file)
    except (ValidationError, RateLimited) as error:
        problem = problem_of(error)
        return JsonResponse(problem._asdict(), status=STATUS[problem.code])
    except OSError:
        text = _("サーバーの空き容量が足りません。")
        return JsonResponse({"code": "disk_full", "message": text}, status=507)
    answer = {"url": f"/files/{file.id}/", "width": file.width, "height": file.height}
    return JsonResponse(answer, status=201)


def sent(request: HttpRequest) -> dict[str, object]:
    upload = request.FILES.get("upload")
    if not isinstance(upload, UploadedFile):
        raise ValidationError({"upload": _("画像を選んでください。")})
    return {"name": upload.name or "", "source": upload.file, "size": upload.size or 0}


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
