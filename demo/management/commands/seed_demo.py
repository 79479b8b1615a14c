"""Fill an empty hub with 青葉市: its organisations, people, rooms and conversations."""

import random
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone

from chat.models import Membership, Message
from demo.conversations import Conversations
from demo.people import People
from hub.identity.models import User
from hub.organisations.models import Organisation

SEED = 20_26_11


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        if Organisation.objects.exists():
            raise CommandError("This hub already has organisations; the demo needs an empty one.")
        now = timezone.now().replace(second=0, microsecond=0)
        rng = random.Random(SEED)
        self.stdout.write("  demo city: people …")
        with transaction.atomic():
            people = People(rng, now)
            people.save()
            self.stdout.write("  demo city: conversations …")
            conversations = Conversations(people, rng, now)
            conversations.build()
            conversations.save()
            reset_sequences()
        self.stdout.write(
            f"  demo city: {len(people.members)} people, {Message.objects.count()} messages"
        )


def reset_sequences() -> None:
    """Ids were given here; PostgreSQL's counters have to follow."""
    models = [User, Membership, Message]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
