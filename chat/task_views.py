"""Tasks: the dialogs beside a message, the list, its export."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from chat.addresses import members_of
from chat.home import home_context
from chat.models import Task
from chat.querysets import TaskQuerySet
from chat.views import message_of, room_of
from hub.organisations.acting import MemberRequest, member_required
from hub.tables import written

PAGE = 50


@require_GET
@member_required
def new(request: MemberRequest, room_id: UUID, seq: int) -> HttpResponse:
    """The dialog that makes a task of a message."""
    room, message = room_of(request, room_id), message_of(request, room_id, seq)
    people = members_of(room).with_organisation().order_by("reading")
    context = {"room": room, "message": message, "people": people}
    return render(request, "chat/_task_form.html", context)


@require_GET
@member_required
def task(request: MemberRequest, task_id: UUID) -> HttpResponse:
    """The dialog of one task: how it stands, and what can be done."""
    found = Task.objects.visible_to(request.member).with_people().filter(pk=task_id).first()
    if found is None:
        raise Http404
    people = members_of(found.message.room).with_organisation().order_by("reading")
    context = {"task": found, "room": found.message.room, "people": people}
    return render(request, "chat/_task_form.html", context)


@require_GET
@member_required
def home(request: MemberRequest) -> HttpResponse:
    """What waits for the member, alone: fetched again when a task changed."""
    return render(request, "chat/_home.html", home_context(request.member))


def chosen(request: MemberRequest) -> tuple[TaskQuerySet, dict[str, str]]:
    """The tasks that the filters of the page name."""
    whose = request.GET.get("whose", "mine")
    state = request.GET.get("state", "open")
    tasks = Task.objects.visible_to(request.member).with_people()
    if whose == "mine":
        tasks = tasks.filter(assignee=request.member)
    elif whose == "given":
        tasks = tasks.filter(created_by=request.member)
    if state == "open":
        tasks = tasks.open()
    elif state == "done":
        tasks = tasks.filter(done_at__isnull=False)
    return tasks.soonest(), {"whose": whose, "state": state}


@require_GET
@member_required
def tasks(request: MemberRequest) -> HttpResponse:
    found, filters = chosen(request)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "whose_choices": [
            ("mine", _("自分の")),
            ("given", _("自分が頼んだ")),
            ("all", _("全員の")),
        ],
        "state_choices": [("open", _("未完了")), ("done", _("完了")), ("all", _("すべて"))],
        **filters,
    }
    return render(request, "chat/tasks.html", context)


@require_GET
@member_required
def export(request: MemberRequest) -> HttpResponse:
    """The list as CSV for a spreadsheet (UTF-8 with BOM)."""
    found, _filters = chosen(request)
    head = [_("やること"), _("担当者"), _("期限"), _("状態"), _("依頼した人"), _("ルーム")]
    content = written([head, *(cells_of(each) for each in found)], "utf-8")
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="tasks.csv"'
    return response


def cells_of(task: Task) -> list[str]:
    return [
        task.title,
        task.assignee.name,
        task.due_on.isoformat() if task.due_on else "",
        task.state_label,
        task.created_by.name,
        task.message.room.name,
    ]
