"""Whom 回覧 and comments concern: their home page shows it, a mail tells who stays away."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from hub.mail.actions import promise_mails
from hub.mail.models import Mail, MailPreference
from hub.realtime import publish_to_members
from hub.realtime.protocol import HomeChanged

AWAY_AFTER = timedelta(minutes=5)


def refresh_homes(member_ids: Iterable[UUID]) -> None:
    """After commit these members' open home pages are fetched anew."""
    publish_to_members(set(member_ids), HomeChanged)


def tell_people(member_ids: Iterable[UUID], since: datetime) -> None:
    """Their home pages, and a mail for those who want one; seen to in time, it will not be sent."""
    concerned = set(member_ids)
    refresh_homes(concerned)
    wanting = MailPreference.objects.filter(documents=True, member__in=concerned)
    promise_mails(
        kind=Mail.Kind.DOCUMENTS,
        since=since,
        due_at=since + AWAY_AFTER,
        member_ids=wanting.values_list("member_id", flat=True),
    )
