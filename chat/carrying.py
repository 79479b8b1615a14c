"""What chat tells obligations: the messages that carry them."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from chat.models import MessageObligation
from hub.obligations.ports import Carrier
from hub.organisations.models import Member


def messages_of(obligation_ids: Iterable[UUID], member: Member) -> dict[UUID, Carrier]:
    """Only messages of rooms the member is in now."""
    rooms = member.memberships.filter(left_at=None).values("room_id")
    found = MessageObligation.objects.filter(
        obligation__in=list(obligation_ids), message__room__in=rooms, message__deleted_at=None
    ).select_related("message__room")
    return {
        each.obligation_id: Carrier(
            f"{reverse('chat:room', args=[each.message.room_id])}?seq={each.message.seq}",
            each.message.room.name or _("ダイレクト"),
        )
        for each in found
    }
