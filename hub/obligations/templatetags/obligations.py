"""Obligations inside the pages of other apps, and names as officials write them."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.obligations.cards import cards_by_obligation, label_of
from hub.obligations.mine import mine_of
from hub.obligations.models import Answer, Branch, Obligation, Rank
from hub.obligations.tracking import Filters
from hub.organisations.models import Member

register = template.Library()
TONES = {
    Branch.State.OPEN: "",
    Branch.State.CONFIRMED: "success",
    Branch.State.DONE: "success",
    Branch.State.HELP: "danger",
    Branch.State.DECLINED: "warning",
}


@register.inclusion_tag("obligations/_mine_part.html", takes_context=True)
def obligations_mine(context: Context) -> dict[str, Any]:
    """The section of a home page: own obligations first."""
    request = context["request"]
    return {"request": request, **mine_of(request.member)}


@register.inclusion_tag("obligations/_cards.html", takes_context=True)
def obligation_cards(context: Context, obligation: Obligation, route: str = "") -> dict[str, Any]:
    """What the reader of a page has to answer, and how many answered for who may track it."""
    request = context["request"]
    return {"request": request, **cards_context(request.member, obligation), "route": route}


def cards_context(member: Member, obligation: Obligation) -> dict[str, Any]:
    tracked = Obligation.objects.tracked_by(member).opened().filter(pk=obligation.pk)
    return {
        "obligation": obligation,
        "cards": cards_by_obligation(member, [obligation.pk]).get(obligation.pk, []),
        "tracked": tracked.with_counts().first(),
    }


@register.filter
def with_title(member: Member) -> str:
    """佐藤（看護師）"""
    if not member.title:
        return member.name
    return _("%(name)s（%(title)s）") % {"name": member.name, "title": member.title}


@register.filter
def answered_by(answer: Answer) -> str:
    return with_title(answer.member) if answer.member is not None else answer.spoken_with


@register.filter
def chosen_label(obligation: Obligation, answer: Answer) -> str:
    return label_of(obligation, answer)


@register.filter
def tone(state: str) -> str:
    """The colour of a state's tag; the word itself says the same."""
    return TONES.get(Branch.State(state), "")


@register.filter
def dialled(phone: str) -> str:
    """A phone number as an address for tel:."""
    return "".join(letter for letter in phone if letter.isascii() and letter in "+0123456789*#")


@register.simple_tag
def fresh_id() -> str:
    """A client id for a form: sent twice, it counts once."""
    return str(uuid.uuid4())


@register.simple_tag
def querystring_of(filters: Filters, **changes: Any) -> str:
    """The filters of the tracking page with changes; page one again unless it is named."""
    wanted = filters._replace(**{"page": 1, **changes})._asdict()
    wanted["q"] = wanted.pop("query")
    return urlencode({name: value for name, value in wanted.items() if value and value != 1})


@register.filter
def rank_name(rank: str) -> str:
    return str(Rank(rank).label)


@register.filter
def minutes_long(minutes: int) -> str:
    """5分, 4時間, 2日: in the largest unit that fits."""
    size = abs(minutes)
    if size and size % 1440 == 0:
        return ngettext("%(n)d日", "%(n)d日", size // 1440) % {"n": size // 1440}
    if size and size % 60 == 0:
        return ngettext("%(n)d時間", "%(n)d時間", size // 60) % {"n": size // 60}
    return ngettext("%(n)d分", "%(n)d分", size) % {"n": size}
