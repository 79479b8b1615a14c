"""The member's own messages that wait for their time."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages as flashes
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from chat.actions import scheduling
from chat.models import BODY_LIMIT, ScheduledMessage
from chat.pages import outside_readers
from chat.querysets import ScheduledMessageQuerySet
from chat.sidebar import others_of, title_of
from hub.attempts import attempt, flash_errors
from hub.organisations.acting import MemberRequest, member_required

DONE_SHOWN = 10


class LaterForm(forms.Form):
    due_at = forms.DateTimeField(
        label=gettext_lazy("送信日時"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    body = forms.CharField(
        label=gettext_lazy("本文"),
        max_length=BODY_LIMIT,
        required=False,
        widget=forms.Textarea({"rows": 6}),
    )


def waiting_of(request: MemberRequest) -> ScheduledMessageQuerySet:
    return ScheduledMessage.objects.waiting_of(request.member)


@require_GET
@member_required
def scheduled(request: MemberRequest) -> HttpResponse:
    """What waits, what could not be sent, and what was sent lately."""
    waiting = list(waiting_of(request))
    sent = list(ScheduledMessage.objects.sent_of(request.member)[:DONE_SHOWN])
    others = others_of((each.room_id for each in [*waiting, *sent]), request.member)
    for each in [*waiting, *sent]:
        each.title = title_of(each.room, others[each.room_id])  # type: ignore[attr-defined]
    context = {
        "problems": [each for each in waiting if each.broken_at],
        "waiting": [each for each in waiting if not each.broken_at],
        "sent": sent,
    }
    return render(request, "chat/scheduled.html", context)


def own_scheduled(request: MemberRequest, scheduled_id: UUID) -> ScheduledMessage:
    found = waiting_of(request).filter(pk=scheduled_id).first()
    if found is None:
        raise Http404
    return found


@member_required
def change(request: MemberRequest, scheduled_id: UUID) -> HttpResponse:
    found = own_scheduled(request, scheduled_id)
    initial = {"due_at": timezone.localtime(found.due_at), "body": found.body}
    form = LaterForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        done = attempt(
            form,
            lambda: scheduling.change_scheduled(
                author=request.member, scheduled_id=found.id, **given
            ),
        )
        if done is not None:
            flashes.success(request, _("予約を変更しました。"))
            return redirect("chat:scheduled")
    context = {
        "form": form,
        "scheduled": found,
        "room_data": {"outside": outside_readers(request.member, found.room)},
    }
    status = 422 if form.errors else 200
    return render(request, "chat/change_scheduled.html", context, status=status)


@require_POST
@member_required
def cancel(request: MemberRequest, scheduled_id: UUID) -> HttpResponse:
    found = own_scheduled(request, scheduled_id)
    flash_errors(
        request,
        lambda: scheduling.cancel_scheduled(author=request.member, scheduled_id=found.id),
        _("予約を取り消しました。"),
    )
    return redirect("chat:scheduled")


@require_POST
@member_required
def send_now(request: MemberRequest, scheduled_id: UUID) -> HttpResponse:
    found = own_scheduled(request, scheduled_id)
    flash_errors(
        request,
        lambda: scheduling.send_now(author=request.member, scheduled_id=found.id),
        _("送信しました。"),
    )
    return redirect("chat:scheduled")
