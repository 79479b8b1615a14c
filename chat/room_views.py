"""Pages that make, find, change and leave rooms."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages as flashes
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from chat import pages
from chat.actions import rooms
from chat.actions.locking import hosts
from chat.duty_views import DutyForm, duty_places
from chat.forms import HostForm, NewRoomForm, PeopleForm, RoomForm
from chat.models import Room
from chat.views import room_of
from hub.attempts import attempt, flash_errors
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Member


def made_room(creator: Member, given: dict[str, Any]) -> Room:
    ids = [member.id for member in given["members"]]
    if given["kind"] == Room.Kind.DIRECT:
        return rooms.open_direct_room(creator=creator, member_ids=ids)
    return rooms.create_room(
        creator=creator,
        kind=given["kind"],
        name=given["name"],
        description=given["description"],
        section=given["section"],
        member_ids=ids,
    )


@member_required
def create(request: MemberRequest) -> HttpResponse:
    form = NewRoomForm(request.member, request.POST or None)
    if request.method == "POST" and form.is_valid():
        room = attempt(form, lambda: made_room(request.member, form.cleaned_data))
        if room is not None:
            return redirect("chat:room", room.id)
    status = 422 if form.errors else 200
    return render(request, "chat/create.html", {"form": form}, status=status)


@require_POST
@member_required
def direct(request: MemberRequest) -> HttpResponse:
    """Open the direct room with the posted members."""
    try:
        ids = [UUID(value) for value in request.POST.getlist("member")]
        room = rooms.open_direct_room(creator=request.member, member_ids=ids)
    except (ValueError, ValidationError) as error:
        text = error.messages[0] if isinstance(error, ValidationError) else _("見つかりません。")
        flashes.error(request, text)
        return redirect("chat:home")
    return redirect("chat:room", room.id)


@require_GET
@member_required
def browse(request: MemberRequest) -> HttpResponse:
    """Open rooms of the own organisation that the member has not joined."""
    found = Room.objects.joinable_by(request.member).order_by("name")
    return render(request, "chat/browse.html", {"rooms": found})


@require_POST
@member_required
def join(request: MemberRequest, room_id: UUID) -> HttpResponse:
    rooms.join_room(member=request.member, room_id=room_id)
    return redirect("chat:room", room_id)


@require_POST
@member_required
def leave(request: MemberRequest, room_id: UUID) -> HttpResponse:
    room = room_of(request, room_id)
    try:
        rooms.leave_room(member=request.member, room_id=room.id)
    except ValidationError as error:
        flashes.error(request, error.messages[0])
        return redirect("chat:room", room_id)
    flashes.success(request, _("ルームから退出しました。"))
    return redirect("chat:home")


@member_required
def settings(request: MemberRequest, room_id: UUID) -> HttpResponse:
    """Name, description, members and archive of a room; read-only for who is not host."""
    room = room_of(request, room_id)
    form = RoomForm(request.POST or None, instance=Room.objects.get(pk=room.pk))
    if request.method == "POST" and form.is_valid():
        changed = attempt(
            form,
            lambda: rooms.describe_room(
                host=request.member,
                room_id=room.id,
                name=form.cleaned_data["name"],
                description=form.cleaned_data["description"],
            ),
        )
        if changed is not None:
            flashes.success(request, _("ルームの情報を保存しました。"))
            return redirect("chat:settings", room.id)
    return render_settings(request, room, form, PeopleForm(request.member))


def render_settings(
    request: MemberRequest, room: Room, form: RoomForm, people: PeopleForm
) -> HttpResponse:
    places = pages.places_of(room)
    own = next(place for place in places if place.member_id == request.member.pk)
    inside = {place.member_id for place in places}
    queryset = people.fields["members"].queryset  # type: ignore[attr-defined]
    people.fields["members"].queryset = queryset.exclude(pk__in=inside)  # type: ignore[attr-defined]
    context = {
        "room": room,
        "form": form,
        "people": people,
        "places": places,
        "hosting": hosts(own),
        "duty_places": duty_places(room, request.member),
        "duty_form": DutyForm(request.member, room),
        "own": own,
    }
    status = 422 if form.errors or people.errors else 200
    return render(request, "chat/settings.html", context, status=status)


@require_POST
@member_required
def add(request: MemberRequest, room_id: UUID) -> HttpResponse:
    room = room_of(request, room_id)
    form = PeopleForm(request.member, request.POST)
    if form.is_valid():
        ids = [member.id for member in form.cleaned_data["members"]]
        added = attempt(
            form,
            lambda: rooms.grant_membership(host=request.member, room_id=room.id, member_ids=ids),
        )
        if added is not None:
            flashes.success(request, _("メンバーを追加しました。"))
            return redirect("chat:settings", room.id)
    return render_settings(request, room, RoomForm(instance=room), form)


def changed(request: MemberRequest, room: Room, act: Callable[[], Any], done: str) -> HttpResponse:
    flash_errors(request, act, done)
    return redirect("chat:settings", room.id)


@require_POST
@member_required
def remove(request: MemberRequest, room_id: UUID) -> HttpResponse:
    room, form = room_of(request, room_id), HostForm(request.POST)
    if not form.is_valid():
        return redirect("chat:settings", room.id)
    return changed(
        request,
        room,
        lambda: rooms.revoke_membership(
            host=request.member, room_id=room.id, member_id=form.cleaned_data["member"]
        ),
        _("メンバーを外しました。"),
    )


@require_POST
@member_required
def host(request: MemberRequest, room_id: UUID) -> HttpResponse:
    room, form = room_of(request, room_id), HostForm(request.POST)
    if not form.is_valid():
        return redirect("chat:settings", room.id)
    return changed(
        request,
        room,
        lambda: rooms.set_host(
            host=request.member,
            room_id=room.id,
            member_id=form.cleaned_data["member"],
            on=form.cleaned_data["host"],
        ),
        _("ルーム管理者を変更しました。"),
    )


@require_POST
@member_required
def archive(request: MemberRequest, room_id: UUID) -> HttpResponse:
    room = room_of(request, room_id)
    on = request.POST.get("on") == "1"
    return changed(
        request,
        room,
        lambda: rooms.archive_room(host=request.member, room_id=room.id, on=on),
        _("アーカイブしました。") if on else _("アーカイブを解除しました。"),
    )
