"""An update on its way into the log: tried in the bounded worker, then stored."""

from uuid import UUID

from docs_app.actions.updates import append_update
from docs_app.models import Document, DocumentUpdate
from docs_app.roles import Role
from docs_app.staging import check_update, forget_copy
from hub.organisations.models import Member


def store_update(
    *, author: Member, document_id: UUID, generation: int, data: bytes, origin: str = ""
) -> DocumentUpdate | None:
    """Try the update, then store it; None for one that the document has already.

    Raises what `append_update` raises, and UpdateRefused with a named code.
    """
    if not Document.objects.readable_by(author, Role.EDITOR).filter(pk=document_id).exists():
        raise Document.DoesNotExist
    if not check_update(document_id, generation, data):
        return None
    try:
        return append_update(
            author=author, document_id=document_id, generation=generation, data=data, origin=origin
        )
    except BaseException:
        forget_copy(document_id, generation)
        raise
