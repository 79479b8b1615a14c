"""Notices in conversations: a card under the message that names one, answered right there."""

from django.http import JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hub.ids import ids_of
from hub.notices.models import Notice
from hub.obligations.cards import cards_by_obligation
from hub.organisations.acting import MemberRequest, member_required

CARDS = 30


@never_cache
@require_GET
@member_required
def cards(request: MemberRequest) -> JsonResponse:
    """{id: HTML} of each asked notice the member sees; the others get one that says nothing."""
    ids = ids_of(request.GET.getlist("id")[:CARDS])
    visible = Notice.objects.visible_to(request.member).filter(pk__in=ids).dressed()
    found = {notice.pk: notice for notice in visible}
    asked = [each.obligation_id for each in found.values() if each.obligation_id is not None]
    answers = cards_by_obligation(request.member, asked)
    rendered = {}
    for key in ids:
        notice = found.get(key)
        own = answers.get(notice.obligation_id, []) if notice and notice.obligation_id else []
        context = {"notice": notice, "cards": own, "route": "chat"}
        rendered[str(key)] = render_to_string("notices/_card.html", context, request)
    return JsonResponse(rendered)
