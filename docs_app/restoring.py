"""Bringing a revision back: worked out in the bounded worker, then stored."""

from uuid import UUID

from docs_app.actions.revisions import store_restored
from docs_app.admission import rendering_for
from docs_app.log import stored_state
from docs_app.models import Document, Revision
from docs_app.roles import Role
from hub.organisations.models import Member


def restore_revision(*, member: Member, revision_id: UUID) -> Revision:
    """Bring a revision's content back, as an edit like any other; returns the new revision.

    What is there now is kept as a revision first, and what others type meanwhile merges with
    it. Raises DoesNotExist for who may not edit, Broken,
    RefusedByWorker, Busy and RateLimited.
    """
    writable = Document.objects.readable_by(member, Role.EDITOR)
    revision = Revision.objects.get(pk=revision_id, document__in=writable)
    wanted = bytes(revision.state)
    current = stored_state(revision.document_id)
    with rendering_for(member) as worker:
        _answer, update = worker.ask("replace", current + wanted, first=len(current))
    return store_restored(member=member, revision=revision, update=update)
