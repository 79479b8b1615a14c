"""Notices among what a search finds; those that ended stay findable."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.notices.models import Notice, NoticeText
from hub.notices.querysets import NoticeQuerySet
from hub.organisations.models import Member
from hub.search.ports import Tab
from hub.search.terms import Term, containing, indexed


def find_notices(member: Member, terms: Sequence[Term]) -> NoticeQuerySet:
    """Notices the member sees whose words have every term, and none of the excluded ones."""
    wanted = [term for term in terms if not term.excluded]
    visible = Notice.objects.visible_to(member)
    if not wanted:
        return visible.none()
    texts = indexed(NoticeText.objects.all(), "folded", wanted)
    texts = containing(texts, "folded", [term for term in terms if term.excluded])
    return visible.filter(pk__in=texts.values("notice_id"))


def search_tab(member: Member, terms: Sequence[Term]) -> Tab:
    """Notices among the tabs of the search page."""
    count = find_notices(member, terms).count()
    return Tab(_("お知らせ"), count, reverse("notices:list"))
