"""Post, edit, recall, react, pin."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from chat.actions.attaching import attach
from chat.actions.locking import bump, hosts, in_room, message_in, retried_once, writable_room
from chat.addresses import resolve_mentions
from chat.event_protocol import MessageChanged, MessagePosted
from chat.models import (
    BODY_LIMIT,
    RECALL_WITHIN,
    Membership,
    Mention,
    Message,
    MessageEdit,
    Reaction,
    Recall,
    Room,
    Topic,
)
from chat.ports import message_followers
from chat.receipts import evidence_of
from chat.stamps import check_stamp
from chat.timeline import Item, item_of, message_data
from hub.files.attaching import own_files
from hub.files.models import StoredFile
from hub.obligations.actions.opening import end
from hub.obligations.models import Obligation
from hub.organisations.models import Member
from hub.realtime import publish
from hub.realtime.groups import room_group


def clean_body(body: str, *, required: bool = True) -> str:
    text = body.replace("\x00", "").strip()
    if required and not text:
        raise ValidationError({"body": _("本文を入力してください。")})
    if len(text) > BODY_LIMIT:
        raise ValidationError(
            {"body": _("本文は%(limit)d文字以内で入力してください。") % {"limit": BODY_LIMIT}}
        )
    return text


@retried_once
@transaction.atomic
def post_message(
    *,
    author: Member,
    room_id: UUID,
    client_id: UUID,
    body: str,
    mentions: Sequence[str] = (),
    reply_to: int | None = None,
    files: Sequence[UUID] = (),
    stamp: str = "",
    topic: UUID | None = None,
) -> Message:
    """Store the message and give it the room's next seq.

    A repeat with the same client_id returns the stored message and changes nothing.
    Raises DoesNotExist outside the room, ValidationError naming the field: the body may be
    empty beside a stamp or files, and the files must be the author's own and finished.
    """
    text = clean_body(body, required=not (files or stamp))
    stored = Message.objects.filter(room_id=OuterRef("room_id"), author=author, client_id=client_id)
    found = in_room(author, room_id).annotate(stored=Subquery(stored.values("pk")))
    membership: Any = found.select_related("member__organisation", "member__section", "duty").get()
    if membership.stored is not None:
        return Message.objects.get(pk=membership.stored)
    room = writable_room(membership)
    message = Message(author=membership.member, client_id=client_id, body=text)
    message.posted_as = membership.duty.name if membership.duty else ""
    message.stamp, message.topic = check_stamp(stamp), open_topic(room, topic)
    append(room, message, reply_to)
    marks = resolve_mentions(room, mentions, text)
    store_mentions(message, marks)
    attachable = StoredFile.objects.attachable_by(author)
    attachments = attach(message, own_files(attachable, files)) if files else []
    publish_posted(room, Item(message, marks, attachments=attachments))
    for follow in message_followers:
        follow(message, marks)
    stays = Membership.objects.active().filter(pk=membership.pk)
    if not stays.update(read_seq=message.seq, delivered_seq=message.seq, draft=""):
        raise Membership.DoesNotExist  # removed while this post waited for the room
    return message


def open_topic(room: Room, topic_id: UUID | None) -> Topic | None:
    """The room's topic, moved to the front. Raises ValidationError for any other."""
    if topic_id is None:
        return None
    topic = room.topics.filter(pk=topic_id).first()
    if topic is None:
        raise ValidationError({"topic": _("話題が見つかりません。")})
    topic.last_posted_at = timezone.now()
    topic.save(update_fields=["last_posted_at"])
    return topic


def append(room: Room, message: Message, reply_to: int | None = None) -> Message:
    """Give `message` the next seq of the locked room and store it."""
    if reply_to is not None:
        answered = Message.objects.in_room(room).select_related("author").filter(seq=reply_to)
        message.reply_to = answered.first()
        if message.reply_to is None:
            raise ValidationError({"reply_to": _("返信先のメッセージが見つかりません。")})
    room.last_seq += 1
    room.last_posted_at = max(room.last_posted_at, message.created_at)
    message.room, message.seq = room, room.last_seq
    message.version = bump(room, "last_seq", "last_posted_at")
    message.save(force_insert=True)
    return message


def store_mentions(message: Message, marks: Sequence[Mention]) -> None:
    for mark in marks:
        mark.message = message
    if marks:
        Mention.objects.bulk_create(marks)


def publish_posted(room: Room, item: Item) -> None:
    publish(
        room_group(room.id),
        lambda: MessagePosted(
            room=room.id, version=room.version, room_name=room.name, message=message_data(item)
        ),
    )


