"""Documents made from others: a copy, a template, a document begun from a template."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from docs_app import starters
from docs_app.actions.documents import create_document
from docs_app.models import Document, DocumentImage, DocumentTemplate, Folder
from docs_app.models.documents import TITLE_LIMIT
from docs_app.roles import Role
from hub.organisations.models import Member

NAME_LIMIT = 80  # characters


@transaction.atomic
def duplicate_document(*, by: Member, document_id: UUID, state: bytes) -> Document:
    """A copy of what `by` may read, theirs alone, or of its folder's place if they see it.

    `state` is what it says. Access, comments and revisions stay with the original. Raises
    DoesNotExist.
    """
    original = Document.objects.readable_by(by).get(pk=document_id)
    seen = Folder.objects.visible_to(by).filter(documents=original).first()
    title = _("%(title)sのコピー") % {"title": original.title}
    copy = create_document(author=by, title=title[:TITLE_LIMIT], folder=seen, state=state)
    copy.schema, copy.retention = original.schema, original.retention
    copy.save(update_fields=["schema", "retention"])
    DocumentImage.objects.bulk_create(
        [DocumentImage(document=copy, file_id=each.file_id) for each in original.images.all()]
    )
    return copy


@transaction.atomic
def begin_document(
    *, author: Member, title: str, template: str = "", folder_id: UUID | None = None
) -> Document:
    """A new document from a template (its key, or the id of an own one), or a blank page.

    Raises ValidationError naming the field, DoesNotExist for a foreign folder or template.
    """
    folder = Folder.objects.get(pk=folder_id) if folder_id else None
    state = template_state(author, template)
    return create_document(author=author, title=title, folder=folder, state=state)


def template_state(member: Member, template: str) -> bytes:
    if not template:
        return b""
    if template in starters.STARTERS:
        return starters.state_of(template)
    try:
        key = UUID(template)
    except ValueError:
        raise DocumentTemplate.DoesNotExist from None
    own = DocumentTemplate.objects.filter(organisation_id=member.organisation_id)
    return bytes(own.get(pk=key).state)


@transaction.atomic
def save_template(*, by: Member, document_id: UUID, name: str, state: bytes) -> DocumentTemplate:
    """Let the own organisation begin documents from `state`, which is what this one says.

    Without its pictures: they belong to the readers of the document. Raises DoesNotExist for
    who may not edit it, ValidationError for the name.
    """
    Document.objects.readable_by(by, Role.EDITOR).get(pk=document_id)
    text = " ".join(name.replace("\x00", "").split())
    if not 0 < len(text) <= NAME_LIMIT:
        limit = {"limit": NAME_LIMIT}
        raise ValidationError(
            {"name": _("テンプレート名は%(limit)d文字以内で入力してください。") % limit}
        )
    template = DocumentTemplate(name=text, organisation=by.organisation, created_by=by, state=state)
    template.validate_constraints()
    template.save(force_insert=True)
    return template


@transaction.atomic
def delete_template(*, by: Member, template_id: UUID) -> None:
    """Who made it may, and the organisation's administrators."""
    own = DocumentTemplate.objects.filter(organisation_id=by.organisation_id)
    template = own.get(pk=template_id)
    if template.created_by_id != by.pk and not by.is_administrator:
        raise PermissionDenied(_("作った人か管理者だけが削除できます。"))
    template.delete()
