"""Topics: start, rename, resolve, follow, mute, and sort messages into them."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chat.actions.locking import bump, in_room, message_in, retried_once, writable_room
from chat.actions.rooms import post_event, publish_changed
from chat.event_protocol import TopicInvolved
from chat.models import Message, Room, Topic, TopicInvolvement
from chat.querysets import MessageQuerySet
from hub.organisations.models import Member
from hub.realtime import publish
from hub.realtime.groups import member_group

TOPICS_OF_ROOM = 500


def clean_name(name: str) -> str:
    text = " ".join(name.replace("\x00", "").split())
    if not text:
        raise ValidationError({"name": _("話題の名前を入力してください。")})
    if len(text) > Topic.NAME_LIMIT:
        limit = Topic.NAME_LIMIT
        text = _("話題の名前は%(limit)d文字以内にしてください。") % {"limit": limit}
        raise ValidationError({"name": text})
    return text


def locked_topic(member: Member, topic_id: UUID) -> Topic:
    """The topic with its room locked. Raises Topic.DoesNotExist outside the room."""
    topic = Topic.objects.visible_to(member).get(pk=topic_id)
    topic.room = writable_room(in_room(member, topic.room_id).get())
    return topic


@retried_once
@transaction.atomic
def start_topic(*, member: Member, room_id: UUID, name: str) -> Topic:
    """The room's topic of that name, made when there is none; a resolved one is reopened."""
    room = writable_room(in_room(member, room_id).get())
    text = clean_name(name)
    topic = room.topics.filter(name=text).first()
    if topic is not None:
        return topic if topic.resolved_at is None else set_resolved(topic, member, on=False)
    if room.topics.count() >= TOPICS_OF_ROOM:
        raise ValidationError({"name": _("このルームの話題が多すぎます。")})
    topic = Topic.objects.create(room=room, name=text, created_by=member)
    bump(room)
    publish_changed(room)
    return topic


@transaction.atomic
def rename_topic(*, member: Member, topic_id: UUID, name: str) -> Topic:
    """Give it another name, told in the conversation. Raises ValidationError when taken."""
    topic = locked_topic(member, topic_id)
    text, before = clean_name(name), topic.name
    if text == before:
        return topic
    if topic.room.topics.filter(name=text).exists():
        raise ValidationError({"name": _("同じ名前の話題がすでにあります。")})
    topic.name = text
    topic.save(update_fields=["name", "folded"])
    post_event(topic.room, member, Message.Event.TOPIC_RENAMED, f"{before} → {text}", topic)
    publish_changed(topic.room)
    return topic


@transaction.atomic
def resolve_topic(*, member: Member, topic_id: UUID, on: bool) -> Topic:
    """Mark it as settled or open it again; twice changes nothing."""
    topic = locked_topic(member, topic_id)
    if (topic.resolved_at is not None) == on:
        return topic
    return set_resolved(topic, member, on=on)


def set_resolved(topic: Topic, member: Member, *, on: bool) -> Topic:
    topic.resolved_at = timezone.now() if on else None
    topic.resolved_by = member if on else None
    topic.save(update_fields=["resolved_at", "resolved_by"])
    event = Message.Event.TOPIC_RESOLVED if on else Message.Event.TOPIC_REOPENED
    post_event(topic.room, member, event, topic.name, topic)
    publish_changed(topic.room)
    return topic


@transaction.atomic
def involve_in_topic(*, member: Member, topic_id: UUID, involvement: str) -> Topic:
    """Follow it, mute it, or (with "") let the room's own setting count again."""
    topic = Topic.objects.visible_to(member).get(pk=topic_id)
    if involvement and involvement not in TopicInvolvement.Involvement.values:
        raise ValidationError({"involvement": _("通知の設定を選んでください。")})
    if involvement:
        TopicInvolvement.objects.update_or_create(
            topic=topic, member=member, defaults={"involvement": involvement}
        )
    else:
        TopicInvolvement.objects.filter(topic=topic, member=member).delete()
    publish(member_group(member.pk), lambda: TopicInvolved(room=topic.room_id))
    return topic


class Scope:
    """How much is moved with a message."""

    ONE, LATER, ALL = "one", "later", "all"


def chosen_messages(room: Room, seq: int, scope: str) -> MessageQuerySet:
    """The message, or with it the later ones of its topic, or all of them, as they stand."""
    message = message_in(room, seq)
    if message.event or message.deleted_at is not None or message.moved_to_id is not None:
        raise ValidationError(_("このメッセージは移動できません。"))
    movable = Message.objects.in_room(room).filter(event="", deleted_at=None, moved_to=None)
    if scope == Scope.ONE:
        return movable.filter(seq=seq)
    if scope == Scope.ALL and message.topic_id is None:
        raise ValidationError({"scope": _("話題のないメッセージは、まとめて移動できません。")})
    same = movable.filter(topic=message.topic)
    return same.filter(seq__gte=seq) if scope == Scope.LATER else same


@transaction.atomic
def sort_messages(
    *, member: Member, room_id: UUID, seq: int, scope: str, topic_id: UUID | None
) -> int:
    """Put messages of one room into another of its topics (None: into no topic).

    A line in the conversation tells who did it. Returns how many were moved.
    """
    room = writable_room(in_room(member, room_id).get())
    chosen = chosen_messages(room, seq, scope)
    target = None if topic_id is None else room.topics.filter(pk=topic_id).first()
    if topic_id is not None and target is None:
        raise ValidationError({"topic": _("話題が見つかりません。")})
    wanted = chosen.exclude(topic_id=topic_id) if topic_id else chosen.exclude(topic=None)
    changed = wanted.update(topic=target, version=room.version + 1)
    if not changed:
        return 0
    leave_a_gap(room)
    if target is not None:
        refresh_activity(target)
    text = f"{changed}\n{target.name if target else ''}"
    post_event(room, member, Message.Event.TOPIC_SORTED, text, target)
    publish_changed(room)
    return changed


def leave_a_gap(room: Room) -> None:
    """Many messages took the next version at once, and no event tells which.

    The version after it is left out as well, so that every client sees a gap and pulls.
    """
    bump(room)
    bump(room)


def refresh_activity(topic: Topic) -> None:
    newest = topic.messages.order_by("-created_at").values_list("created_at", flat=True).first()
    topic.last_posted_at = newest or topic.last_posted_at
    topic.save(update_fields=["last_posted_at"])
