"""Marks of who has seen a notice, and comments on it."""

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.notices.actions.publishing import tell
from hub.notices.models import Board, Notice, NoticeComment, NoticeReading
from hub.organisations.models import Member

AT_ONCE = 100  # notices of one report


@transaction.atomic
def mark_read(*, member: Member, notice_ids: Collection[UUID], displayed: bool) -> int:
    """A device has these notices; `displayed`: one stood on a visible page for 2 s.

    Those not addressed to the member are passed over. Returns how many were displayed anew.
    """
    addressed = Notice.objects.published().addressed_to(member)
    chosen = addressed.filter(pk__in=sorted(notice_ids)[:AT_ONCE])
    now, moved = timezone.now(), 0
    for notice in chosen.only("pk", "number"):
        reading, _created = NoticeReading.objects.get_or_create(
            notice=notice, member=member, defaults={"number": notice.number, "delivered_at": now}
        )
        again = reading.displayed_at is None or reading.number < notice.number
        if displayed and again:
            reading.number, reading.displayed_at = notice.number, now
            reading.save(update_fields=["number", "displayed_at"])
            moved += 1
    return moved


@transaction.atomic
def comment_on(*, by: Member, notice_id: UUID, body: str) -> NoticeComment:
    """Raises Notice.DoesNotExist, PermissionDenied where comments are off, ValidationError."""
    notice = Notice.objects.visible_to(by).select_related("board__section").get(pk=notice_id)
    if not (notice.comments_allowed and notice.board.comments_allowed and notice.is_published):
        raise PermissionDenied(_("このお知らせにはコメントできません。"))
    comment = NoticeComment(notice=notice, author=by, body=body.replace("\x00", "").strip())
    comment.full_clean(exclude=["notice", "author", "deleted_at"])
    comment.save(force_insert=True)
    tell(notice, "changed")
    return comment


@transaction.atomic
def delete_comment(*, by: Member, comment_id: int) -> NoticeComment:
    """Own comments, and those on boards one manages. Raises NoticeComment.DoesNotExist."""
    visible = Notice.objects.visible_to(by).values("pk")
    found = NoticeComment.objects.filter(notice__in=visible).select_related(
        "notice__board__section"
    )
    comment = found.get(pk=comment_id)
    boards = Board.objects.manageable_by(by)
    if comment.author_id != by.pk and not boards.filter(pk=comment.notice.board_id).exists():
        raise PermissionDenied(_("削除できるのは自分のコメントだけです。"))
    if comment.deleted_at is not None:
        raise ValidationError(_("このコメントは削除されています。"))
    comment.deleted_at = timezone.now()
    comment.save(update_fields=["deleted_at"])
    tell(comment.notice, "changed")
    return comment
