"""Where the editor brings what the document no longer takes."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from docs_app.about_views import document_for
from docs_app.actions.rescue import rescue_text
from docs_app.consumers import UPDATE_BYTES
from docs_app.staging import UpdateRefused
from hub.organisations.acting import MemberRequest, member_required


@require_POST
@member_required
def rescue(request: MemberRequest, document_id: UUID) -> HttpResponse:
    """The body is a Yjs update (v1); answers with the address of the new document."""
    document_for(request, document_id)
    if len(request.body) > UPDATE_BYTES:
        message = _("文書が大きすぎます。分けて作成してください。")
        return JsonResponse({"code": "too_large", "message": message}, status=413)
    try:
        document = rescue_text(author=request.member, document_id=document_id, content=request.body)
    except UpdateRefused as refused:
        return JsonResponse({"code": refused.code, "message": str(refused)}, status=422)
    return JsonResponse({"url": reverse("documents:document", args=[document.pk])})
