"""Folders of a place, and which folder a document is in."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from docs_app.actions.logging import log
from docs_app.actions.sharing import check_boundary, let_in_anew, owned
from docs_app.models import Document, DocumentAccess, DocumentEvent, Folder
from docs_app.places import Place, place_of, place_of_folder
from docs_app.roles import Role
from hub.organisations.models import Member

DEPTH = 6  # folders inside each other
NAME_LIMIT = 80  # characters


def clean_name(name: str) -> str:
    text = " ".join(name.replace("\x00", "").split())
    if not text:
        raise ValidationError({"name": _("フォルダー名を入力してください。")})
    if len(text) > NAME_LIMIT:
        limit = {"limit": NAME_LIMIT}
        raise ValidationError(
            {"name": _("フォルダー名は%(limit)d文字以内で入力してください。") % limit}
        )
    return text


@transaction.atomic
def create_folder(
    *, by: Member, name: str, place: str = "", parent_id: UUID | None = None
) -> Folder:
    """A folder of one of `by`'s places (`room:<id>`), or inside another folder.

    Raises DoesNotExist for a foreign place or folder, ValidationError naming the field.
    """
    parent = None
    if parent_id is not None:
        parent = Folder.objects.visible_to(by).get(pk=parent_id)
        found = place_of_folder(parent)
    else:
        found = place_of(by, place)
    if parent is not None and len(parent.lineage()) >= DEPTH:
        raise ValidationError({"name": _("フォルダーはこれより深く作れません。")})
    folder = Folder(name=clean_name(name), parent=parent, created_by=by, **found.column)
    check_name(folder)
    folder.save(force_insert=True)
    return folder


@transaction.atomic
def rename_folder(*, by: Member, folder_id: UUID, name: str) -> Folder:
    folder = Folder.objects.visible_to(by).select_for_update(of=("self",)).get(pk=folder_id)
    folder.name = clean_name(name)
    check_name(folder)
    folder.save(update_fields=["name"])
    return folder


def check_name(folder: Folder) -> None:
    """A database that takes NULLs for different would let two roots of a place be alike."""
    place = {f"{place_of_folder(folder).kind}_id": place_of_folder(folder).row.pk}
    alike = Folder.objects.filter(parent=folder.parent, name=folder.name, **place)
    if alike.exclude(pk=folder.pk).exists():
        raise ValidationError({"name": _("同じ場所に同じ名前のフォルダーがあります。")})


@transaction.atomic
def delete_folder(*, by: Member, folder_id: UUID) -> Folder:
    """An empty folder; documents somebody else sees in it keep it. The trash does not."""
    folder = Folder.objects.visible_to(by).select_for_update(of=("self",)).get(pk=folder_id)
    if folder.children.exists() or folder.documents.filter(trashed_at=None).exists():
        raise ValidationError(
            _("空のフォルダーだけを削除できます。先に中の文書とフォルダーを移してください。")
        )
    folder.delete()
    return folder


@transaction.atomic
def move_document(*, by: Member, document_id: UUID, folder_id: UUID | None) -> Document:
    """Put a document into a folder, or out of all; its owner may.

    The role of the folder's place moves along: the place it leaves loses it, the place it
    comes to may edit as it could in the old one. Raises DoesNotExist, ValidationError.
    """
    document = owned(by, document_id)
    folder = None
    if folder_id is not None:
        folder = Folder.objects.visible_to(by).get(pk=folder_id)
    before = place_of_folder(document.folder) if document.folder else None
    after = place_of_folder(folder) if folder else None
    document.folder = folder
    document.save(update_fields=["folder"])
    if before != after:
        role = withdraw(document, before)
        admit(by, document, after, role)
        let_in_anew(document)
    log(document, DocumentEvent.Kind.MOVED, by=by, detail=path_of(folder), moved=True)
    return document


def withdraw(document: Document, place: Place | None) -> Role:
    """Take the role of the place the document leaves; returns it."""
    if place is None:
        return Role.EDITOR
    access = DocumentAccess.objects.filter(document=document, **place.column).first()
    if access is None:
        return Role.EDITOR
    access.delete()
    return Role(access.role)


def admit(by: Member, document: Document, place: Place | None, role: Role) -> None:
    """Everybody of the place gets a role, unless they have one already."""
    if place is None or DocumentAccess.objects.filter(document=document, **place.column).exists():
        return
    access = DocumentAccess(document=document, role=role, granted_by=by, **place.column)
    check_boundary(by, document, access)
    access.save(force_insert=True)


def path_of(folder: Folder | None) -> str:
    if folder is None:
        return ""
    names = [place_of_folder(folder).name, *(each.name for each in reversed(folder.lineage()))]
    return " / ".join(names)
