"""Who may read the pictures of texts, as the port of files asks for it."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from hub.organisations.models import Member
from hub.richtext import ports
from hub.richtext.models import TextPicture


def files_in_texts(member: Member) -> "QuerySet[Any, Any]":
    """Ids of the files in rows `member` may read."""
    condition = Q(pk__in=[])
    for model, readable in ports.holders.items():
        kind = ContentType.objects.get_for_model(model)
        condition |= Q(holder_type=kind, holder_id__in=readable(member).values("pk"))
    return TextPicture.objects.filter(condition).values("file_id")
