"""The lines of mails about documents. Looked up when a mail is sent, by the rights of then."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from docs_app.models import Circulation, CirculationStep, Comment, CommentThread, Visit
from hub.mail.ports import Line
from hub.organisations.models import Member

LINES = 20
EXCERPT = 100  # characters


def asked_lines(member: Member, since: datetime) -> list[Line]:
    """回覧 that have asked the member since then and are still unanswered."""
    asked = CirculationStep.objects.filter(
        circulation=OuterRef("pk"), member=member, asked_at__gte=since
    )
    rows = Circulation.objects.waiting_for(member).filter(Exists(asked))
    rows = rows.select_related("revision__document", "created_by__organisation")
    return [
        Line(
            plain=_("確認をお願いされている回覧が1件あります。"),
            full=_(
                "回覧「%(title)s」（%(revision)s）の確認をお願いします。%(name)s（%(organisation)s）"
            )
            % {
                **named(circulation),
                "name": circulation.created_by.name,
                "organisation": circulation.created_by.organisation.name,
            },
            path=reverse("documents:circulation", args=[circulation.pk]),
        )
        for circulation in rows.order_by("created_at")[:LINES]
    ]


def answered_lines(member: Member, since: datetime) -> list[Line]:
    """The member's own 回覧 that have come to an end since then."""
    rows = Circulation.objects.visible_to(member).filter(created_by=member, finished_at__gte=since)
    rows = rows.select_related("revision__document").prefetch_related("steps")
    return [ended_line(each) for each in rows.order_by("finished_at")[:LINES]]


def ended_line(circulation: Circulation) -> Line:
    path = reverse("documents:circulation", args=[circulation.pk])
    if circulation.returned:
        plain = _("始めた回覧が1件差し戻されました。")
        full = _("回覧「%(title)s」（%(revision)s）が差し戻されました。")
    else:
        plain = _("始めた回覧が1件終わりました。")
        full = _("回覧「%(title)s」（%(revision)s）を全員が確認しました。")
    return Line(plain=plain, full=full % named(circulation), path=path)


def named(circulation: Circulation) -> dict[str, str]:
    revision = circulation.revision
    return {"title": revision.document.title, "revision": str(revision)}


def mention_lines(member: Member, since: datetime) -> list[Line]:
    """Comments that name the member, in open threads of documents not opened since."""
    opened = Visit.objects.filter(
        member=member,
        document=OuterRef("thread__document"),
        visited_at__gte=OuterRef("created_at"),
    )
    rows = Comment.objects.filter(mentions=member, created_at__gte=since, deleted_at=None)
    rows = rows.filter(thread__in=CommentThread.objects.waiting_for(member).order_by())
    rows = rows.exclude(author=member).exclude(Exists(opened))
    rows = rows.select_related("author__organisation", "thread")
    return [
        Line(
            plain=_("文書に、あなた宛のコメントが1件あります。"),
            full=_("%(author)s（%(organisation)s）: %(text)s")
            % {
                "author": comment.author.name,
                "organisation": comment.author.organisation.name,
                "text": comment.body[:EXCERPT],
            },
            path=path_of(comment.thread),
        )
        for comment in rows.order_by("created_at")[:LINES]
    ]


def assigned_lines(member: Member, since: datetime) -> list[Line]:
    """Open threads that somebody gave the member to see to since then."""
    rows = CommentThread.objects.waiting_for(member).filter(
        assignee_id=member.pk, assigned_at__gte=since
    )
    return [
        Line(
            plain=_("担当になった文書のコメントが1件あります。"),
            full=_("「%(title)s」のコメントの担当になりました。%(quote)s")
            % {"title": thread.document.title, "quote": thread.quote[:EXCERPT]},
            path=path_of(thread),
        )
        for thread in rows.select_related("document").order_by(F("assigned_at"))[:LINES]
    ]


def path_of(thread: CommentThread) -> str:
    return f"{reverse('documents:document', args=[thread.document_id])}#thread-{thread.pk}"
