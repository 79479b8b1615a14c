"""Messages that address one member, whichever way: by name, section, duty or everyone."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from chat.addresses import own_addresses
from chat.models import Membership, Mention, Message
from hub.mail.actions import promise_mails
from hub.mail.models import Mail, MailPreference
from hub.organisations.models import Member

AWAY_AFTER = timedelta(minutes=5)


def unread_mentions(member: Member) -> QuerySet[Mention]:
    """Marks that reach the member, on messages above their read marker, in their rooms."""
    keys: dict[str, list[str]] = defaultdict(list)
    for address in own_addresses(member):
        kind, _separator, key = address.partition(":")
        keys[kind].append(key)
    mine = Q(member__in=keys["member"]) | Q(section__in=keys["section"]) | Q(duty__in=keys["duty"])
    everyone = Q(member=None, section=None, duty=None)
    return Mention.objects.filter(mine | everyone).filter(
        message__room__memberships__member=member,
        message__room__memberships__left_at=None,
        message__seq__gt=F("message__room__memberships__read_seq"),
    )


def addressed_members(mark: Mention) -> set[UUID] | None:
    """Whom one mark reaches; None for everyone in the room."""
    if mark.member_id is not None:
        return {mark.member_id}
    if mark.section is not None:
        return set(mark.section.staff().values_list("id", flat=True))
    if mark.duty is not None:
        return set(mark.duty.present_holders().values_list("id", flat=True))
    return None


def mail_mentioned(message: Message, marks: Sequence[Mention]) -> None:
    """Promise a mail to those addressed who want one; read in time, it will not be sent."""
    if not marks:
        return
    inside = Membership.objects.active().filter(room_id=message.room_id).values("member_id")
    wanting = set(
        MailPreference.objects.filter(mentions=True, member__in=inside)
        .exclude(member_id=message.author_id)
        .values_list("member_id", flat=True)
    )
    reached: set[UUID] = set()
    for mark in marks if wanting else ():
        addressed = addressed_members(mark)
        reached |= wanting if addressed is None else wanting & addressed
    if reached:
        promise_mails(
            kind=Mail.Kind.MENTIONS,
            since=message.created_at,
            due_at=timezone.now() + AWAY_AFTER,
            member_ids=reached,
        )
