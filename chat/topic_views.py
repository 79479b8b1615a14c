"""Pages of topics, and the way to where a message was moved."""

from uuid import UUID

from django.contrib import messages as flashes
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from chat.actions.reading import mark_read
from chat.catching_up import catch_up
from chat.models import Membership, Message, Room
from chat.sidebar import others_of, title_of
from chat.topic_list import topic_choices, topic_lines
from chat.views import message_of, room_of
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


@require_GET
@member_required
def move(request: MemberRequest, room_id: UUID, seq: int) -> HttpResponse:
    """The dialog: into which topic or room, and how much."""
    room, message = room_of(request, room_id), message_of(request, room_id, seq)
    own = Membership.objects.of_member(request.member).get(room=room)
    places = list(
        Membership.objects.of_member(request.member)
        .filter(room__archived_at=None)
        .exclude(room=room)
    )
    others = others_of((place.room_id for place in places), request.member)
    for place in places:
        place.title = title_of(place.room, others[place.room_id])  # type: ignore[attr-defined]
    topics = [each for each in topic_lines(own) if each.resolved_at is None]
    context = {"room": room, "message": message, "places": places, "topics": topics}
    return render(request, "chat/_move.html", context)


@require_GET
@member_required
def topics(request: MemberRequest, room_id: UUID) -> JsonResponse:
    """Open topics of a room, into which messages can be moved."""
    own = Membership.objects.of_member(request.member).get(room=room_of(request, room_id))
    return JsonResponse({"topics": topic_choices(topic_lines(own))})


@require_GET
@member_required
def news(request: MemberRequest) -> HttpResponse:
    """What happened since the last visit, by room and topic."""
    found = catch_up(request.member)
    context = {"news": found, "total": sum(each.count for each in found)}
    return render(request, "chat/catch_up.html", context)


@require_POST
@member_required
def read(request: MemberRequest, room_id: UUID) -> HttpResponse:
    """Mark the room as read up to what the page showed; `seq` tells how far that is."""
    room = room_of(request, room_id)
    given = request.POST.get("seq", "")
    if not (given.isascii() and given.isdigit() and len(given) < 16):
        raise Http404
    mark_read(member=request.member, room_id=room.id, seq=int(given))
    flashes.success(request, _("既読にしました。"))
    return redirect("chat:catch-up")
