"""Bots: members that no person signs in as."""

from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hub.audit import AuditAction, record
from hub.identity.models import User
from hub.organisations.models import Member, Organisation


def make_bot(by: Member, organisation: Organisation, name: str) -> Member:
    """A bot of the organisation; part of an action. Raises ValidationError for the name."""
    text = name.strip()
    if not text:
        raise ValidationError({"name": _("名前を入力してください。")})
    user = User.objects.create_user(username=f"bot-{uuid4().hex}", password=None)
    bot = Member(
        user=user, organisation=organisation, name=text, reading=text, role=Member.Role.BOT
    )
    bot.full_clean()
    bot.save(force_insert=True)
    record(AuditAction.BOT_CREATED, by=by, organisation=organisation, name=text)
    return bot


@transaction.atomic
def create_bot(*, by: Member, organisation_id: UUID, name: str) -> Member:
    """A bot for programs with tokens. Raises DoesNotExist for whom one does not administer."""
    organisation = Organisation.objects.administered_by(by).get(pk=organisation_id)
    return make_bot(by, organisation, name)


def bots_of(organisation_id: UUID) -> list[Member]:
    """Bots that hold tokens, or may; those of webhooks belong to their rooms."""
    bots = Member.objects.active().filter(
        organisation_id=organisation_id, role=Member.Role.BOT, incoming_webhooks=None
    )
    return list(bots.order_by("name"))
