"""Boards are set up: names, categories, rights."""

from uuid import UUID

from django.contrib import messages as flashes
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hub.attempts import attempt
from hub.notices.actions import boards as actions
from hub.notices.choosing import chosen
from hub.notices.forms import BoardForm
from hub.notices.models import Board, BoardGrant
from hub.notices.notice_views import attempted
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Organisation


@require_GET
@member_required
def boards(request: MemberRequest) -> HttpResponse:
    found = Board.objects.manageable_by(request.member).select_related("organisation", "section")
    if not (request.member.is_administrator or found.exists()):
        raise PermissionDenied(_("掲示板を管理する権限がありません。"))
    rows = found.prefetch_related("grants", "categories")
    context = {"boards": rows, "may_create": request.member.is_administrator}
    return render(request, "notices/boards.html", context)


@member_required
def create(request: MemberRequest) -> HttpResponse:
    if not request.member.is_administrator:
        raise PermissionDenied(_("掲示板を作れるのは組織の管理者だけです。"))
    form = BoardForm(request.member, request.POST or None)
    board = saved(request, form, None)
    if board is not None:
        return redirect("notices:board", board.pk)
    context = {"form": form}
    return render(request, "notices/board.html", context, status=422 if form.errors else 200)


@member_required
def change(request: MemberRequest, board_id: UUID) -> HttpResponse:
    board = get_object_or_404(Board.objects.manageable_by(request.member), pk=board_id)
    form = BoardForm(request.member, request.POST or None, instance=board)
    if saved(request, form, board) is not None:
        flashes.success(request, _("保存しました。"))
        return redirect("notices:board", board_id)
    rows = board.grants.select_related("organisation", "section", "duty", "room", "member")
    context = {
        "form": form,
        "board": board,
        "grants": rows,
        "kinds": Organisation.Kind.choices,
        "rights": BoardGrant.Right.choices,
    }
    return render(request, "notices/board.html", context, status=422 if form.errors else 200)


def saved(request: MemberRequest, form: BoardForm, board: Board | None) -> Board | None:
    if request.method != "POST" or not form.is_valid():
        return None
    given = dict(form.cleaned_data)
    names = given.pop("categories").splitlines()

    def act() -> Board:
        kept = actions.save_board(by=request.member, board=board, **given)
        actions.save_categories(by=request.member, board_id=kept.pk, names=names)
        return kept

    made: Board | None = attempt(form, act)
    return made


@require_POST
@member_required
def grants(request: MemberRequest, board_id: UUID) -> HttpResponse:
    """`audience` and `right` in pairs; the rights are replaced by these."""
    get_object_or_404(Board.objects.manageable_by(request.member), pk=board_id)
    keys, rights = request.POST.getlist("audience"), request.POST.getlist("right")

    def act() -> None:
        rows: list[BoardGrant] = []
        for key, right in zip(keys, rights, strict=False):
            if right not in BoardGrant.Right.values:
                raise ValidationError(_("権限を選んでください。"))
            (row,) = chosen(request.member, [key], BoardGrant)
            row.right = right
            rows.append(row)
        actions.save_grants(by=request.member, board_id=board_id, grants=rows)

    attempted(request, act, _("権限を保存しました。"))
    return redirect("notices:board", board_id)


@require_POST
@member_required
def archive(request: MemberRequest, board_id: UUID) -> HttpResponse:
    on = request.POST.get("on") == "1"
    attempted(
        request,
        lambda: actions.archive_board(by=request.member, board_id=board_id, on=on),
        _("新しい投稿を止めました。") if on else _("投稿を再開しました。"),
    )
    return redirect("notices:board", board_id)
