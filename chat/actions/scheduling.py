"""Send later: write now, post when it is due."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chat.actions.locking import in_room, retried_once, writable_room
from chat.actions.messages import clean_body, post_message
from chat.models import ScheduledMessage
from hub.files.attaching import claim, own_files
from hub.files.models import StoredFile
from hub.organisations.models import Member
from hub.promises import Broken

SOONEST = timedelta(minutes=1)
LATEST = timedelta(days=366)


def clean_due(due_at: datetime) -> datetime:
    now = timezone.now()
    if due_at < now + SOONEST:
        raise ValidationError({"due_at": _("送信日時は1分以上先にしてください。")})
    if due_at > now + LATEST:
        raise ValidationError({"due_at": _("送信日時は1年以内にしてください。")})
    return due_at


@retried_once
@transaction.atomic
def schedule_message(
    *,
    author: Member,
    room_id: UUID,
    client_id: UUID,
    due_at: datetime,
    body: str = "",
    mentions: Sequence[str] = (),
    reply_to: int | None = None,
    files: Sequence[UUID] = (),
    topic: UUID | None = None,
) -> ScheduledMessage:
    """Promise to post the message at `due_at`; a repeat with the same client_id adds nothing.

    Raises DoesNotExist outside the room, ValidationError naming the field.
    """
    room = writable_room(in_room(author, room_id).get())
    stored = ScheduledMessage.objects.filter(author=author, client_id=client_id).first()
    if stored is not None:
        return stored
    text = clean_body(body, required=not files)
    if topic is not None and not room.topics.filter(pk=topic).exists():
        raise ValidationError({"topic": _("話題が見つかりません。")})
    scheduled = ScheduledMessage.objects.create(
        room=room,
        author=author,
        client_id=client_id,
        due_at=clean_due(due_at),
        body=text,
        mentions=list(mentions),
        reply_to=reply_to,
        topic_id=topic,
    )
    chosen = own_files(StoredFile.objects.attachable_by(author), files) if files else []
    scheduled.files.set(chosen)
    claim(chosen)
    return scheduled


def open_message(author: Member, scheduled_id: UUID) -> ScheduledMessage:
    """The author's own one, locked, as long as nothing has become of it."""
    own = ScheduledMessage.objects.filter(author=author, pk=scheduled_id, cancelled_at=None)
    scheduled: ScheduledMessage = own.select_for_update(of=("self",)).get()
    if scheduled.kept_at is not None:
        raise ValidationError(_("このメッセージはすでに送信されました。"))
    return scheduled


@transaction.atomic
def change_scheduled(
    *, author: Member, scheduled_id: UUID, body: str, due_at: datetime
) -> ScheduledMessage:
    """Another text or time; one that could not be sent gets another chance."""
    scheduled = open_message(author, scheduled_id)
    scheduled.body = clean_body(body, required=not scheduled.files.exists())
    scheduled.due_at = clean_due(due_at)
    scheduled.waits_until = scheduled.broken_at = None
    scheduled.attempts, scheduled.problem = 0, ""
    fields = ["body", "due_at", "waits_until", "broken_at", "attempts", "problem"]
    scheduled.save(update_fields=fields)
    return scheduled


@transaction.atomic
def cancel_scheduled(*, author: Member, scheduled_id: UUID) -> ScheduledMessage:
    """Never post it. Its files are given up and cleaned away."""
    scheduled = open_message(author, scheduled_id)
    scheduled.cancelled_at = timezone.now()
    scheduled.save(update_fields=["cancelled_at"])
    release(scheduled)
    return scheduled


def release(scheduled: ScheduledMessage) -> None:
    scheduled.files.update(attached_at=None)


@transaction.atomic
def send_now(*, author: Member, scheduled_id: UUID) -> ScheduledMessage:
    """Post it at once. Raises ValidationError with the reason why that is impossible."""
    scheduled = open_message(author, scheduled_id)
    post_scheduled(scheduled)
    scheduled.kept_at = timezone.now()
    scheduled.save(update_fields=["kept_at"])
    return scheduled


def post_scheduled(scheduled: ScheduledMessage) -> None:
    release(scheduled)
    message = post_message(
        author=scheduled.author,
        room_id=scheduled.room_id,
        client_id=scheduled.client_id,
        body=scheduled.body,
        mentions=scheduled.mentions,
        reply_to=scheduled.reply_to,
        files=list(scheduled.files.order_by("created_at").values_list("id", flat=True)),
        topic=scheduled.topic_id,
    )
    scheduled.message = message
    scheduled.save(update_fields=["message"])


@transaction.atomic
def keep_scheduled(*, promise: Any) -> None:
    """Post a due message; the client id makes a second attempt find the first.

    Raises Broken for what cannot be posted any more: author out of the room, room archived.
    """
    scheduled = ScheduledMessage.objects.select_for_update(of=("self",)).get(pk=promise.pk)
    if scheduled.cancelled_at is not None or scheduled.message_id is not None:
        return
    try:
        with transaction.atomic():
            post_scheduled(scheduled)
    except ObjectDoesNotExist:
        raise Broken(_("ルームに参加していないため送信できませんでした。")) from None
    except PermissionDenied as error:
        raise Broken(str(error)) from error
    except ValidationError as error:
        raise Broken(" ".join(error.messages)) from error
