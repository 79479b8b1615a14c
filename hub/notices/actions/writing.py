"""A notice is written and rewritten; every published wording is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.files.attaching import claim, own_files
from hub.files.models import StoredFile
from hub.notices.actions.publishing import editable, plan, tell
from hub.notices.audiences import holders_of, refuse_foreign
from hub.notices.models import (
    Audience,
    Board,
    Category,
    Importance,
    Notice,
    NoticeFile,
    NoticeRevision,
    NoticeText,
    Turn,
)
from hub.obligations.actions.opening import draft_obligation, widen_obligation
from hub.organisations.models import Member, Section
from hub.richtext.actions import tie_pictures
from hub.richtext.cleaning import plain_text
from hub.rows import put
from hub.years import check_year


@dataclass(frozen=True)
class Wording:
    """What a form says of a notice. `asks`: the fields of `draft_obligation`, None asks nothing."""

    title: str
    body: str
    importance: str = Importance.STANDARD
    category: Category | None = None
    section: Section | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    comments_allowed: bool = True
    audience: Sequence[Audience] = ()  # unsaved rows
    files: Sequence[UUID] = ()
    asks: dict[str, Any] | None = field(default=None)


@transaction.atomic
def write_notice(*, by: Member, board_id: UUID, wording: Wording) -> Notice:
    """Store a draft. Raises Board.DoesNotExist, ValidationError for the field that is wrong."""
    board = Board.objects.postable_by(by).get(pk=board_id)
    return stored(Notice(board=board, author=by), by, wording)


@transaction.atomic
def rewrite_notice(
    *, by: Member, notice_id: UUID, wording: Wording, unread_again: bool = False
) -> Notice:
    """Change a notice; of a published one the former wording is kept as a revision.

    `unread_again` lets it count as unread for everybody. What a published notice asks for
    stays; who is newly addressed is asked too. Raises ValidationError for a withdrawn one.
    """
    notice = editable(by, notice_id)
    if notice.state == Notice.State.WITHDRAWN:
        raise ValidationError(_("取り下げたお知らせは変更できません。"))
    if notice.is_published:
        notice.number += 1
        if unread_again:
            notice.unread_before = notice.number
    notice = stored(notice, by, wording)
    if notice.is_published:
        plan(notice, Turn.Kind.EXPIRE, notice.ends_at)
        widen(notice)
        tell(notice, "changed")
    return notice


def stored(notice: Notice, by: Member, wording: Wording) -> Notice:
    for name in ("title", "body", "importance", "category", "section", "ends_at"):
        setattr(notice, name, getattr(wording, name))
    if not notice.is_published:
        notice.starts_at = wording.starts_at
    notice.comments_allowed = wording.comments_allowed
    notice.title = " ".join(notice.title.split())
    check(notice, by)
    notice.full_clean(exclude=["author", "obligation"])
    notice.changed_at = timezone.now()
    if not notice.is_published:
        notice.obligation = asked(notice, by, wording)
    put(notice, *WRITTEN)
    NoticeText.objects.update_or_create(
        notice=notice, defaults={"words": f"{notice.title}\n{plain_text(notice.body)}"}
    )
    remember(notice, by)
    tie_pictures(by=by, holder=notice, html=notice.body)
    hang_files(notice, by, wording.files)
    address(notice, wording.audience)
    return notice


WRITTEN = (
    "title", "body", "importance", "category", "section", "starts_at", "ends_at",
    "comments_allowed", "number", "unread_before", "changed_at", "obligation",
)  # fmt: skip


def check(notice: Notice, by: Member) -> None:
    category, section = notice.category, notice.section
    for name in ("starts_at", "ends_at"):
        check_year(name, getattr(notice, name))
    if category is not None and category.board_id != notice.board_id:
        raise ValidationError({"category": _("この掲示板の分類から選んでください。")})
    if section is not None and section.organisation_id != notice.author.organisation_id:
        raise ValidationError({"section": _("自分の組織の部署を選んでください。")})
    if notice.state == Notice.State.SCHEDULED:
        start = notice.starts_at or timezone.now()
        plan(notice, Turn.Kind.PUBLISH, start)


def asked(notice: Notice, by: Member, wording: Wording) -> Any:
    """The drafted obligation of a notice that asks for answers; a former draft is changed."""
    if wording.asks is None:
        former, notice.obligation = notice.obligation, None
        if former is not None:
            notice.save(update_fields=["obligation"])
            former.delete()
        return None
    return draft_obligation(
        author=notice.author,
        title=notice.title,
        section=notice.section,
        urgent=notice.importance == Importance.URGENT,
        obligation=notice.obligation,
        **wording.asks,
    )


def remember(notice: Notice, by: Member) -> None:
    NoticeRevision.objects.update_or_create(
        notice=notice,
        number=notice.number,
        defaults={
            "title": notice.title,
            "body": notice.body,
            "importance": notice.importance,
            "starts_at": notice.starts_at,
            "ends_at": notice.ends_at,
            "author": by,
            "at": timezone.now(),
        },
    )


def hang_files(notice: Notice, by: Member, ids: Sequence[UUID]) -> None:
    """The files of the notice are these, in this order; new ones are uploads of `by`."""
    kept = {row.file_id: row.file for row in notice.files.select_related("file")}
    new = own_files(StoredFile.objects.attachable_by(by), [key for key in ids if key not in kept])
    found = kept | {file.pk: file for file in new}
    notice.files.all().delete()
    NoticeFile.objects.bulk_create(
        NoticeFile(notice=notice, file=found[key], position=place)
        for place, key in enumerate(dict.fromkeys(ids))
    )
    claim(new)


def address(notice: Notice, audience: Sequence[Audience]) -> None:
    refuse_foreign(notice.author, notice.board, audience)
    notice.audience.all().delete()
    Audience.objects.bulk_create(
        Audience(notice=notice, **{name: getattr(row, name) for name in COLUMNS})
        for row in {row.key: row for row in audience}.values()
    )


COLUMNS = ("everyone", "kind", "organisation_id", "section_id", "duty_id", "room_id", "member_id")


def widen(notice: Notice) -> None:
    obligation = notice.obligation
    if obligation is not None and obligation.is_open:
        audience = list(notice.audience.select_related("section", "duty"))
        asked_now = holders_of(obligation.holding, notice.board, audience, notice.author)
        widen_obligation(obligation=obligation, holders=asked_now)
