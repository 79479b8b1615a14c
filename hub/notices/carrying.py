"""What notices tell other apps: the files they carry, the obligations they asked."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from hub.notices.models import Notice, NoticeFile
from hub.obligations.ports import Carrier
from hub.organisations.models import Member


def files_in_notices(member: Member) -> "QuerySet[Any, Any]":
    """Ids of the files of notices `member` may see."""
    visible = Notice.objects.visible_to(member).values("pk")
    return NoticeFile.objects.filter(notice__in=visible).values("file_id")


def notices_of(obligation_ids: Iterable[UUID], member: Member) -> dict[UUID, Carrier]:
    visible = Notice.objects.visible_to(member).filter(obligation__in=list(obligation_ids))
    return {
        obligation_id: Carrier(reverse("notices:notice", args=[pk]), title)
        for pk, title, obligation_id in visible.values_list("pk", "title", "obligation_id")
    }
