"""Documents on the home page: 回覧 that ask the member, comments that are for the member."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from docs_app.models import Circulation, Comment, CommentThread
from hub.home import Section
from hub.organisations.models import Member

SHOWN = 10
RETURNED_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Addressed:
    """An open thread with its newest comment."""

    thread: CommentThread
    comment: Comment | None


def home_section(member: Member) -> Section | None:
    asked = Circulation.objects.waiting_for(member)
    asked = asked.select_related("revision__document", "created_by__organisation")
    circulations = list(asked.order_by("due_on", "created_at")[: SHOWN + 1])
    came_back = returned(member)
    open_threads = CommentThread.objects.waiting_for(member).select_related("document")
    open_threads = open_threads.prefetch_related("comments__author__organisation")
    threads = [addressed(each) for each in open_threads[: SHOWN + 1]]
    if not circulations and not threads and not came_back:
        return None
    return Section(
        "documents/_home.html",
        {
            "member": member,
            "circulations": circulations[:SHOWN],
            "more_circulations": len(circulations) > SHOWN,
            "returned": came_back,
            "threads": threads[:SHOWN],
            "more_threads": len(threads) > SHOWN,
            "today": timezone.localdate(),
        },
    )


def returned(member: Member) -> list[Circulation]:
    """Own 回覧 that came back lately and have not gone round again."""
    found = Circulation.objects.returned_to(member)
    recent = found.filter(finished_at__gte=timezone.now() - RETURNED_FOR)
    rows = recent.select_related("revision__document").prefetch_related("steps__member")
    return list(rows[:SHOWN])


def addressed(thread: CommentThread) -> Addressed:
    standing = [each for each in thread.comments.all() if each.deleted_at is None]
    return Addressed(thread, standing[-1] if standing else None)
