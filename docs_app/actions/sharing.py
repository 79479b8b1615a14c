"""Who may do what with a document. Owners decide; an open editor follows at once."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from docs_app.actions.logging import log
from docs_app.models import Document, DocumentAccess, DocumentEvent
from docs_app.places import rooms_of
from docs_app.roles import Role
from hub.organisations.models import Member, Organisation, Section
from hub.realtime import end_listeners
from hub.realtime.groups import document_group
from hub.realtime.protocol import CloseCode

TARGETS = ("member", "section", "organisation", "room")


def owned(member: Member, document_id: UUID) -> Document:
    """The locked document; only an owner finds it. Raises DoesNotExist."""
    own = Document.objects.readable_by(member, Role.OWNER)
    return own.select_for_update(of=("self",)).get(pk=document_id)


def target_for(by: Member, kind: str, target_id: UUID) -> Any:
    """Whom `by` may give a role. Raises DoesNotExist for whom they may not know."""
    rows: dict[str, Any] = {
        "member": Member.objects.visible_to(by).exclude(role=Member.Role.AUDITOR),
        "section": Section.objects.visible_to(by),
        "organisation": Organisation.objects.visible_to(by),
        "room": rooms_of(by),
    }
    if kind not in rows:
        raise ObjectDoesNotExist
    return rows[kind].get(pk=target_id)


@transaction.atomic
def grant_access(
    *,
    by: Member,
    document_id: UUID,
    kind: str,
    target_id: UUID,
    role: Role,
    expires_on: date | None = None,
) -> DocumentAccess:
    """Give a person, section, organisation or room a role, or change the one it has.

    Raises DoesNotExist for a document `by` does not own and for whom `by` may not know,
    ValidationError naming the field.
    """
    document = owned(by, document_id)
    target = target_for(by, kind, target_id)
    given = DocumentAccess.objects.filter(document=document, **{kind: target})
    access = given.first() or DocumentAccess(document=document, granted_by=by, **{kind: target})
    is_new = access._state.adding
    if not is_new:
        check_an_owner_stays(access, role)
    access.role, access.expires_on = role, expires_on
    check_day(expires_on)
    access.validate_constraints()
    if is_new:
        check_boundary(by, document, access)
        access.save(force_insert=True)
    else:
        access.save(update_fields=["role", "expires_on"])
    log(document, DocumentEvent.Kind.SHARED, by=by, **described(access))
    if not is_new or document.link_role is not None:
        let_in_anew(document)
    return access


@transaction.atomic
def change_access(
    *, by: Member, document_id: UUID, access_id: UUID, role: Role, expires_on: date | None
) -> DocumentAccess:
    """Another role or last day. Raises as `grant_access`."""
    document = owned(by, document_id)
    access = DocumentAccess.objects.get(document=document, pk=access_id)
    check_an_owner_stays(access, role)
    check_day(expires_on)
    access.role, access.expires_on = role, expires_on
    access.validate_constraints()
    access.save(update_fields=["role", "expires_on"])
    log(document, DocumentEvent.Kind.SHARED, by=by, **described(access))
    let_in_anew(document)
    return access


@transaction.atomic
def revoke_access(*, by: Member, document_id: UUID, access_id: UUID) -> None:
    """Take a role back; everybody may give up their own. Open editors are cut off at once.

    Raises DoesNotExist, ValidationError when no owner would be left.
    """
    documents = Document.objects.readable_by(by).select_for_update(of=("self",))
    document = documents.get(pk=document_id)
    accesses = DocumentAccess.objects.filter(document=document)
    if not Document.objects.readable_by(by, Role.OWNER).filter(pk=document_id).exists():
        accesses = accesses.filter(member=by)
    access = accesses.get(pk=access_id)
    check_an_owner_stays(access, None)
    log(document, DocumentEvent.Kind.UNSHARED, by=by, **described(access))
    access.delete()
    let_in_anew(document)


@transaction.atomic
def set_link(*, by: Member, document_id: UUID, role: Role | None) -> Document:
    """Let whoever has the address in, or end that. Nobody becomes an owner by a link."""
    document = owned(by, document_id)
    if role == Role.OWNER:
        raise ValidationError({"role": _("リンクで所有者にはなれません。")})
    if document.link_role == role:
        return document
    document.link_role = role
    document.save(update_fields=["link_role"])
    log(document, DocumentEvent.Kind.LINKED, by=by, role=role)
    let_in_anew(document)
    return document


def let_in_anew(document: Document) -> None:
    """Everybody who has the document open comes back with the role they have now, or not."""
    end_listeners(document_group(document.pk), CloseCode.RESYNC)


def described(access: DocumentAccess) -> dict[str, Any]:
    until = access.expires_on.isoformat() if access.expires_on else ""
    return {"detail": str(access.target), "role": access.role, "until": until}


def check_day(expires_on: date | None) -> None:
    if expires_on is not None and expires_on < timezone.localdate():
        raise ValidationError({"expires_on": _("期限は今日以降の日にしてください。")})


def check_an_owner_stays(access: DocumentAccess, role: Role | None) -> None:
    if access.role != Role.OWNER or role == Role.OWNER:
        return
    owners = DocumentAccess.objects.filter(document_id=access.document_id, role=Role.OWNER)
    if not owners.exclude(pk=access.pk).filter(member__in=Member.objects.active()).exists():
        raise ValidationError(_("所有者が1人もいなくなります。先に別の人を所有者にしてください。"))


def check_boundary(by: Member, document: Document, new: DocumentAccess) -> None:
    """Only city staff may introduce outside organisations to each other.

    Those who share one of the document's rooms know each other already.
    """
    if by.is_city_staff:
        return
    known = [reached(each, by) for each in (*DocumentAccess.objects.filter(document=document), new)]
    outside = set[UUID]().union(*known)
    if len(outside) > 1 and outside not in known:
        raise ValidationError(
            {"target": _("複数の外部組織と文書を共有できるのは市役所の職員だけです。")}
        )


def reached(access: DocumentAccess, by: Member) -> set[UUID]:
    """The outside organisations, seen from `by`, whose people have this role."""
    return outside_of(by, organisations_of(access))


def organisations_of(access: DocumentAccess) -> Iterable[Organisation]:
    if access.room is not None:
        inside = Member.objects.filter(memberships__room=access.room, memberships__left_at=None)
        return Organisation.objects.filter(members__in=inside).distinct()
    if access.organisation is not None:
        return [access.organisation]
    belonging = access.member or access.section
    return [belonging.organisation] if belonging is not None else []


def outside_of(by: Member, organisations: Iterable[Organisation]) -> set[UUID]:
    hall = Organisation.Kind.CITY_HALL
    own = by.organisation_id
    return {each.pk for each in organisations if each.kind != hall and each.pk != own}