def store_change(room: Room, message: Message, *fields: str) -> Message:
    """Save a change of one message under a new version, and publish it."""
    message.version = bump(room)
    message.save(update_fields=["version", *fields])
    item = item_of(message_in(room, message.seq))
    publish(
        room_group(room.id),
        lambda: MessageChanged(room=room.id, version=room.version, message=message_data(item)),
    )
    return item.message


def own_message(member: Member, room: Room, seq: int) -> Message:
    message = message_in(room, seq)
    if message.author_id != member.pk or message.event:
        raise PermissionDenied(_("自分のメッセージだけを変更できます。"))
    if message.is_gone:
        raise ValidationError(_("取り消されたメッセージは変更できません。"))
    return message


@transaction.atomic
def edit_message(
    *, author: Member, room_id: UUID, seq: int, body: str, mentions: Sequence[str] = ()
) -> Message:
    """Replace the text; the earlier one is kept as history."""
    room = writable_room(in_room(author, room_id).get())
    message = own_message(author, room, seq)
    text = clean_body(body, required=not message.attachments.all())
    if message.body == text:
        return message
    MessageEdit.objects.create(message=message, body=message.body)
    message.mentions.all().delete()
    store_mentions(message, resolve_mentions(room, mentions, text))
    message.body, message.edited_at = text, timezone.now()
    return store_change(room, message, "body", "edited_at")


@transaction.atomic
def recall_message(*, member: Member, room_id: UUID, seq: int) -> Message:
    """Take the text back from everyone, and freeze the report of who had it.

    Authors within 24 hours; hosts of the room at any time. The original stays in
    `MessageEdit` for auditors.
    """
    membership = in_room(member, room_id).get()
    room, message = membership.room, message_in(membership.room, seq)
    if message.deleted_at is not None:
        return message
    if (
        message.event
        or message.moved_to_id
        or (message.author_id != member.pk and not hosts(membership))
    ):
        raise PermissionDenied(_("このメッセージは取り消せません。"))
    if timezone.now() > message.recall_ends_at and not hosts(membership):
        hours = int(RECALL_WITHIN.total_seconds() // 3600)
        raise ValidationError(
            _("投稿から%(hours)d時間を過ぎたため取り消せません。") % {"hours": hours}
        )
    receipts = [receipt.as_evidence() for receipt in evidence_of(message)]
    Recall.objects.create(message=message, recalled_by=member, receipts=receipts)
    MessageEdit.objects.create(message=message, body=message.body or message.excerpt)
    message.mentions.all().delete()
    message.reactions.all().delete()
    # A recalled text must not live on in the words of a task.
    message.tasks.update(title="", note="", cancelled_at=timezone.now())
    end_asking(message)
    message.body, message.stamp = "", ""
    message.deleted_at, message.deleted_by = timezone.now(), member
    message.pinned_at = message.pinned_by = None
    gone = ("body", "stamp", "deleted_at", "deleted_by", "pinned_at", "pinned_by")
    return store_change(room, message, *gone)


def end_asking(message: Message) -> None:
    """Nobody owes an answer to a message that is gone."""
    asking = getattr(message, "asking", None)
    if asking is not None:
        end(Obligation.objects.select_for_update(of=("self",)).get(pk=asking.obligation_id))


@transaction.atomic
def react(*, member: Member, room_id: UUID, seq: int, emoji: str, on: bool) -> Message:
    """Set or take back one's own reaction; doing it twice changes nothing."""
    room = writable_room(in_room(member, room_id).get())
    message = message_in(room, seq)
    if message.is_gone or message.event:
        raise ValidationError(_("このメッセージにはリアクションできません。"))
    given = message.reactions.filter(member=member, emoji=emoji)
    if given.exists() == on:
        return message
    if not on:
        given.delete()
    elif emoji not in EMOJI:
        raise ValidationError({"emoji": _("このリアクションは使えません。")})
    else:
        Reaction.objects.create(message=message, member=member, emoji=emoji)
    return store_change(room, message)


# Small and unambiguous: business answers, not decoration.
EMOJI = ("👍", "🙏", "✅", "👀", "🙇", "😊", "🎉", "❓")


@transaction.atomic
def pin_message(*, member: Member, room_id: UUID, seq: int, on: bool) -> Message:
    """Keep a message at the top of the room's details, for everyone."""
    room = writable_room(in_room(member, room_id).get())
    message = message_in(room, seq)
    if message.is_gone or message.event:
        raise ValidationError(_("このメッセージは固定できません。"))
    if (message.pinned_at is not None) == on:
        return message
    message.pinned_at = timezone.now() if on else None
    message.pinned_by = member if on else None
    return store_change(room, message, "pinned_at", "pinned_by")
