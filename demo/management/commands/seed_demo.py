"""Fill an empty hub with 青葉市: its organisations, people, rooms and conversations."""

import random
from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone
from django.utils.dateparse import parse_date

from chat.models import Membership, Message
from demo.answers import save_notices
from demo.conversations import Conversations
from demo.documents import save_documents
from demo.people import People
from demo.rosters import shifts_of
from demo.work import save_work
from hub.identity.models import User
from hub.organisations.models import Organisation, Shift

SEED = 20_26_11
EVENING = time(17, 30)


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", help="YYYY-MM-DD: the day on which the story ends")
        parser.add_argument("--unless-filled", action="store_true", help="keep what is there")

    def handle(self, *_args: Any, today: str | None = None, **options: Any) -> None:
        if Organisation.objects.exists():
            if options["unless_filled"]:
                return
            raise CommandError("This hub already has organisations; the demo needs an empty one.")
        now = end_of_story(today)
        rng = random.Random(SEED)
        self.stdout.write("  demo city: people …")
        with transaction.atomic():
            people = People(rng, now)
            people.save()
            self.stdout.write("  demo city: conversations …")
            conversations = Conversations(people, rng, now)
            conversations.build()
            conversations.save()
            Shift.objects.bulk_create(shifts_of(people, rng, now))
            reset_sequences()
            save_work(conversations.by_username, now)
            save_documents(conversations.by_username, now)
            save_notices(conversations.by_username, now)
        self.stdout.write(
            f"  demo city: {len(people.members)} people, {Message.objects.count()} messages"
        )


def end_of_story(today: str | None) -> datetime:
    """This minute, or the evening of a given day. Raises CommandError for no date."""
    if today is None:
        return timezone.now().replace(second=0, microsecond=0)
    try:
        day = parse_date(today)
    except ValueError:
        day = None
    if day is None:
        raise CommandError("--today needs a date such as 2026-11-20.")
    return timezone.make_aware(datetime.combine(day, EVENING))


def reset_sequences() -> None:
    """Ids were given here; PostgreSQL's counters and statistics have to follow."""
    models = [User, Membership, Message]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        cursor.execute("ANALYZE")  # or the planner takes the new tables for empty ones
