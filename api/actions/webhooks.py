"""Webhooks of a room: made and revoked by its hosts."""

import secrets
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from api.actions.bots import make_bot
from api.destinations import check_destination
from api.message_data import event_text
from api.models import Delivery, IncomingWebhook, OutgoingWebhook
from api.tokens import hash_of, new_token
from chat.actions.locking import hosted_room
from chat.actions.messages import post_message
from chat.actions.rooms import grant_membership, revoke_membership
from chat.models import BODY_LIMIT, Message
from hub.audit import AuditAction, record
from hub.organisations.models import Member

WEBHOOKS_OF_ROOM = 10


def clean_name(name: str) -> str:
    if not name.strip():
        raise ValidationError({"name": _("名前を入力してください。")})
    return name.strip()[:60]


@transaction.atomic
def create_incoming(*, host: Member, room_id: UUID, name: str) -> tuple[IncomingWebhook, str]:
    """The row, and the token of its address, which nobody can see again.

    Its bot becomes a member of the room. Raises DoesNotExist, PermissionDenied,
    ValidationError.
    """
    room = hosted_room(host, room_id)
    if room.incoming_webhooks.filter(revoked_at=None).count() >= WEBHOOKS_OF_ROOM:
        raise ValidationError(_("このルームのWebhookが多すぎます。"))
    bot = make_bot(host, host.organisation, clean_name(name))
    grant_membership(host=host, room_id=room_id, member_ids=[bot.id])
    token = new_token()
    row = IncomingWebhook.objects.create(
        room=room, bot=bot, name=bot.name, token_hash=hash_of(token), created_by=host
    )
    record(AuditAction.WEBHOOK_CREATED, by=host, organisation=room.organisation, name=row.name)
    return row, token


@transaction.atomic
def create_outgoing(*, host: Member, room_id: UUID, name: str, url: str) -> OutgoingWebhook:
    """Send what is posted in the room from now on to `url`, which the city must allow."""
    room = hosted_room(host, room_id)
    if room.outgoing_webhooks.filter(revoked_at=None).count() >= WEBHOOKS_OF_ROOM:
        raise ValidationError(_("このルームのWebhookが多すぎます。"))
    check_destination(url)
    row = OutgoingWebhook(
        room=room,
        name=clean_name(name),
        url=url,
        secret=f"whsec_{b64encode(secrets.token_bytes(32)).decode()}",
        created_by=host,
        sent_version=room.version,
        sent_seq=room.last_seq,
    )
    row.full_clean()
    row.save(force_insert=True)
    record(
        AuditAction.WEBHOOK_CREATED,
        by=host,
        organisation=room.organisation,
        name=row.name,
        host=urlsplit(url).hostname,
    )
    return row


@transaction.atomic
def revoke_webhook(*, host: Member, room_id: UUID, webhook_id: UUID) -> None:
    """Of either kind. An incoming one's bot leaves the room; what waits is not sent."""
    room = hosted_room(host, room_id)
    incoming = room.incoming_webhooks.filter(pk=webhook_id, revoked_at=None).first()
    outgoing = room.outgoing_webhooks.filter(pk=webhook_id, revoked_at=None).first()
    row = incoming or outgoing
    if row is None:
        raise IncomingWebhook.DoesNotExist
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    if incoming is not None:
        with suppress(Member.DoesNotExist):  # a host took the bot out of the room before
            revoke_membership(host=host, room_id=room_id, member_id=incoming.bot_id)
    waiting = Delivery.objects.filter(webhook_id=row.pk, kept_at=None, broken_at=None)
    waiting.update(broken_at=timezone.now(), problem=_("取り消されました。"))
    record(AuditAction.WEBHOOK_REVOKED, by=host, organisation=room.organisation, name=row.name)


@transaction.atomic
def receive(*, webhook: IncomingWebhook, given: Mapping[str, Any]) -> Message:
    """Post what came in. Raises ValidationError naming the field."""
    text = given.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ValidationError({"text": _("textに本文を入れてください。")})
    if len(text) > BODY_LIMIT:
        limit = _("本文は%(limit)d文字以内で入力してください。") % {"limit": BODY_LIMIT}
        raise ValidationError({"text": limit})
    message = post_message(
        author=webhook.bot, room_id=webhook.room_id, client_id=client_id_of(given), body=text
    )
    IncomingWebhook.objects.filter(pk=webhook.pk).update(last_used_at=timezone.now())
    return message


def client_id_of(given: Mapping[str, Any]) -> UUID:
    value = given.get("client_id")
    try:
        return UUID(str(value)) if value else uuid4()
    except ValueError:
        raise ValidationError({"client_id": _("client_idはUUIDにしてください。")}) from None


@transaction.atomic
def send_again(*, host: Member, room_id: UUID, delivery_id: UUID) -> Delivery:
    """Give a delivery that was given up another chance."""
    room = hosted_room(host, room_id)
    own = Delivery.objects.filter(webhook__room=room, webhook__revoked_at=None)
    delivery: Delivery = own.select_for_update(of=("self",)).get(pk=delivery_id, kept_at=None)
    delivery.due_at, delivery.broken_at, delivery.waits_until = timezone.now(), None, None
    delivery.attempts = 0
    delivery.save(update_fields=["due_at", "broken_at", "waits_until", "attempts"])
    return delivery


@transaction.atomic
def collect(*, webhook_id: UUID) -> int:
    """Turn what happened in the room since the last time into deliveries; returns how many."""
    webhook = OutgoingWebhook.objects.select_for_update(of=("self",)).get(pk=webhook_id)
    room = webhook.room
    changed = Message.objects.in_room(room).filter(
        version__gt=webhook.sent_version, version__lte=room.version, event=""
    )
    found = list(changed.for_timeline().order_by("version", "seq"))
    for message in found:
        if message.is_gone:
            forget(webhook, message)
    Delivery.objects.bulk_create(delivery_of(webhook, message) for message in found)
    webhook.sent_version, webhook.sent_seq = room.version, room.last_seq
    webhook.save(update_fields=["sent_version", "sent_seq"])
    return len(found)


def forget(webhook: OutgoingWebhook, message: Message) -> None:
    """The text of a message that was taken back, and still waits to be sent, is not sent."""
    told = f'"seq": {message.seq}, "version": '  # as `event_text` writes it, never inside a text
    webhook.deliveries.filter(kept_at=None, body__contains=told).delete()


def delivery_of(webhook: OutgoingWebhook, message: Message) -> Delivery:
    event = "message.posted" if message.seq > webhook.sent_seq else "message.changed"
    return Delivery(
        webhook=webhook, event=event, body=event_text(event, message), due_at=timezone.now()
    )
