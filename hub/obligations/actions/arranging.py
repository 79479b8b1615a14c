"""An organisation arranges whom to ring in which order, and its ladders."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hub.obligations.ladders import checked_steps
from hub.obligations.models import Contact, LadderPreset
from hub.organisations.actions.rights import administered
from hub.organisations.models import Member
from hub.rows import put

MOST_CONTACTS = 50


@transaction.atomic
def arrange_contacts(
    *, by: Member, organisation_id: UUID, contacts: Sequence[Contact]
) -> list[Contact]:
    """Replace the 連絡順 by these, in their order (unsaved rows with rank, member or duty).

    Raises Organisation.DoesNotExist for who does not administer it, ValidationError for
    people and duties of other organisations.
    """
    organisation = administered(by, organisation_id)
    if len(contacts) > MOST_CONTACTS:
        text = _("連絡先は%(n)d件までです。") % {"n": MOST_CONTACTS}
        raise ValidationError({"contacts": text})
    for position, contact in enumerate(contacts):
        contact.organisation, contact.position = organisation, position
        contact.full_clean()
        holder = contact.member or contact.duty
        if holder is None or holder.organisation_id != organisation.pk:
            raise ValidationError({"contacts": _("この組織の人か役割を選んでください。")})
    organisation.contacts.all().delete()
    return Contact.objects.bulk_create(contacts)


@transaction.atomic
def save_preset(
    *,
    by: Member,
    name: str,
    mode: str,
    steps: Sequence[Sequence[Any]],
    preset: LadderPreset | None = None,
) -> LadderPreset:
    """Keep a ladder for one's organisation. Raises PermissionDenied, ValidationError."""
    check_own(by, preset)
    kept = preset or LadderPreset(organisation=by.organisation)
    kept.name, kept.mode = " ".join(name.split()), mode
    kept.steps = checked_steps(list(steps), mode)
    kept.full_clean()
    put(kept, "name", "mode", "steps")
    return kept


@transaction.atomic
def delete_preset(*, by: Member, preset: LadderPreset) -> None:
    check_own(by, preset)
    preset.delete()


def check_own(by: Member, preset: LadderPreset | None) -> None:
    foreign = preset is not None and preset.organisation_id != by.organisation_id
    if foreign or not by.is_administrator:
        raise PermissionDenied(_("呼び出し手順を変えられるのは組織の管理者だけです。"))
