"""Comments, as the panel beside the editor fetches and writes them."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import BaseModel, ConfigDict

from docs_app.about_views import document_for
from docs_app.actions import comments as actions
from docs_app.models import Comment, CommentThread, Document
from docs_app.querysets import readers_known_to
from docs_app.roles import Role
from hub.errors import problem_of
from hub.organisations.acting import MemberRequest, member_required


class NewThread(BaseModel):
    model_config = ConfigDict(extra="forbid")
    body: str
    start: dict[str, Any] | None = None
    end: dict[str, Any] | None = None
    quote: str = ""


class Assigned(BaseModel):
    model_config = ConfigDict(extra="forbid")
    assignee: UUID | None = None
    due_on: date | None = None


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    body: str


def threads_of(document: Document) -> Any:
    rows = document.threads.select_related("created_by", "assignee", "resolved_by")
    remarks = rows.prefetch_related("comments__author__organisation", "comments__mentions")
    return remarks.order_by("created_at")


def panel(request: MemberRequest, document: Any) -> HttpResponse:
    threads = list(threads_of(document))
    may_comment = document.role >= Role.COMMENTER
    people = readers_known_to(request.member, document)
    context = {
        "document": document,
        "waiting": [thread for thread in threads if thread.resolved_at is None],
        "settled": [thread for thread in threads if thread.resolved_at is not None],
        "may_comment": may_comment,
        "people": people.order_by("reading") if may_comment else [],
        "today": timezone.localdate(),
    }
    return render(request, "documents/_comments.html", context)


def written(request: MemberRequest, document: Any, act: Callable[[], Any]) -> HttpResponse:
    """Carry it out and show the panel anew; what is wrong is answered as JSON with its field."""
    try:
        act()
    except Exception as error:
        problem = problem_of(error)
        if problem.code == "failed":
            raise
        status = {"not_found": 404, "forbidden": 403}.get(problem.code, 400)
        return JsonResponse(problem._asdict(), status=status)
    return panel(request, document)


@require_http_methods(["GET", "POST"])
@member_required
def comments(request: MemberRequest, document_id: UUID) -> HttpResponse:
    document = document_for(request, document_id)
    if request.method == "GET":
        return panel(request, document)

    def act() -> None:
        body = NewThread.model_validate_json(request.body)
        actions.begin_thread(member=request.member, document_id=document_id, **body.model_dump())

    return written(request, document, act)


def thread_in(document_id: UUID, thread_id: UUID) -> CommentThread:
    return get_object_or_404(CommentThread, pk=thread_id, document_id=document_id)


@require_POST
@member_required
def answer(request: MemberRequest, document_id: UUID, thread_id: UUID) -> HttpResponse:
    document, thread = document_for(request, document_id), thread_in(document_id, thread_id)

    def act() -> None:
        body = Answer.model_validate_json(request.body)
        actions.answer(member=request.member, thread_id=thread.pk, body=body.body)

    return written(request, document, act)


@require_POST
@member_required
def resolve(request: MemberRequest, document_id: UUID, thread_id: UUID) -> HttpResponse:
    document, thread = document_for(request, document_id), thread_in(document_id, thread_id)
    wanted = thread.resolved_at is None

    def act() -> None:
        actions.resolve(member=request.member, thread_id=thread.pk, resolved=wanted)

    return written(request, document, act)


@require_POST
@member_required
def assign(request: MemberRequest, document_id: UUID, thread_id: UUID) -> HttpResponse:
    document, thread = document_for(request, document_id), thread_in(document_id, thread_id)

    def act() -> None:
        given = Assigned.model_validate_json(request.body)
        actions.assign(
            member=request.member,
            thread_id=thread.pk,
            assignee=given.assignee,
            due_on=given.due_on,
        )

    return written(request, document, act)


@require_POST
@member_required
def delete(request: MemberRequest, document_id: UUID, comment_id: UUID) -> HttpResponse:
    document = document_for(request, document_id)
    comment = get_object_or_404(Comment, pk=comment_id, thread__document_id=document_id)

    def act() -> None:
        actions.delete_comment(member=request.member, comment_id=comment.pk)

    return written(request, document, act)


@require_GET
@member_required
def mine(request: MemberRequest) -> HttpResponse:
    """Open comments that name the member or are theirs to see to."""
    rows = CommentThread.objects.waiting_for(request.member)
    rows = rows.select_related("document", "created_by", "assignee")
    return render(request, "documents/comments.html", {"threads": rows[:200]})
