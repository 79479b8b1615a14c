"""A message asks for answers: an obligation of those in its room."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chat.actions.locking import in_room, message_in, writable_room
from chat.actions.messages import store_change
from chat.addresses import members_of
from chat.models import Message, MessageObligation, Room
from hub.obligations.actions.opening import Holder, draft_obligation, open_obligation
from hub.obligations.models import Obligation
from hub.organisations.models import Duty, Member


@transaction.atomic
def ask_for_answers(
    *,
    member: Member,
    room_id: UUID,
    seq: int,
    title: str,
    keys: Collection[str],
    urgent: bool,
    asks: dict[str, Any],
) -> Message:
    """Ask the organisations and duties `keys` names (`organisation:<id>`, `duty:<id>`) to answer.

    `asks`: the fields of `draft_obligation`. Held by persons, everybody of these in the room
    owes an answer; held by organisations, one of each. Only the author of a message asks, and
    once. Raises DoesNotExist outside the room, PermissionDenied, ValidationError.
    """
    room = writable_room(in_room(member, room_id).get())
    message = message_in(room, seq)
    if message.author_id != member.pk or message.event or message.is_gone:
        raise PermissionDenied(_("回答を求められるのは、自分のメッセージだけです。"))
    if hasattr(message, "asking"):
        raise ValidationError(_("このメッセージでは、すでに回答を求めています。"))
    drafted = draft_obligation(
        author=member, title=title, section=member.section, urgent=urgent, **asks
    )
    holders = holders_in(room, keys, drafted.holding, member)
    open_obligation(obligation=drafted, holders=holders)
    MessageObligation.objects.create(message=message, obligation=drafted)
    return store_change(room, message_in(room, seq))


def holders_in(room: Room, keys: Collection[str], holding: str, author: Member) -> list[Holder]:
    """Who owes an answer. Raises ValidationError for keys of nobody in the room."""
    people = members_of(room).exclude(role=Member.Role.BOT)
    houses = {str(key) for key in people.values_list("organisation_id", flat=True)}
    duties = {str(duty.pk): duty for duty in Duty.objects.filter(places__room=room)}
    holders: list[Holder] = []
    for key in keys:
        family, _colon, value = key.partition(":")
        if family == "duty" and value in duties:
            holders.append(Holder(duties[value].organisation_id, duty_id=duties[value].pk))
        elif family != "organisation" or value not in houses:
            raise ValidationError({"holders": _("回答する相手をルームの中から選んでください。")})
        elif holding == Obligation.Holding.PERSON:
            own = people.filter(organisation_id=value).exclude(pk=author.pk)
            holders += [Holder(UUID(value), each) for each in own.values_list("pk", flat=True)]
        else:
            holders.append(Holder(UUID(value)))
    if not holders:
        raise ValidationError({"holders": _("回答する相手を選んでください。")})
    return holders
