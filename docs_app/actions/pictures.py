"""Pictures of documents: who may read the document may read them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils import timezone

from docs_app.models import Document, DocumentImage
from docs_app.roles import Role
from hub.files.models import StoredFile
from hub.organisations.models import Member


@transaction.atomic
def tie_pictures(*, by: Member, document_id: UUID, file_ids: Iterable[UUID | str]) -> set[UUID]:
    """Let the document's readers read these pictures; an editor may.

    Only pictures `by` may read are tied: writing an id into a document gives no access to it.
    Returns the ids of the given files that stand in the document now. Raises DoesNotExist for
    a document `by` may not edit.
    """
    document = Document.objects.readable_by(by, Role.EDITOR).get(pk=document_id)
    wanted = {UUID(str(each)) for each in file_ids}
    tied = DocumentImage.objects.filter(document=document, file_id__in=wanted)
    known = set(tied.values_list("file_id", flat=True))
    readable = StoredFile.objects.visible_to(by).filter(pk__in=wanted - known)
    new = set(readable.exclude(width=None).values_list("pk", flat=True))
    DocumentImage.objects.bulk_create(
        [DocumentImage(document=document, file_id=file_id) for file_id in new],
        ignore_conflicts=True,  # two editors paste the same picture
    )
    unattached = StoredFile.objects.filter(pk__in=new, attached_at=None)
    unattached.update(attached_at=timezone.now())
    return known | new


def let_go(files: set[UUID]) -> None:
    """Files that stand nowhere else become unattached: the clean-up deletes row and bytes."""
    loose = StoredFile.objects.filter(pk__in=files - used(files))
    loose.update(attached_at=None, changed_at=timezone.now())


def used(files: set[UUID]) -> set[UUID]:
    """Those that still stand somewhere: a message, another document, a notice."""
    found: set[UUID] = set()
    # The hidden ones too: `related_objects` leaves out relations that are named "+".
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            name = relation.field.name
            related: Any = relation.related_model
            rows = related._base_manager.filter(**{f"{name}__in": files})
            found |= set(rows.values_list(name, flat=True))
    return found
