"""Documents in conversations: cards under messages, the list to choose one from."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from docs_app import shelves
from docs_app.models import Document, DocumentAccess
from docs_app.places import place_of
from docs_app.querysets import DocumentQuerySet
from docs_app.roles import Role
from docs_app.search import find_documents
from docs_app.sharing_views import as_part
from hub.ids import ids_of
from hub.organisations.acting import MemberRequest, member_required
from hub.search.terms import QUERY_LIMIT, terms_of

CARDS = 30
CHOICES = 12


@require_GET
@member_required
def cards(request: MemberRequest) -> JsonResponse:
    """A card for each asked document the member may read; the others get one that says nothing."""
    ids = ids_of(request.GET.getlist("id")[:CARDS])
    readable = Document.objects.readable_by(request.member).filter(pk__in=ids)
    rows = {each.pk: each for each in shelves.dressed(readable, request.member)}
    return JsonResponse(
        {
            str(key): render_to_string("documents/_card.html", {"document": rows.get(key)}, request)
            for key in ids
        }
    )


@require_GET
@member_required
def choose(request: MemberRequest) -> HttpResponse:
    """Documents to put into a message; with a room, whether its people may open each."""
    query = request.GET.get("q", "").strip()[:QUERY_LIMIT]
    room = request.GET.get("room", "")
    place = place_of(request.member, f"room:{room}") if room else None
    context: dict[str, Any] = {"query": query, "place": place, "room": room}
    found = offered(request, query, place)
    page = list(shelves.dressed(found, request.member)[:CHOICES])
    opened = set()
    if place is not None:
        held = DocumentAccess.objects.current().filter(document__in=page, **place.column)
        opened = set(held.values_list("document_id", flat=True))
    context["choices"] = [
        {
            "document": each,
            "address": request.build_absolute_uri(f"/documents/{each.pk}/"),
            "open": each.pk in opened or each.link_role is not None,
            "owning": each.role >= Role.OWNER,  # type: ignore[attr-defined]
        }
        for each in page
    ]
    return as_part(render(request, "documents/_choose.html", context))


def offered(request: MemberRequest, query: str, place: Any) -> DocumentQuerySet:
    """Hits of the words; without words the newest of what the member has."""
    if query:
        return find_documents(request.member, terms_of(query))
    return shelves.all_granted(request.member)
