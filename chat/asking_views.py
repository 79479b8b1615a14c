"""The dialog in which a message's author asks for answers."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chat.actions.asking import ask_for_answers
from chat.addresses import members_of
from chat.models import Room
from chat.views import message_of, room_of
from hub.attempts import attempt
from hub.obligations.asking import MEANINGS, AskingForm
from hub.obligations.models import Obligation
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Duty, Member, Organisation


class MessageAskingForm(AskingForm):
    title = forms.CharField(
        label=gettext_lazy("件名"),
        max_length=200,
        help_text=gettext_lazy("相手の組織の、ルームにいない人にも表示されます。"),
    )
    urgent = forms.BooleanField(
        label=gettext_lazy("緊急（通知を止めている人も、時間外でも呼び出す）"), required=False
    )
    holders = forms.MultipleChoiceField(
        label=gettext_lazy("回答する相手"), required=False, widget=forms.CheckboxSelectMultiple
    )

    field_order = ("title", "holders", "kind")

    def __init__(self, member: Member, room: Room, *args: Any, **options: Any) -> None:
        super().__init__(member, *args, **options)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = Obligation.Kind.choices
        fields["kind"].initial = Obligation.Kind.CONFIRM
        offered = holders_offered(room)
        fields["holders"].choices = offered
        own = f"organisation:{member.organisation_id}"
        others = [key for key, _label in offered if key != own]
        fields["holders"].initial = others or [own]


def holders_offered(room: Room) -> list[tuple[str, str]]:
    """(key, label) of the organisations and duties in the room."""
    people = members_of(room).exclude(role=Member.Role.BOT)
    houses = Organisation.objects.filter(pk__in=people.values("organisation_id"))
    duties = Duty.objects.filter(places__room=room).select_related("organisation")
    return [
        *((f"organisation:{each.pk}", each.name) for each in houses),
        *((f"duty:{each.pk}", f"{each.name}（{each.organisation.name}）") for each in duties),
    ]


@member_required
def ask(request: MemberRequest, room_id: UUID, seq: int) -> HttpResponse:
    """GET: the form. POST: 204 once the answers are asked for, else the form with what is wrong."""
    room, message = room_of(request, room_id), message_of(request, room_id, seq)
    if message.author_id != request.member.pk or message.is_gone:
        raise PermissionDenied(_("回答を求められるのは、自分のメッセージだけです。"))
    form = MessageAskingForm(
        request.member, room, request.POST or None, initial={"title": message.excerpt}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = attempt(
            form,
            lambda: ask_for_answers(
                member=request.member,
                room_id=room_id,
                seq=seq,
                title=given["title"],
                keys=given["holders"],
                urgent=given["urgent"],
                asks=form.asks() or {},
            ),
        )
        if made:
            return HttpResponse(status=204)
    context = {
        "room": room,
        "message": message,
        "form": form,
        "choices": form.choice_rows(),
        "meanings": MEANINGS,
    }
    return render(request, "chat/_ask_form.html", context, status=422 if form.errors else 200)
