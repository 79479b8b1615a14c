"""The log of a document: who wrote and answered, in words of who reads it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from docs_app.actions.circulation import circulate, confirm, return_it
from docs_app.actions.comments import answer, begin_thread, resolve
from docs_app.actions.documents import change_document, create_document
from docs_app.actions.rendering import render_document
from docs_app.actions.revisions import freeze_revision, keep_revision
from docs_app.actions.sharing import grant_access, set_link
from docs_app.actions.updates import append
from docs_app.models import Document, DocumentEvent, DocumentUpdate
from docs_app.roles import Role
from docs_app.yjs import blank
from hub.organisations.models import Member
from tests.chat.factories import City
from tests.conftest import SignedIn

NOON = timezone.now().replace(hour=3, minute=0)


@pytest.fixture
def draft(town: City) -> Document:
    made = create_document(author=town.alice, title="防災計画")
    grant_access(
        by=town.alice,
        document_id=made.pk,
        kind="member",
        target_id=town.bob.pk,
        role=Role.EDITOR,
        expires_on=date(2099, 12, 10),
    )
    return made


def write(document: Document, author: Member, minutes: int) -> None:
    document.refresh_from_db()
    row = append(document, author=author, data=blank(1))
    when = NOON + timedelta(minutes=minutes)
    DocumentUpdate.objects.filter(pk=row.pk).update(created_at=when)
    render_document(document.pk)


def minutes_of(document: Document, author: Member) -> list[tuple[float, float]]:
    events = document.events.filter(kind=DocumentEvent.Kind.EDITED, member=author).order_by("at")
    return [
        ((event.at - NOON) / timedelta(minutes=1), ((event.until or NOON) - NOON).seconds / 60)
        for event in events
    ]


def test_a_stretch_of_writing_is_one_line_of_each_author(town: City, draft: Document) -> None:
    for author, minutes in (
        (town.alice, 0), (town.bob, 5), (town.alice, 10), (town.alice, 35), (town.alice, 90)
    ):  # fmt: skip
        write(draft, author, minutes)
    assert minutes_of(draft, town.alice) == [(0, 35), (90, 90)]
    assert minutes_of(draft, town.bob) == [(5, 5)]


def test_the_first_row_is_the_making_and_nobody_has_edited(town: City, draft: Document) -> None:
    render_document(draft.pk)
    assert not draft.events.filter(kind=DocumentEvent.Kind.EDITED).exists()


def log_of(browse: SignedIn, member: Member, document: Document, language: str = "ja") -> str:
    path = f"/documents/{document.pk}/about/"
    answered = browse(member).get(path, headers={"Accept-Language": language})
    return answered.content.decode().split('id="log"')[1]


def test_circulation_and_comments_leave_lines(
    town: City, draft: Document, browse: SignedIn
) -> None:
    kept = keep_revision(member=town.alice, document_id=draft.pk, name="第2案")
    freeze_revision(member=town.alice, revision_id=kept.pk)
    for act in (confirm, return_it):
        sent = circulate(
            member=town.alice, revision_id=kept.pk, people=[town.bob.pk], order="parallel"
        )
        reason = {"reason": "日付が違います"} if act is return_it else {}
        act(member=town.bob, circulation_id=sent.pk, **reason)
    thread = begin_thread(member=town.bob, document_id=draft.pk, body="確認を", quote="30分以内")
    answer(member=town.alice, thread_id=thread.pk, body="直しました")
    resolve(member=town.bob, thread_id=thread.pk, resolved=True)
    kinds = draft.events.filter(member=town.bob).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["confirmed", "returned", "commented", "commented"]
    text = log_of(browse, town.alice, draft)
    for words in (
        "第2案を確定",
        "第2案：日付が違います",
        "新しいコメント「30分以内」",
        "返信「30分以内」",
    ):
        assert words in text


def test_the_words_of_the_log_are_in_the_language_of_its_reader(
    town: City, draft: Document, browse: SignedIn
) -> None:
    change_document(member=town.alice, document_id=draft.pk, number="健第1510号", retention="3")
    set_link(by=town.alice, document_id=draft.pk, role=Role.READER)
    text = log_of(browse, town.alice, draft)
    assert "棒（編集、令和81年12月10日まで）" in text
    assert "文書番号：健第1510号 / 保存期間：3年" in text
    english = log_of(browse, town.alice, draft, "en")
    assert "(Edit, until Dec. 10, 2099)" in english
    assert "健第1510号 / " in english
    assert "まで" not in english
