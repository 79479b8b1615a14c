"""Comments on a passage: threads, answers, who has to see to it and until when."""

import base64
import re
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError as AnchorError

from docs_app.actions.logging import log
from docs_app.actions.telling import refresh_homes, tell_people
from docs_app.anchors import Anchor
from docs_app.frames import Kind, number
from docs_app.models import Comment, CommentThread, Document, DocumentEvent
from docs_app.models.comments import COMMENT_LIMIT
from docs_app.querysets import readers_known_to
from docs_app.roles import Role
from hub.organisations.models import Member
from hub.realtime import publish_frame
from hub.realtime.groups import document_group

QUOTE_LIMIT = 300  # characters
THREADS_LIMIT = 1000
SPACES = re.compile(r"\s+")


def commented(member: Member, document_id: UUID) -> Document:
    """The locked document, for who may comment. Raises DoesNotExist."""
    open_to = Document.objects.readable_by(member, Role.COMMENTER)
    return open_to.select_for_update(of=("self",)).only("id", "title").get(pk=document_id)


def clean_body(body: str) -> str:
    text = body.replace("\x00", "").strip()
    if not text:
        raise ValidationError({"body": _("コメントを入力してください。")})
    if len(text) > COMMENT_LIMIT:
        message = _("%(limit)d文字以内で入力してください。") % {"limit": COMMENT_LIMIT}
        raise ValidationError({"body": message})
    return text


def clean_anchor(value: Any) -> Any:
    """An `Anchor` as JSON; None for none.

    It is only ever handed back to browsers: what it points to, they look up.
    """
    if value is None:
        return None
    try:
        return Anchor.model_validate(value).model_dump(exclude_unset=True)
    except AnchorError:
        raise ValidationError({"start": _("コメントの場所が正しくありません。")}) from None


def addressed(thread: CommentThread) -> set[UUID]:
    """Whose home shows the thread as long as it is open."""
    mentioned = Member.objects.filter(pk__in=thread.comments.values("mentions"))
    found = set(mentioned.values_list("pk", flat=True))
    return found | {thread.assignee_id} if thread.assignee_id else found


def assignee_of(by: Member, thread: CommentThread, member_id: UUID | None) -> Member | None:
    """Who has to see to it; whom `by` may know to read the document, or who has it already."""
    if member_id is None or member_id == thread.assignee_id:
        return thread.assignee if member_id else None
    found = readers_known_to(by, thread.document).filter(pk=member_id).first()
    if found is None:
        raise ValidationError({"assignee": _("この文書を閲覧できる人だけを選べます。")})
    return found


def tell(document_id: UUID) -> None:
    """Everybody who has the document open fetches its comments anew."""
    frame = base64.b64encode(number(Kind.COMMENTS)).decode()
    publish_frame(document_group(document_id), f"::{frame}")


def add(thread: CommentThread, author: Member, body: str) -> Comment:
    comment = Comment.objects.create(thread=thread, author=author, body=body)
    bare = SPACES.sub("", body)
    named = [
        reader
        for reader in readers_known_to(author, thread.document)
        if f"@{SPACES.sub('', reader.name)}" in bare
    ]
    comment.mentions.set(named)
    tell_people([each.pk for each in named if each != author], comment.created_at)
    thread.changed_at = timezone.now()
    thread.save(update_fields=["changed_at"])
    tell(thread.document_id)
    return comment


def log_comment(thread: CommentThread, by: Member, what: str) -> None:
    log(thread.document, DocumentEvent.Kind.COMMENTED, by=by, detail=thread.quote, what=what)


@transaction.atomic
def begin_thread(
    *,
    member: Member,
    document_id: UUID,
    body: str,
    start: Any = None,
    end: Any = None,
    quote: str = "",
) -> CommentThread:
    """Comment on a passage, or on the whole document. Names after @ are mentions.

    Raises DoesNotExist for who may not comment, ValidationError naming the field.
    """
    document = commented(member, document_id)
    if document.threads.count() >= THREADS_LIMIT:
        raise ValidationError({"body": _("この文書のコメントが多すぎます。")})
    text = clean_body(body)
    thread = CommentThread.objects.create(
        document=document,
        start=clean_anchor(start),
        end=clean_anchor(end),
        quote=SPACES.sub(" ", quote.replace("\x00", "")).strip()[:QUOTE_LIMIT],
        created_by=member,
    )
    add(thread, member, text)
    log_comment(thread, member, "begun")
    return thread


def thread_for(member: Member, thread_id: UUID) -> CommentThread:
    """The thread, its document locked. Raises DoesNotExist for who may not comment."""
    thread = CommentThread.objects.get(pk=thread_id)
    thread.document = commented(member, thread.document_id)
    return thread


@transaction.atomic
def answer(*, member: Member, thread_id: UUID, body: str) -> Comment:
    """Answer in a thread; an answer to a resolved one opens it again."""
    thread = thread_for(member, thread_id)
    text = clean_body(body)
    if thread.resolved_at is not None:
        thread.resolved_at = thread.resolved_by = None
        thread.save(update_fields=["resolved_at", "resolved_by"])
        refresh_homes(addressed(thread))
    log_comment(thread, member, "answered")
    return add(thread, member, text)


@transaction.atomic
def resolve(*, member: Member, thread_id: UUID, resolved: bool) -> CommentThread:
    """Mark a thread as settled, or open it again."""
    thread = thread_for(member, thread_id)
    thread.resolved_at = timezone.now() if resolved else None
    thread.resolved_by = member if resolved else None
    thread.changed_at = timezone.now()
    thread.save(update_fields=["resolved_at", "resolved_by", "changed_at"])
    log_comment(thread, member, "resolved" if resolved else "reopened")
    refresh_homes(addressed(thread))
    tell(thread.document_id)
    return thread


@transaction.atomic
def assign(
    *, member: Member, thread_id: UUID, assignee: UUID | None, due_on: date | None
) -> CommentThread:
    """Say who has to see to it, and until when."""
    thread = thread_for(member, thread_id)
    concerned, before = addressed(thread), thread.assignee_id
    thread.assignee, thread.due_on = assignee_of(member, thread, assignee), due_on
    if thread.assignee_id != before:
        by_another = thread.assignee_id not in {None, member.pk}
        thread.assigned_at = timezone.now() if by_another else None
        if thread.assignee_id is not None and thread.assigned_at is not None:
            tell_people([thread.assignee_id], thread.assigned_at)
    thread.save(update_fields=["assignee", "assigned_at", "due_on"])
    refresh_homes(concerned | addressed(thread))
    tell(thread.document_id)
    return thread


@transaction.atomic
def delete_comment(*, member: Member, comment_id: UUID) -> None:
    """Take one's own comment back: its words go, its place stays.

    Raises PermissionDenied for somebody else's.
    """
    comment = Comment.objects.get(pk=comment_id)
    thread = thread_for(member, comment.thread_id)
    concerned = addressed(thread)
    if comment.author_id != member.pk:
        raise PermissionDenied(_("自分のコメントだけを削除できます。"))
    comment.body, comment.deleted_at = "", timezone.now()
    comment.save(update_fields=["body", "deleted_at"])
    comment.mentions.clear()
    refresh_homes(concerned)
    tell(thread.document_id)
