"""The lines of a mail about calls: what still waits for an answer when it is sent."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from hub.mail.ports import Line
from hub.obligations.models import Branch
from hub.organisations.models import Member

LINES = 20


def call_lines(member: Member, since: datetime) -> list[Line]:
    """Branches the member was rung for since then and that nobody has answered."""
    rung = member.calls.filter(last_at__gte=since, times__gt=0).values("branch_id")
    waiting = Branch.objects.asked_of(member).waiting().filter(pk__in=rung)
    return [line_of(branch) for branch in waiting.with_holders().urgent_first()[:LINES]]


def line_of(branch: Branch) -> Line:
    obligation = branch.obligation
    plain = _("回答のお願いが1件あります。")
    if obligation.urgent:
        plain = _("緊急の回答のお願いが1件あります。")
    return Line(plain=plain, full=obligation.title, path=reverse("home"))
