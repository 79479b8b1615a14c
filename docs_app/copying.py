"""Documents made from others: what they say is worked out in the bounded worker, then stored."""

from uuid import UUID

from docs_app.actions import templates
from docs_app.actions.compaction import collected
from docs_app.admission import rendering_for
from docs_app.log import stored_state
from docs_app.models import Document, DocumentTemplate
from docs_app.roles import Role
from hub.organisations.models import Member


def duplicate_document(*, by: Member, document_id: UUID) -> Document:
    """As the action of this name. Raises Busy and RateLimited, too."""
    original = Document.objects.readable_by(by).get(pk=document_id)
    state = bare_state(original, by)
    return templates.duplicate_document(by=by, document_id=original.pk, state=state)


def save_template(*, by: Member, document_id: UUID, name: str) -> DocumentTemplate:
    """As the action of this name. Raises Busy and RateLimited, too."""
    document = Document.objects.readable_by(by, Role.EDITOR).get(pk=document_id)
    state = bare_state(document, by)
    return templates.save_template(by=by, document_id=document.pk, name=name, state=state)


def bare_state(document: Document, reader: Member) -> bytes:
    """What the document says now, without what was deleted from it."""
    with rendering_for(reader) as worker:
        return collected(stored_state(document.pk), worker)
