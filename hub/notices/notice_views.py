"""One notice: read, printed, its former wordings, who has seen it, comments."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hub.attempts import flash_errors
from hub.notices.actions import reading
from hub.notices.audiences import audience_of_notice
from hub.notices.models import Audience, Board, Notice, NoticeReading
from hub.obligations.models import Obligation
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Member

READERS = 2000  # people of one list


def visible(member: Member, notice_id: UUID) -> Notice:
    found = Notice.objects.visible_to(member).with_unread(member).dressed()
    notice: Notice = get_object_or_404(found, pk=notice_id)
    return notice


def may_change(member: Member, notice: Notice) -> bool:
    managed = Board.objects.manageable_by(member).filter(pk=notice.board_id)
    return notice.author_id == member.pk or managed.exists()


def attempted(request: HttpRequest, act: Callable[[], Any], done: str) -> None:
    """Carry an action out and say how it went; what is not there is not found."""
    try:
        flash_errors(request, act, done)
    except ObjectDoesNotExist:
        raise Http404 from None


@require_GET
@member_required
def notice(request: MemberRequest, notice_id: UUID) -> HttpResponse:
    member = request.member
    shown = visible(member, notice_id)
    changing = may_change(member, shown)
    asked = shown.obligation
    context = {
        "notice": shown,
        "audience": audience_rows(shown) if changing else [],
        "files": [row.file for row in shown.files.select_related("file")],
        "comments": shown.comments.select_related("author__organisation"),
        "may_change": changing,
        "may_pin": Board.objects.manageable_by(member).filter(pk=shown.board_id).exists(),
        "may_comment": shown.comments_allowed and shown.board.comments_allowed,
        "tracks": asked and Obligation.objects.tracked_by(member).filter(pk=asked.pk).exists(),
        "seen": NoticeReading.objects.filter(notice=shown).exclude(displayed_at=None).count(),
    }
    return render(request, "notices/notice.html", context)


def audience_rows(shown: Notice) -> list[Audience]:
    rows = shown.audience.select_related("organisation", "section", "duty", "room", "member")
    return list(rows)


@require_GET
@member_required
def printed(request: MemberRequest, notice_id: UUID) -> HttpResponse:
    """The notice alone, on A4."""
    shown = visible(request.member, notice_id)
    files = [row.file for row in shown.files.select_related("file")]
    return render(request, "notices/print.html", {"notice": shown, "files": files})


@require_GET
@member_required
def history(request: MemberRequest, notice_id: UUID) -> HttpResponse:
    shown = visible(request.member, notice_id)
    revisions = shown.revisions.select_related("author")
    return render(request, "notices/history.html", {"notice": shown, "revisions": revisions})


@require_GET
@member_required
def readers(request: MemberRequest, notice_id: UUID) -> HttpResponse:
    """Who has had it on the screen and who has not; for those who may change the notice."""
    shown = visible(request.member, notice_id)
    if not may_change(request.member, shown):
        raise Http404
    people = audience_of_notice(shown).with_organisation()
    readings = {row.member_id: row for row in shown.readings.all()}
    rows = [(person, readings.get(person.pk)) for person in people.order_by(*ORDER)[:READERS]]
    seen = [row for row in rows if row[1] is not None and row[1].displayed_at is not None]
    context = {
        "notice": shown,
        "silent": [row for row in rows if row not in seen],
        "seen": seen,
        "total": len(rows),
    }
    return render(request, "notices/readers.html", context)


ORDER = ("organisation__reading", "organisation__name", "reading")


@require_POST
@member_required
def seen(request: MemberRequest) -> HttpResponse:
    """`id` of notices; `displayed=1` when they stood on a visible page for two seconds."""
    try:
        ids = [UUID(each) for each in request.POST.getlist("id")[: reading.AT_ONCE]]
    except ValueError:
        return HttpResponse(status=422)
    displayed = request.POST.get("displayed") == "1"
    reading.mark_read(member=request.member, notice_ids=ids, displayed=displayed)
    return HttpResponse(status=204)


@require_POST
@member_required
def comment(request: MemberRequest, notice_id: UUID) -> HttpResponse:
    body = request.POST.get("body", "")
    attempted(
        request,
        lambda: reading.comment_on(by=request.member, notice_id=notice_id, body=body),
        _("コメントしました。"),
    )
    return redirect("notices:notice", notice_id)


@require_POST
@member_required
def delete(request: MemberRequest, remark_id: int) -> HttpResponse:
    kept: list[Any] = []
    attempted(
        request,
        lambda: kept.append(reading.delete_comment(by=request.member, comment_id=remark_id)),
        _("コメントを削除しました。"),
    )
    return redirect("notices:notice", kept[0].notice_id) if kept else redirect("notices:list")
