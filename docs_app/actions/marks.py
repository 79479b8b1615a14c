"""What a member keeps for themselves: stars."""

from uuid import UUID

from django.db import transaction

from docs_app.models import Document, Star
from hub.organisations.models import Member


@transaction.atomic
def star_document(*, member: Member, document_id: UUID, on: bool) -> bool:
    """Set or take away the star. Raises DoesNotExist for who may not read the document."""
    document = Document.objects.readable_by(member).get(pk=document_id)
    if on:
        Star.objects.get_or_create(document=document, member=member)
    else:
        Star.objects.filter(document=document, member=member).delete()
    return on
