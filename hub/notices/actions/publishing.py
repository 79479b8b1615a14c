"""Notices go up and come down: at once, at their time, or when somebody takes them back."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.notices.audiences import audience_of_notice, holders_of, refuse_foreign
from hub.notices.event_protocol import NoticeMoved
from hub.notices.models import Board, Notice, Turn
from hub.obligations.actions.opening import end, open_obligation
from hub.obligations.models import Obligation
from hub.organisations.models import Member
from hub.realtime import publish_to_members


def editable(by: Member, notice_id: UUID) -> Notice:
    """The notice, locked, for its author and those who manage its board.

    Raises Notice.DoesNotExist for who does not see it, PermissionDenied for who only reads.
    """
    Notice.objects.visible_to(by).get(pk=notice_id)
    held = Notice.objects.select_related("board__section", "author__organisation", "section")
    notice = held.select_for_update(of=("self",)).get(pk=notice_id)
    managed = Board.objects.manageable_by(by).filter(pk=notice.board_id).exists()
    if notice.author_id != by.pk and not managed:
        raise PermissionDenied(_("このお知らせを変えられるのは、投稿者と掲示板の管理者だけです。"))
    return notice


def tell(notice: Notice, what: str) -> None:
    """Pages of the audience renew themselves after commit."""
    own = Member.objects.filter(pk=notice.author_id)
    people = set(audience_of_notice(notice).order_by().values_list("pk", flat=True))
    publish_to_members(
        people | set(own.values_list("pk", flat=True)),
        lambda: NoticeMoved(notice=notice.pk, board=notice.board_id, what=what),  # type: ignore[arg-type]
    )


def go_up(notice: Notice) -> None:
    """Publish a locked notice: those addressed see it from now on, and are asked if it asks."""
    notice.state, notice.published_at = Notice.State.PUBLISHED, timezone.now()
    notice.save(update_fields=["state", "published_at"])
    if notice.ends_at is not None:
        plan(notice, Turn.Kind.EXPIRE, notice.ends_at)
    tell(notice, "published")
    if notice.obligation is not None:
        audience = list(notice.audience.select_related("section", "duty"))
        asked = holders_of(notice.obligation.holding, notice.board, audience, notice.author)
        open_obligation(obligation=notice.obligation, holders=asked)


def plan(notice: Notice, kind: str, due_at: datetime | None) -> None:
    """One promised turn of this kind at that time; None takes the promise back."""
    waiting = notice.turns.filter(kind=kind, kept_at=None, broken_at=None)
    if due_at is None:
        waiting.delete()
    elif not waiting.update(due_at=due_at, waits_until=None):
        Turn.objects.create(notice=notice, kind=kind, due_at=due_at)


@transaction.atomic
def publish_notice(*, by: Member, notice_id: UUID) -> Notice:
    """Put a draft up, now or from its beginning on. Raises ValidationError when it is no draft."""
    notice = editable(by, notice_id)
    if notice.state not in {Notice.State.DRAFT, Notice.State.SCHEDULED}:
        raise ValidationError(_("すでに公開したお知らせです。"))
    if not Board.objects.postable_by(by).filter(pk=notice.board_id).exists():
        raise PermissionDenied(_("この掲示板に投稿する権限がありません。"))
    audience = notice.audience.select_related("section", "duty", "member")
    refuse_foreign(notice.author, notice.board, list(audience))
    now = timezone.now()
    if notice.ends_at is not None and notice.ends_at <= now:
        raise ValidationError({"ends_at": _("掲載終了は今より後の日時にしてください。")})
    if notice.starts_at is not None and notice.starts_at > now:
        notice.state = Notice.State.SCHEDULED
        notice.save(update_fields=["state"])
        plan(notice, Turn.Kind.PUBLISH, notice.starts_at)
    else:
        plan(notice, Turn.Kind.PUBLISH, None)
        go_up(notice)
    return notice


@transaction.atomic
def take_turn(*, turn: Turn) -> None:
    """Publish or end what is due; once, however often asked."""
    held = Notice.objects.select_related("board__section", "author__organisation", "obligation")
    notice = held.select_for_update(of=("self",)).get(pk=turn.notice_id)
    now = timezone.now()
    if turn.kind == Turn.Kind.EXPIRE:
        if notice.ends_at is not None and notice.ends_at <= now and notice.is_published:
            tell(notice, "ended")
    elif notice.state == Notice.State.SCHEDULED and (notice.starts_at or now) <= now:
        go_up(notice)


@transaction.atomic
def withdraw_notice(*, by: Member, notice_id: UUID) -> Notice:
    """Take a notice down for everybody but its author and the board's managers.

    What it asked for is closed. A draft nobody saw goes altogether.
    """
    notice = editable(by, notice_id)
    if notice.state == Notice.State.DRAFT:
        drop(notice)
        return notice
    notice.state, notice.withdrawn_at = Notice.State.WITHDRAWN, timezone.now()
    notice.save(update_fields=["state", "withdrawn_at"])
    notice.turns.filter(kept_at=None).delete()
    if notice.obligation_id is not None:
        end(Obligation.objects.select_for_update(of=("self",)).get(pk=notice.obligation_id))
    tell(notice, "ended")
    return notice


def drop(notice: Notice) -> None:
    drafted = notice.obligation
    notice.delete()
    if drafted is not None:
        drafted.delete()


@transaction.atomic
def pin_notice(*, by: Member, notice_id: UUID, on: bool) -> Notice:
    """Keep it on top of its board, or no longer. For those who manage the board."""
    notice = editable(by, notice_id)
    if not Board.objects.manageable_by(by).filter(Q(pk=notice.board_id)).exists():
        raise PermissionDenied(_("固定できるのは掲示板の管理者だけです。"))
    notice.pinned = on
    notice.save(update_fields=["pinned"])
    tell(notice, "changed")
    return notice
