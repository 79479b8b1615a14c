"""Promise mails."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hub.mail.models import Mail, MailPreference
from hub.organisations.models import Member

SATURDAY = 5


def is_configured() -> bool:
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


@transaction.atomic
def promise_mails(
    *, kind: str, since: datetime, due_at: datetime, member_ids: Iterable[UUID]
) -> None:
    """One open mail of the kind for each of these members, about what happened since.

    Who has an open one keeps it: it will tell of both.
    """
    if is_configured():
        mails = [Mail(member_id=key, kind=kind, since=since, due_at=due_at) for key in member_ids]
        Mail.objects.bulk_create(mails, ignore_conflicts=True)


@transaction.atomic
def save_preference(
    *,
    member: Member,
    mentions: bool,
    digest: str,
    digest_at: time,
    language: str,
    calls: bool = True,
    documents: bool = False,
) -> MailPreference:
    """Keep the person's wish; a promised digest moves to the new time or is given up."""
    preference, _created = MailPreference.objects.update_or_create(
        member=member,
        defaults={
            "mentions": mentions,
            "calls": calls,
            "documents": documents,
            "digest": digest,
            "digest_at": digest_at,
            "language": language,
        },
    )
    Mail.objects.filter(member=member, kind=Mail.Kind.DIGEST, kept_at=None, broken_at=None).delete()
    plan_digest(preference)
    return preference


def plan_digest(preference: MailPreference) -> None:
    if preference.digest != MailPreference.Digest.NEVER:
        promise_mails(
            kind=Mail.Kind.DIGEST,
            since=timezone.now(),
            due_at=next_digest(preference, timezone.localtime()),
            member_ids=[preference.member_id],
        )


def next_digest(preference: MailPreference, now: datetime) -> datetime:
    """The first time after `now` that the preference names, in the city's time zone."""
    due = now.replace(hour=preference.digest_at.hour, minute=preference.digest_at.minute)
    due = due.replace(second=0, microsecond=0)
    weekdays = preference.digest == MailPreference.Digest.WEEKDAYS
    while due <= now or (weekdays and due.weekday() >= SATURDAY):
        due += timedelta(days=1)
    return due


@transaction.atomic
def plan_missing_digests(*, limit: int = 500) -> None:
    """Whoever wants a digest has the next one promised."""
    wanting = MailPreference.objects.exclude(digest=MailPreference.Digest.NEVER).exclude(
        member__mails__in=Mail.objects.filter(kind=Mail.Kind.DIGEST, kept_at=None, broken_at=None)
    )
    for preference in wanting[:limit]:
        plan_digest(preference)
