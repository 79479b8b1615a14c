"""The order of sections beside each other."""

from uuid import UUID

from django.db import transaction

from hub.audit import AuditAction, record
from hub.organisations.actions.rights import administered
from hub.organisations.models import Member, Section


@transaction.atomic
def move_section(*, by: Member, organisation_id: UUID, section_id: UUID, down: bool) -> Section:
    """Change places with the section above or below; at the end nothing happens."""
    organisation = administered(by, organisation_id)
    section = organisation.sections.get(pk=section_id)
    beside = list(organisation.sections.filter(parent=section.parent_id))
    place = beside.index(section)
    wanted = place + (1 if down else -1)
    if not 0 <= wanted < len(beside):
        return section
    beside[place], beside[wanted] = beside[wanted], beside[place]
    for position, each in enumerate(beside):
        each.position = position
    Section.objects.bulk_update(beside, ["position"])
    record(
        AuditAction.SECTION_CHANGED,
        by=by,
        organisation=organisation,
        name=section.name,
        order=wanted,
    )
    return beside[wanted]
