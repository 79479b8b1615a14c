"""Whom an @ in a document may mean: who reads it comes first."""

from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import JsonResponse
from django.views.decorators.http import require_GET

from docs_app.about_views import document_for
from docs_app.models import Document
from docs_app.querysets import readers_of
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Member
from hub.richtext.views import SHOWN, described


@require_GET
@member_required
def people(request: MemberRequest, document_id: UUID) -> JsonResponse:
    """People the member may see, by a name, each with the way they reach the document."""
    document = document_for(request, document_id)
    query = request.GET.get("q", "")[:50]
    granted = Exists(readers_of(document).filter(pk=OuterRef("pk")))
    seen = Member.objects.visible_to(request.member).matching(query).with_organisation()
    found = seen.exclude(role=Member.Role.BOT).annotate(granted=granted)
    shown = found.order_by("-granted", "reading")[:SHOWN]
    rows = [{**described(person), "access": access_of(person, document)} for person in shown]
    return JsonResponse({"people": rows})


def access_of(person: Member, document: Document) -> str:
    """`granted` by a role, `link`: can open its address, else `none`."""
    if person.granted:  # type: ignore[attr-defined]
        return "granted"
    if document.link_role is None:
        return "none"
    opened = Document.objects.readable_by(person).filter(pk=document.pk).exists()
    return "link" if opened else "none"
