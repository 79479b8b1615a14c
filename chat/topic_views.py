"""Pages of topics, and the way to where a message was moved."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from chat.models import Message, Room
from chat.views import room_of
from hub.organisations.acting import MemberRequest, member_required


@require_GET
@member_required
def moved(request: MemberRequest, room_id: UUID, seq: int) -> HttpResponse:
    """To the message's new place, for those who are in that room as well."""
    room = room_of(request, room_id)
    message = Message.objects.in_room(room).select_related("moved_to").filter(seq=seq).first()
    place = message.moved_to if message else None
    if place is None or not Room.objects.for_member(request.member).filter(pk=place.room_id):
        raise Http404
    return redirect(f"{reverse('chat:room', args=[place.room_id])}?seq={place.seq}")
