"""Evidence: the whole state of an obligation on A4, and as a table."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hub.obligations.cards import label_of
from hub.obligations.models import Answer, Branch
from hub.obligations.tracking import Filters, Line, chosen, counts_of, lines_of
from hub.obligations.tracking_views import tracked_or_404
from hub.organisations.acting import MemberRequest, member_required
from hub.tables import written


@never_cache
@require_GET
@member_required
def evidence(request: MemberRequest, obligation_id: UUID) -> HttpResponse:
    obligation = tracked_or_404(request, obligation_id)
    withdrawn = Answer.objects.filter(branch__obligation=obligation, withdrawn_at__isnull=False)
    context = {
        "obligation": obligation,
        "counts": counts_of(obligation),
        "lines": lines_of(chosen(obligation, Filters()), request.member),
        "withdrawn": withdrawn.select_related("branch__organisation", "branch__member", "member"),
        "printed_at": timezone.now(),
    }
    return render(request, "obligations/evidence.html", context)


@never_cache
@require_GET
@member_required
def table(request: MemberRequest, obligation_id: UUID) -> HttpResponse:
    """CSV for a spreadsheet (UTF-8 with BOM), one line per branch."""
    obligation = tracked_or_404(request, obligation_id)
    lines = lines_of(chosen(obligation, Filters()), request.member)
    content = written([head(), *(cells_of(line) for line in lines)], "utf-8")
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="answers-{obligation.pk}.csv"'
    return response


def head() -> list[str]:
    return [
        _("組織名"),
        _("回答する人"),
        _("状態"),
        _("回答"),
        _("内容"),
        _("回答した人"),
        _("経路"),
        _("記録した人"),
        _("回答日時"),
        _("端末"),
        _("呼び出した人数"),
        _("最初の呼び出し"),
        _("届いた日時"),
        _("表示した日時"),
        _("電話の記録"),
    ]


def cells_of(line: Line) -> list[str]:
    branch, answer = line.branch, line.branch.answer
    holder = branch.holder_name if branch.member_id or branch.duty_name else ""
    given = [""] * 7
    if answer is not None:
        given = [
            label_of(branch.obligation, answer),
            answer.words,
            answer.by,
            answer.get_route_display(),
            answer.recorded_by.name if answer.recorded_by else "",
            stamp(answer.at),
            answer.device,
        ]
    return [branch.organisation.name, holder, state_of(branch), *given, *reach_cells(line)]


def state_of(branch: Branch) -> str:
    return str(branch.get_state_display())


def reach_cells(line: Line) -> list[str]:
    rung = [call for call in line.calls if call.times]
    return [
        str(len(rung)),
        first(call.called_at for call in rung),
        first(call.delivered_at for call in line.calls),
        first(call.displayed_at for call in line.calls),
        " / ".join(
            " ".join(filter(None, [stamp(call.at), call.get_result_display(), call.spoken_with]))
            for call in line.phone_calls
        ),
    ]


def first(moments: Iterable[datetime | None]) -> str:
    known = [moment for moment in moments if moment is not None]
    return stamp(min(known)) if known else ""


def stamp(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"
