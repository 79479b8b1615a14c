"""The board as a list with filters, and the calendar of what ends when."""

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hub.holidays import holidays
from hub.notices.finding import find_notices
from hub.notices.forms import ListForm
from hub.notices.models import Board, Notice
from hub.notices.querysets import NoticeQuerySet
from hub.obligations.models import Branch
from hub.organisations.acting import MemberRequest, member_required
from hub.organisations.models import Member
from hub.organisations.rosters import DAY, local
from hub.search.terms import terms_of
from hub.years import chosen_month

PAGE = 30


def is_part(request: HttpRequest) -> bool:
    """Asked for by a page that is open already and wants the rows only."""
    return request.headers.get("X-Part") == "1"


@require_GET
@member_required
def notices(request: MemberRequest) -> HttpResponse:
    member = request.member
    form = ListForm(member, request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    found = filtered(member, given)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    dress(page.object_list, member)
    context = {
        "page": page,
        "form": form,
        "given": given,
        "show": given.get("show", ""),
        "boards": boards_with_unread(member),
        "may_post": Board.objects.postable_by(member).exists(),
        "may_manage": member.is_administrator,
    }
    template = "notices/_rows.html" if is_part(request) else "notices/list.html"
    response = render(request, template, context)
    response.headers["X-Part"] = "1" if is_part(request) else "0"
    return response


def filtered(member: Member, given: dict[str, Any]) -> NoticeQuerySet:
    """The notices the filters ask for, in the order of the list."""
    show = given.get("show", "")
    visible = Notice.objects.visible_to(member)
    if given.get("q"):
        found = find_notices(member, terms_of(given["q"]))  # ended ones too
    elif show == "mine":
        found = visible.filter(author=member)
    elif show == "ended":
        found = visible.published().filter(ends_at__lte=timezone.now())
    else:
        found = visible.current()
    for name in ("board", "category", "importance"):
        if given.get(name):
            found = found.filter(**{name: given[name]})
    found = found.with_unread(member).dressed()
    if show == "unread":
        found = found.unread_by(member)
    if show == "asked":
        waiting = Branch.objects.asked_of(member).waiting().values("obligation_id")
        found = found.filter(obligation_id__in=waiting)
    return found.order_by("-pinned", "-unread", "-published_at", "-created_at")


def dress(rows: Any, member: Member) -> None:
    """Each row with `asked`: the branch of the member that waits, or the one answered."""
    keys = [row.obligation_id for row in rows if row.obligation_id]
    own: dict[Any, Branch] = {}
    for branch in Branch.objects.asked_of(member).filter(obligation__in=keys).with_holders():
        if branch.obligation_id not in own or branch.is_open:
            own[branch.obligation_id] = branch
    for row in rows:
        row.asked = own.get(row.obligation_id)


def boards_with_unread(member: Member) -> list[Board]:
    boards = list(Board.objects.readable_by(member).select_related("organisation", "section"))
    unread = Notice.objects.visible_to(member).current().unread_by(member)
    keys = list(unread.order_by().values_list("board_id", flat=True))
    for board in boards:
        board.unread = keys.count(board.pk)  # type: ignore[attr-defined]
    return [board for board in boards if board.archived_at is None or board.unread]  # type: ignore[attr-defined]


@require_GET
@member_required
def calendar(request: MemberRequest) -> HttpResponse:
    """What goes up, ends or must be answered on each day of a month (`?month=2026-07`)."""
    first = chosen_month(request.GET.get("month", ""))
    begin = first - timedelta(days=(first.weekday() + 1) % 7)
    last = (first + timedelta(days=31)).replace(day=1)
    count = 42 if begin + timedelta(days=35) < last else 35
    days = [begin + timedelta(days=n) for n in range(count)]
    found = Notice.objects.visible_to(request.member).exclude(state=Notice.State.WITHDRAWN)
    ending = marks(found, "ends_at", days)
    due = marks(found.exclude(obligation=None), "obligation__deadline", days)
    rising = marks(found.filter(state=Notice.State.SCHEDULED), "starts_at", days)
    cells = [
        {
            "date": day,
            "inside": day.month == first.month,
            "holiday": day in holidays(day.year) or day.weekday() == 6,
            "ending": ending.get(day, []),
            "due": due.get(day, []),
            "rising": rising.get(day, []),
        }
        for day in days
    ]
    context = {
        "first": first,
        "before": first - timedelta(days=1),
        "after": last,
        "weeks": [cells[start : start + 7] for start in range(0, len(cells), 7)],
        "today": timezone.localdate(),
    }
    return render(request, "notices/calendar.html", context)


def marks(found: NoticeQuerySet, name: str, days: list[date]) -> dict[date, list[Notice]]:
    """{day: notices whose moment `name` lies in it}."""
    inside = {f"{name}__gte": local(days[0]), f"{name}__lt": local(days[-1] + DAY)}
    by_day: dict[date, list[Notice]] = {}
    for notice in found.filter(**inside).dressed().order_by(name):
        moment: Any = notice
        for part in name.split("__"):
            moment = getattr(moment, part)
        by_day.setdefault(timezone.localtime(moment).date(), []).append(notice)
    return by_day
