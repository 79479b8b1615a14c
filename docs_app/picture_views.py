"""A picture for a document."""

from uuid import UUID

from django.http import JsonResponse
from django.views.decorators.http import require_POST

from docs_app.actions.pictures import tie_pictures
from docs_app.models import Document
from docs_app.roles import Role
from hub.organisations.acting import MemberRequest, member_required
from hub.richtext.views import picture_answer


@require_POST
@member_required
def picture(request: MemberRequest, document_id: UUID) -> JsonResponse:
    """Store the picture of the field `upload`, or take the one named in `file`, and tie it.

    For editors; others learn nothing.
    """
    member = request.member
    Document.objects.readable_by(member, Role.EDITOR).get(pk=document_id)
    return picture_answer(
        request,
        member,
        lambda file: tie_pictures(by=member, document_id=document_id, file_ids=[file.id]),
    )
