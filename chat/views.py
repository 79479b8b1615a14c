"""Pages and fragments of the chat. Writes go through the same actions as the socket."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from chat import pages
from chat.actions.messages import EMOJI
from chat.addresses import complete
from chat.grouping import by_organisation
from chat.home import home_context
from chat.models import Membership, Message, Room, Topic
from chat.querysets import HISTORY_PAGE
from chat.receipts import State, receipts_of
from chat.sidebar import others_of, sidebar, title_of
from chat.timeline import item_of, message_data
from hub.folding import fold
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Member

SWITCHER_ROOMS = 12
SWITCHER_PEOPLE = 8


def room_of(request: MemberRequest, room_id: UUID) -> Room:
    """The room, for its members; unknown and forbidden ids look the same."""
    rooms = Room.objects.for_member(request.member).select_related("organisation")
    room = rooms.filter(pk=room_id).first()
    if room is None:
        raise Http404
    return room


def topic_of(request: MemberRequest, room_id: UUID) -> Topic | None:
    """The topic that `?topic=` names; one of another room is not found."""
    given = request.GET.get("topic", "")
    if not given:
        return None
    try:
        return Topic.objects.visible_to(request.member).get(pk=UUID(given), room_id=room_id)
    except ValueError:
        raise Http404 from None


def number(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None


@require_GET
@member_required
def home(request: MemberRequest) -> HttpResponse:
    if not request.member.may_chat:
        return redirect("organisations:admin")
    context = {**pages.page_context(request.member, None), **home_context(request.member)}
    context["opens_home"] = request.GET.get("home") == "1"  # a phone has room for one pane
    return render(request, "chat/room.html", {**context, "emojis": EMOJI})


@require_GET
@member_required
def room(request: MemberRequest, room_id: UUID) -> HttpResponse:
    """The whole page; with `?part=conversation` only what changes between rooms."""
    seq, topic = number(request, "seq"), topic_of(request, room_id)
    if request.GET.get("part") == "conversation":
        context = pages.room_context(request.member, room_of(request, room_id), seq, topic)
        return render(request, "chat/_conversation.html", context)
    room_of(request, room_id)
    context = {**pages.page_context(request.member, room_id, seq, topic), "emojis": EMOJI}
    return render(request, "chat/room.html", context)


@require_GET
@member_required
def rooms(request: MemberRequest) -> HttpResponse:
    """The list of rooms alone, fetched again after a gap."""
    groups = sidebar(request.member)
    has_rooms = any(group.places for group in groups)
    return render(request, "chat/_sidebar.html", {"sidebar": groups, "has_rooms": has_rooms})


@require_GET
@member_required
def details(request: MemberRequest, room_id: UUID) -> HttpResponse:
    topic = topic_of(request, room_id)
    context = pages.room_context(request.member, room_of(request, room_id), topic=topic)
    fragments = {
        "topics": render_to_string("chat/_topics.html", context, request),
        "details": render_to_string("chat/_details.html", context, request),
        "room": context["room_data"],
        "readers": render_to_string("chat/_readers.html", context, request),
        "title": context["title"],
    }
    return JsonResponse(fragments)


@require_GET
@member_required
def history(request: MemberRequest, room_id: UUID) -> JsonResponse:
    """A page of messages: `?before=seq`, `?after=seq` or `?around=seq`, oldest first.

    With `topic=id` only the messages of that topic.
    """
    room = room_of(request, room_id)
    topic = topic_of(request, room_id)
    messages = Message.objects.in_room(room).under(topic).for_timeline()
    before, after, near = (number(request, name) for name in ("before", "after", "around"))
    if near is not None:
        items = pages.around(room, near, topic)
    elif after is not None:
        items = [item_of(each) for each in messages.after(after)]
    else:
        items = [item_of(each) for each in messages.before(before or room.last_seq + 1)]
    data = [message_data(item).model_dump(mode="json") for item in items]
    return JsonResponse({"messages": data, "size": HISTORY_PAGE, "version": room.version})


def message_of(request: MemberRequest, room_id: UUID, seq: int) -> Message:
    room = room_of(request, room_id)
    message = Message.objects.in_room(room).for_timeline().filter(seq=seq, event="").first()
    if message is None:
        raise Http404
    return message


@require_GET
@member_required
def receipts(request: MemberRequest, room_id: UUID, seq: int) -> HttpResponse:
    """Who has read the message and who has not; for a recalled one, the frozen report."""
    message = message_of(request, room_id, seq)
    if recall := getattr(message, "recall", None):
        return render(request, "chat/_recall_report.html", recall_context(message, recall.receipts))
    found = receipts_of(message)
    seen = [receipt for receipt in found if receipt.has_read]
    unread = [receipt for receipt in found if not receipt.has_read]
    context = {
        "message": message,
        "seen": by_organisation(seen),
        "unread": by_organisation(unread),
        "read": len(seen),
        "unread_count": len(unread),
        "total": len(found),
    }
    return render(request, "chat/_receipts.html", context)


def recall_context(message: Message, rows: list[dict[str, str]]) -> dict[str, Any]:
    read = {State.DISPLAYED.value, State.READ.value}
    order = {state.value: place for place, state in enumerate(State)}
    ordered = sorted(rows, key=lambda row: (order[row["state"]], row["organisation"], row["name"]))
    lines = [{**row, "label": State(row["state"]).label} for row in ordered]
    return {
        "message": message,
        "recall": message.recall,
        "rows": lines,
        "total": len(rows),
        "read": sum(row["state"] in read for row in rows),
    }


@require_GET
@member_required
def edits(request: MemberRequest, room_id: UUID, seq: int) -> HttpResponse:
    """Earlier texts of a message. Those of a recalled one are gone for everyone here."""
    message = message_of(request, room_id, seq)
    if message.deleted_at is not None:
        raise Http404
    return render(request, "chat/_edits.html", {"edits": message.edits.all()})


@require_GET
@member_required
def completion(request: MemberRequest, room_id: UUID) -> JsonResponse:
    """Whom a message in this room can mention: `?q=` part of a name or reading."""
    candidates = complete(room_of(request, room_id), request.GET.get("q", "")[:50])
    return JsonResponse({"candidates": [vars(candidate) for candidate in candidates]})


@require_GET
@member_required
def switcher(request: MemberRequest) -> JsonResponse:
    """Own rooms and visible people by name or reading, for the room switcher."""
    member, query = request.member, request.GET.get("q", "")[:50]
    places = list(Membership.objects.of_member(member))
    others = others_of((place.room_id for place in places), member)
    people = Member.objects.visible_to(member).exclude(pk=member.pk).with_organisation()
    found = people.matching(query)[:SWITCHER_PEOPLE] if query.strip() else []
    return JsonResponse(
        {
            "rooms": matching_rooms(places, others, query),
            "people": [
                {
                    "id": str(each.id),
                    "name": each.name,
                    "detail": f"{each.organisation.name} {each.title}".strip(),
                    "colour": each.organisation.colour,
                }
                for each in found
            ],
        }
    )


def matching_rooms(
    places: list[Membership], others: dict[UUID, list[Member]], query: str
) -> list[dict[str, Any]]:
    words = fold(query).split()
    rows = []
    for place in places:
        title = title_of(place.room, others[place.room_id])
        folded = fold(f"{title} " + " ".join(each.reading for each in others[place.room_id]))
        if all(word in folded for word in words):
            rows.append(
                {
                    "id": str(place.room_id),
                    "title": title,
                    "detail": str(place.room.get_kind_display()),
                    "unread": place.unread_count,
                }
            )
    return rows[:SWITCHER_ROOMS]
