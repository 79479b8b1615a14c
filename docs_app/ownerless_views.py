"""引き取り: what the owners left behind, for the administrators of the organisation."""

from uuid import UUID

from django.contrib import messages as flashes
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from docs_app import shelves
from docs_app.actions.taking_over import take_over
from docs_app.models import Document
from docs_app.querysets import DocumentQuerySet
from hub.organisations.acting import MemberRequest, member_required

PAGE = 30


def left_behind(request: MemberRequest) -> DocumentQuerySet:
    if not request.member.is_administrator:
        raise Http404
    return Document.objects.ownerless_for(request.member).order_by("-edited_at")


def chosen(request: MemberRequest) -> list[UUID]:
    """Raises Http404 for what is no id."""
    try:
        return [UUID(each) for each in request.POST.getlist("document")]
    except ValueError:
        raise Http404 from None


@member_required
def ownerless(request: MemberRequest) -> HttpResponse:
    documents = left_behind(request)
    if request.method == "POST":
        return taken_over(request)
    rows = documents.select_related("folder").prefetch_related("accesses__member")
    page = Paginator(rows.defer("html", "snapshot"), PAGE).get_page(request.GET.get("page"))
    own, rooms = shelves.furnished_places(request.member)
    context = {
        "page": page,
        "shelf": "ownerless",
        "shelves": [(key, label, icon) for key, (label, icon, _read) in shelves.SHELVES.items()],
        "places": own,
        "empty_rooms": rooms,
    }
    return render(request, "documents/ownerless.html", context)


def taken_over(request: MemberRequest) -> HttpResponse:
    """All that were chosen, or none: an id that is not theirs is answered as an unknown one."""
    wanted = chosen(request)
    take_over(by=request.member, document_ids=wanted)
    if wanted:
        done = ngettext(
            "%(n)d件の文書を引き取りました。", "%(n)d件の文書を引き取りました。", len(wanted)
        )
        flashes.success(request, done % {"n": len(wanted)})
    else:
        flashes.error(request, _("引き取る文書を選んでください。"))
    return redirect("documents:ownerless")
