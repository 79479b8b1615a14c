"""Revisions: kept points of a document's history, by hand and by themselves."""

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from docs_app.actions.logging import log
from docs_app.actions.updates import append
from docs_app.admission import rendering_for
from docs_app.log import stored_state
from docs_app.models import Document, DocumentEvent, DocumentUpdate, Revision
from docs_app.roles import Role
from hub.organisations.models import Member

NAME_LIMIT = 80  # characters
RESTING = timedelta(minutes=10)  # without an edit: a natural end of a stretch of work
EVERY = timedelta(hours=1)  # of writing without a rest


def editable(member: Member, document_id: UUID) -> Document:
    """The locked document, for an editor. Raises DoesNotExist."""
    writable = Document.objects.readable_by(member, Role.EDITOR)
    return writable.select_for_update(of=("self",)).get(pk=document_id)


def clean_name(name: str) -> str:
    text = " ".join(name.replace("\x00", "").split())
    if not text or len(text) > NAME_LIMIT:
        message = _("版の名前は1文字以上%(limit)d文字以内で入力してください。")
        raise ValidationError({"name": message % {"limit": NAME_LIMIT}})
    return text


@transaction.atomic
def keep_revision(*, member: Member, document_id: UUID, name: str) -> Revision:
    """Keep the document as it is now under a name (第1案).

    Raises DoesNotExist for who may not edit, ValidationError for the name.
    """
    document = editable(member, document_id)
    revision = store_revision(document, author=member, name=clean_name(name))
    log(document, DocumentEvent.Kind.REVISION, by=member, detail=revision.name)
    return revision


def store_revision(document: Document, *, author: Member | None, **values: Any) -> Revision:
    """The next revision of a locked document."""
    last = document.revisions.order_by("-number").first()
    since = last.seq if last is not None else 0
    return Revision.objects.create(
        document=document,
        number=(last.number if last is not None else 0) + 1,
        state=stored_state(document.pk),
        seq=document.seq,
        generation=document.generation,
        author=author,
        contributors=contributors_since(document, since),
        **values,
    )


def contributors_since(document: Document, seq: int) -> list[list[Any]]:
    """[[member id, name, how many updates], …], most first; the first row is nobody's writing."""
    updates = DocumentUpdate.objects.filter(document=document, seq__gt=max(seq, 1))
    authors = updates.exclude(author=None).values_list("author_id", "author__name")
    counted = Counter((str(member_id), name) for member_id, name in authors)
    return [[member_id, name, times] for (member_id, name), times in counted.most_common()]


@transaction.atomic
def rename_revision(*, member: Member, revision_id: UUID, name: str) -> Revision:
    """Name a revision, or name it anew. A frozen one keeps its name."""
    revision = Revision.objects.select_related("document").get(pk=revision_id)
    editable(member, revision.document_id)
    if revision.frozen_at is not None:
        raise ValidationError({"name": _("確定した版の名前は変えられません。")})
    revision.name = clean_name(name)
    revision.save(update_fields=["name"])
    log(revision.document, DocumentEvent.Kind.REVISION, by=member, detail=revision.name)
    return revision


@transaction.atomic
def freeze_revision(*, member: Member, revision_id: UUID) -> Revision:
    """確定: the revision is what is passed on; its name and words stay. Owners may."""
    revision = Revision.objects.select_for_update().get(pk=revision_id)
    owned = Document.objects.readable_by(member, Role.OWNER)
    document = owned.get(pk=revision.document_id)
    if not revision.name:
        raise ValidationError({"name": _("名前を付けてから確定してください。")})
    if revision.frozen_at is None:
        revision.frozen_at, revision.frozen_by = timezone.now(), member
        revision.save(update_fields=["frozen_at", "frozen_by"])
        log(document, DocumentEvent.Kind.REVISION, by=member, detail=revision.name, frozen=True)
    return revision


@transaction.atomic
def store_restored(*, member: Member, revision: Revision, update: bytes) -> Revision:
    """Store the update that brings `revision` back, between a revision before and one after."""
    document = editable(member, revision.document_id)
    store_revision(document, author=None)
    append(document, author=member, data=update)
    restored = store_revision(document, author=member, restored_from=revision)
    number = revision.number
    log(document, DocumentEvent.Kind.RESTORED, by=member, detail=revision.name, number=number)
    return restored


def to_keep(limit: int) -> list[UUID]:
    """Documents whose work of a while is in no revision yet."""
    last = Revision.objects.filter(document=OuterRef("pk")).order_by("-number")
    now = timezone.now()
    documents = Document.objects.standing().annotate(
        kept_seq=Subquery(last.values("seq")[:1]), kept_at=Subquery(last.values("created_at")[:1])
    )
    # The first row of the log is the template or the blank page.
    behind = documents.filter(Q(kept_seq=None, seq__gt=1) | Q(kept_seq__lt=F("seq")))
    long_ago = Q(kept_at__lt=now - EVERY) | Q(kept_at=None, created_at__lt=now - EVERY)
    found = behind.filter(Q(edited_at__lt=now - RESTING) | long_ago)
    return list(found.order_by("edited_at").values_list("pk", flat=True)[:limit])


@transaction.atomic
def keep_automatic(document_id: UUID) -> Revision | None:
    """A revision without a name, unless nothing changed since the last one."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document_id)
    last = document.revisions.order_by("-number").first()
    if last is not None and last.seq >= document.seq:
        return None
    return store_revision(document, author=None)


def render_state(state: bytes, reader: Member) -> str:
    """The HTML of a whole document. Raises Broken, RefusedByWorker, Busy, RateLimited."""
    with rendering_for(reader) as worker:
        _answer, html = worker.ask("render", state)
    return html.decode()


def render_revision(revision: Revision, reader: Member) -> str:
    """The revision's HTML, made when it is first looked at. Raises as `render_state`."""
    if not revision.rendered:
        revision.html, revision.rendered = render_state(bytes(revision.state), reader), True
        Revision.objects.filter(pk=revision.pk).update(html=revision.html, rendered=True)
    return revision.html


def compare_states(older: bytes, newer: bytes, reader: Member) -> str:
    """見え消し as HTML. Raises as `render_state`."""
    with rendering_for(reader) as worker:
        _answer, html = worker.ask("compare", older + newer, first=len(older))
    return html.decode()
