"""Move messages into another room: they are posted there anew, and leave a trace here."""

from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from chat.actions.locking import hosts, in_room, writable_room
from chat.actions.messages import append, publish_posted, store_mentions
from chat.actions.rooms import post_event, publish_changed
from chat.actions.topics import chosen_messages, leave_a_gap, refresh_activity, start_topic
from chat.addresses import resolve_mentions
from chat.models import (
    Attachment,
    DutyPlace,
    Membership,
    Message,
    MessageEdit,
    MessageObligation,
    Reaction,
    Room,
    Task,
    Topic,
)
from chat.timeline import item_of
from hub.organisations.models import Member, Organisation
from hub.organisations.querysets import OrganisationQuerySet

MOVED_AT_ONCE = 200


def new_readers(source: Room, target: Room) -> list[Organisation]:
    """Organisations with people or duties in `target` and neither in `source`."""
    return list(readers_of(target).exclude(id__in=readers_of(source).values("id")))


def readers_of(room: Room) -> OrganisationQuerySet:
    people = Membership.objects.active().filter(room=room).values("member__organisation_id")
    duties = DutyPlace.objects.filter(room=room).values("duty__organisation_id")
    return Organisation.objects.filter(Q(id__in=people) | Q(id__in=duties))


def both_rooms(member: Member, source_id: UUID, target_id: UUID) -> tuple[Membership, Membership]:
    """Own places in both rooms, locked in one order so that two moves never wait in a ring."""
    places = {key: in_room(member, key).get() for key in sorted({source_id, target_id}, key=str)}
    return places[source_id], places[target_id]


@transaction.atomic
def move_messages(
    *,
    member: Member,
    room_id: UUID,
    seq: int,
    scope: str,
    target_id: UUID,
    topic_id: UUID | None = None,
    new_topic: str = "",
    readers_accepted: bool = False,
) -> list[Message]:
    """Move messages of one's rooms; the new ones are returned.

    Authors move their own messages, hosts of the room everybody's. Where other organisations
    would read along, `readers_accepted` must say that somebody looked at their names.
    `new_topic` names a topic of the target that is started with the move.
    Raises DoesNotExist outside either room, PermissionDenied, ValidationError.
    """
    if room_id == target_id:
        raise ValidationError({"room": _("別のルームを選んでください。")})
    place, there = both_rooms(member, room_id, target_id)
    source, target = writable_room(place), writable_room(there)
    chosen = list(chosen_messages(source, seq, scope).for_timeline().order_by("seq"))
    check_move(place, chosen)
    readers = new_readers(source, target)
    if readers and not readers_accepted:
        names = "、".join(organisation.name for organisation in readers)
        raise ValidationError(
            {"readers": _("新しく読めるようになる組織: %(names)s") % {"names": names}}
        )
    topic = None if topic_id is None else target.topics.get(pk=topic_id)
    if new_topic:
        topic = start_topic(member=member, room_id=target_id, name=new_topic)
        target.refresh_from_db()
    moved: dict[int, Message] = {}
    for message in chosen:
        moved[message.pk] = carried(message, target, topic, moved)
    leave_traces(source, moved)
    if topic is not None:
        refresh_activity(topic)
    post_event(target, member, Message.Event.MOVED_IN, str(len(moved)), topic)
    publish_changed(source)
    publish_changed(target)
    return list(moved.values())


def check_move(place: Membership, chosen: list[Message]) -> None:
    foreign = any(message.author_id != place.member_id for message in chosen)
    if foreign and not hosts(place):
        raise PermissionDenied(_("ほかの人のメッセージを移動できるのはルーム管理者だけです。"))
    if len(chosen) > MOVED_AT_ONCE:
        raise ValidationError(
            _("一度に移動できるのは%(limit)d件までです。") % {"limit": MOVED_AT_ONCE}
        )


def carried(
    message: Message, target: Room, topic: Topic | None, moved: dict[int, Message]
) -> Message:
    """The message in its new room: same author, text, time and files; people outside that
    room lose their marks and reactions."""
    new = Message(
        author=message.author,
        client_id=uuid4(),
        posted_as=message.posted_as,
        body=message.body,
        stamp=message.stamp,
        topic=topic,
        created_at=message.created_at,
        edited_at=message.edited_at,
        reply_to=moved.get(message.reply_to_id or 0),
    )
    posted_at = target.last_posted_at
    append(target, new)
    if target.last_posted_at < posted_at:  # an old message does not make the room older
        target.last_posted_at = posted_at
        target.save(update_fields=["last_posted_at"])
    addresses = [mention.address for mention in message.mentions.all()]
    store_mentions(new, resolve_mentions(target, addresses, message.body))
    Attachment.objects.filter(message=message).update(message=new)
    Task.objects.filter(message=message).update(message=new)
    MessageObligation.objects.filter(message=message).update(message=new)
    there = Membership.objects.active().filter(room=target).values("member_id")
    Reaction.objects.filter(message=message, member_id__in=there).update(message=new)
    item = item_of(Message.objects.for_timeline().get(pk=new.pk))
    publish_posted(target, item)
    return new


def leave_traces(source: Room, moved: dict[int, Message]) -> None:
    """The rows stay with seq, author and time; the text is kept for auditors."""
    left = list(Message.objects.filter(pk__in=moved))
    MessageEdit.objects.bulk_create(
        MessageEdit(message=message, body=message.body or message.excerpt) for message in left
    )
    for message in left:
        message.moved_to = moved[message.pk]
        message.version = source.version + 1
        message.body, message.stamp = "", ""
        message.pinned_at = message.pinned_by = None
    fields = ["moved_to", "version", "body", "stamp", "pinned_at", "pinned_by"]
    Message.objects.bulk_update(left, fields)
    for message in left:
        message.mentions.all().delete()
        message.reactions.all().delete()
    leave_a_gap(source)
