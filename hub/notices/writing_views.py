"""Notices are written, addressed, published and taken down."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages as flashes
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hub.attempts import attempt
from hub.files.models import StoredFile
from hub.ids import ids_of
from hub.notices.actions import publishing
from hub.notices.actions.writing import rewrite_notice, write_notice
from hub.notices.addressees import Addressee
from hub.notices.choosing import candidates, chosen
from hub.notices.forms import NoticeForm, initial_of
from hub.notices.models import Audience, Board, Notice
from hub.notices.notice_views import attempted, audience_rows, may_change, visible
from hub.notices.previewing import preview_of
from hub.obligations.asking import MEANINGS, ladders_for
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Member, Organisation
from hub.search.terms import QUERY_LIMIT


@member_required
def write(request: MemberRequest) -> HttpResponse:
    member = request.member
    boards = Board.objects.postable_by(member)
    if not boards.exists():
        raise PermissionDenied(_("お知らせを書ける掲示板がありません。"))
    initial = {"board": request.GET.get("board") or boards.first(), "section": member.section}
    form = NoticeForm(member, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        board_id = form.cleaned_data["board"].pk
        made = attempt(
            form,
            lambda: stored(
                request,
                lambda: write_notice(by=member, board_id=board_id, wording=form.wording()),
            ),
        )
        if made:
            return finished(request, made)
    return page(request, form, [])


@member_required
def rewrite(request: MemberRequest, notice_id: UUID) -> HttpResponse:
    member = request.member
    notice = visible(member, notice_id)
    if not may_change(member, notice) or notice.state == Notice.State.WITHDRAWN:
        raise PermissionDenied(_("このお知らせは変更できません。"))
    audience = audience_rows(notice)
    initial = initial_of(notice, ladders_for(member))
    initial["attached"] = list(notice.files.values_list("file_id", flat=True))
    form = NoticeForm(member, request.POST or None, notice=notice, initial=initial)
    if request.method == "POST" and form.is_valid():
        again = request.POST.get("unread_again") == "1"
        made = attempt(
            form,
            lambda: stored(
                request,
                lambda: rewrite_notice(
                    by=member, notice_id=notice.pk, wording=form.wording(), unread_again=again
                ),
            ),
        )
        if made:
            return finished(request, made)
    return page(request, form, audience, notice)


@transaction.atomic
def stored(request: MemberRequest, write: Callable[[], Notice]) -> Notice:
    """Saved, and published when that button was pressed: both or nothing."""
    notice = write()
    if publishes(request):
        notice = publishing.publish_notice(by=request.member, notice_id=notice.pk)
    return notice


def publishes(request: MemberRequest) -> bool:
    return request.POST.get("publish") == "1"


def finished(request: MemberRequest, notice: Notice) -> HttpResponse:
    if publishes(request):
        later = notice.state == Notice.State.SCHEDULED
        flashes.success(request, _("公開を予約しました。") if later else _("公開しました。"))
    return redirect("notices:notice", notice.pk)


def page(
    request: MemberRequest,
    form: NoticeForm,
    audience: list[Audience],
    notice: Notice | None = None,
) -> HttpResponse:
    rows: list[Addressee] = list(audience)
    if form.is_bound:
        rows = readable_keys(request.member, request.POST.getlist("audience"))
    keys = request.POST.getlist("attached") if form.is_bound else form.initial.get("attached", [])
    context = {
        "form": form,
        "notice": notice,
        "audience": rows,
        "kinds": Organisation.Kind.choices,
        "keys": {row.key for row in rows},
        "choices": form.choice_rows(),
        "meanings": MEANINGS,
        "files": known_files(request.member, keys, notice),
        "fixed": notice is not None and notice.is_published,
    }
    status = 422 if form.errors else 200
    return render(request, "notices/write.html", context, status=status)


def readable_keys(member: Member, keys: list[str]) -> list[Addressee]:
    try:
        return chosen(member, keys, Audience)
    except ValidationError:
        return []


def known_files(member: Member, keys: list[Any], notice: Notice | None) -> list[StoredFile]:
    """The chosen files that are the writer's to attach, or hang on the notice already."""
    try:
        ids = [UUID(str(key)) for key in keys]
    except ValueError:
        return []
    own = StoredFile.objects.attachable_by(member).filter(pk__in=ids)
    found = {file.pk: file for file in own}
    if notice is not None:
        found |= {row.file_id: row.file for row in notice.files.select_related("file")}
    return [found[key] for key in ids if key in found]


@require_POST
@member_required
def audience(request: MemberRequest) -> HttpResponse:
    """Who the chosen addressees are: numbers, and the names the writer may see."""
    boards = Board.objects.postable_by(request.member).select_related("section")
    board = get_object_or_404(boards, pk__in=ids_of([request.POST.get("board", "")]))
    rows = readable_keys(request.member, request.POST.getlist("audience"))
    try:
        context = preview_of(request.member, board, rows, request.POST)
    except PermissionDenied as error:
        context = {"refused": error}
    return render(request, "notices/_preview.html", context)


@require_GET
@member_required
def find_candidates(request: MemberRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:QUERY_LIMIT]
    found = candidates(request.member, query) if query else []
    return render(request, "notices/_candidates.html", {"candidates": found, "query": query})


@require_POST
@member_required
def publish(request: MemberRequest, notice_id: UUID) -> HttpResponse:
    attempted(
        request,
        lambda: publishing.publish_notice(by=request.member, notice_id=notice_id),
        _("公開しました。"),
    )
    return redirect("notices:notice", notice_id)


@require_POST
@member_required
def withdraw(request: MemberRequest, notice_id: UUID) -> HttpResponse:
    attempted(
        request,
        lambda: publishing.withdraw_notice(by=request.member, notice_id=notice_id),
        _("取り下げました。"),
    )
    return redirect("notices:list")


@require_POST
@member_required
def pin(request: MemberRequest, notice_id: UUID) -> HttpResponse:
    on = request.POST.get("on") == "1"
    attempted(
        request,
        lambda: publishing.pin_notice(by=request.member, notice_id=notice_id, on=on),
        _("固定しました。") if on else _("固定をやめました。"),
    )
    return redirect("notices:notice", notice_id)
