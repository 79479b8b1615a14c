"""What somebody wrote and the document no longer takes: a document of its own."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from docs_app.actions.documents import create_document
from docs_app.models import Document, DocumentImage
from docs_app.models.documents import TITLE_LIMIT
from docs_app.writing import store_update
from hub.organisations.models import Member


@transaction.atomic
def rescue_text(*, author: Member, document_id: UUID, content: bytes) -> Document:
    """A new document of `author` with `content`, a Yjs update (v1) that a browser made.

    Nobody else gets a role. Raises DoesNotExist for who may not read the original,
    UpdateRefused for content that no document may hold.
    """
    original = Document.objects.readable_by(author).get(pk=document_id)
    title = _("%(title)s（合わせられなかった内容）") % {"title": original.title}
    document = create_document(author=author, title=title[:TITLE_LIMIT])
    store_update(
        author=author, document_id=document.pk, generation=document.generation, data=content
    )
    DocumentImage.objects.bulk_create(
        DocumentImage(document=document, file_id=each.file_id) for each in original.images.all()
    )
    return document
