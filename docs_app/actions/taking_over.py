"""Documents whose owners have all left: an administrator of their organisation becomes owner."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from docs_app.actions.logging import log
from docs_app.actions.sharing import let_in_anew
from docs_app.models import Document, DocumentAccess, DocumentEvent
from docs_app.roles import Role
from hub.audit import AuditAction, record
from hub.organisations.models import Member


@transaction.atomic
def take_over(*, by: Member, document_ids: Iterable[UUID]) -> list[Document]:
    """Make `by` an owner of all these; the former owners keep their rows, and the log names them.

    Raises DoesNotExist, and takes none, when one has an owner or `by` does not administer its
    organisation.
    """
    return [take_one(by, each) for each in sorted(set(document_ids))]  # locked in one order


def take_one(by: Member, document_id: UUID) -> Document:
    ownerless = Document.objects.ownerless_for(by)
    document = ownerless.select_for_update(of=("self",)).get(pk=document_id)
    left = DocumentAccess.objects.filter(document=document, role=Role.OWNER)
    names = "、".join(left.order_by("created_at").values_list("member__name", flat=True))
    DocumentAccess.objects.update_or_create(
        document=document,
        member=by,
        defaults={"role": Role.OWNER, "expires_on": None},
        create_defaults={"role": Role.OWNER, "granted_by": by},
    )
    log(document, DocumentEvent.Kind.TAKEN_OVER, by=by, detail=names)
    record(
        AuditAction.DOCUMENT_TAKEN_OVER,
        by=by,
        organisation=document.organisation,
        document=document.pk,
        title=document.title,
    )
    let_in_anew(document)
    return document
