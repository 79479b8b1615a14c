"""Reading the log of a document."""

from uuid import UUID

from docs_app import yjs
from docs_app.models import Document, DocumentUpdate


def stored_state(document_id: UUID) -> bytes:
    """The whole document as one update: snapshot and log merged.

    The rows are read first: a compaction between the two reads would otherwise take away what
    it folded in; read twice, an update changes nothing.
    """
    loose = DocumentUpdate.objects.filter(document_id=document_id, folded_in=False)
    rows = [bytes(data) for data in loose.order_by("seq").values_list("data", flat=True)]
    snapshot = Document.objects.values_list("snapshot", flat=True).get(pk=document_id)
    return yjs.merge(bytes(snapshot), *rows)
