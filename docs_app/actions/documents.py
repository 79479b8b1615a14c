"""Begin a document, change what stands on its cover."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from docs_app import yjs
from docs_app.actions.logging import log
from docs_app.actions.updates import append
from docs_app.characters import legal
from docs_app.models import Document, DocumentAccess, DocumentEvent, Folder
from docs_app.models.documents import SCHEMA, TITLE_LIMIT
from docs_app.roles import Role
from hub.organisations.models import Member

CHANGEABLE = ("title", "number", "retention")


def clean_title(title: str) -> str:
    text = " ".join(legal(title).split())
    if not text:
        raise ValidationError({"title": _("表題を入力してください。")})
    if len(text) > TITLE_LIMIT:
        raise ValidationError(
            {"title": _("表題は%(limit)d文字以内で入力してください。") % {"limit": TITLE_LIMIT}}
        )
    return text


def check_may_begin(author: Member) -> None:
    if not author.may_chat:
        raise PermissionDenied(_("監査担当は文書を作成できません。"))


@transaction.atomic
def create_document(
    *, author: Member, title: str, folder: Folder | None = None, state: bytes = b""
) -> Document:
    """A new document of the author's organisation, with its first content as row one of the log.

    `state` is a Yjs update (v1) made by the server; empty begins a blank page. In a folder, the
    folder's place may edit. Raises ValidationError naming the field, DoesNotExist for a folder
    the author does not see, PermissionDenied for who reads none.
    """
    check_may_begin(author)
    if folder is not None:
        folder = Folder.objects.visible_to(author).get(pk=folder.pk)
    document = Document.objects.create(
        title=clean_title(title),
        organisation=author.organisation,
        folder=folder,
        created_by=author,
    )
    grants = [DocumentAccess(document=document, member=author, role=Role.OWNER)]
    if folder is not None:
        place = {
            "organisation_id": folder.organisation_id,
            "section_id": folder.section_id,
            "room_id": folder.room_id,
        }
        grants.append(DocumentAccess(document=document, role=Role.EDITOR, **place))
    for access in grants:
        access.granted_by = author
    DocumentAccess.objects.bulk_create(grants)
    append(document, author=author, data=state or yjs.blank(SCHEMA))
    log(document, DocumentEvent.Kind.CREATED, by=author)
    return document


@transaction.atomic
def change_document(*, member: Member, document_id: UUID, **changes: Any) -> Document:
    """Change title, number or retention class; an editor may.

    Raises DoesNotExist for who may not, ValidationError naming the field.
    """
    editable = Document.objects.readable_by(member, Role.EDITOR)
    document = editable.select_for_update(of=("self",)).get(pk=document_id)
    before = {name: getattr(document, name) for name in CHANGEABLE}
    if "title" in changes:
        changes["title"] = clean_title(changes["title"])
    for name in CHANGEABLE:
        setattr(document, name, changes.get(name, before[name]))
    document.clean_fields(exclude=unchanged(changes))
    document.save(update_fields=[*CHANGEABLE, "folded"])
    told = {name: getattr(document, name) for name in CHANGEABLE}
    told = {name: value for name, value in told.items() if value != before[name]}
    if told:
        log(document, DocumentEvent.Kind.RENAMED, by=member, **told)
    return document


def unchanged(changes: Iterable[str]) -> set[str]:
    return {field.name for field in Document._meta.fields} - set(changes)
