"""Duties as members of a room: added and removed on the room's settings page."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages as flashes
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from chat.actions.duties import add_duty, remove_duty
from chat.models import DutyPlace, Room
from chat.views import room_of
from hub.attempts import flash_errors
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Duty, Member


class DutyChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.organisation.name}）"


class DutyForm(forms.Form):
    """The duties the member sees that are not in the room yet."""

    duty = DutyChoice(
        label=gettext_lazy("役割宛先"),
        queryset=Duty.objects.none(),
        widget=forms.Select(attrs={"class": "input"}),
        empty_label=gettext_lazy("役割宛先を選ぶ"),
    )

    def __init__(self, member: Member, room: Room, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = Duty.objects.visible_to(member).select_related("organisation")
        self.fields["duty"].queryset = choices.exclude(places__room=room)  # type: ignore[attr-defined]


def duty_places(room: Room, member: Member) -> list[Any]:
    """Duties of the room, each with `holders`: who of them is here now."""
    places: list[Any] = list(
        DutyPlace.objects.filter(room=room).select_related("duty", "duty__organisation")
    )
    visible = Member.objects.visible_to(member)
    for each in places:
        each.holders = each.duty.present_holders().filter(id__in=visible)
    return places


@require_POST
@member_required
def add(request: MemberRequest, room_id: UUID) -> HttpResponse:
    room = room_of(request, room_id)
    form = DutyForm(request.member, room, request.POST)
    if not form.is_valid():
        flashes.error(request, _("役割宛先を選んでください。"))
        return redirect("chat:settings", room.id)
    flash_errors(
        request,
        lambda: add_duty(
            host=request.member, room_id=room.id, duty_id=form.cleaned_data["duty"].id
        ),
        _("役割宛先を追加しました。"),
    )
    return redirect("chat:settings", room.id)


@require_POST
@member_required
def remove(request: MemberRequest, room_id: UUID, duty_id: UUID) -> HttpResponse:
    room = room_of(request, room_id)
    if not DutyPlace.objects.filter(room=room, duty_id=duty_id).exists():
        raise Http404
    flash_errors(
        request,
        lambda: remove_duty(host=request.member, room_id=room.id, duty_id=duty_id),
        _("役割宛先を外しました。"),
    )
    return redirect("chat:settings", room.id)
