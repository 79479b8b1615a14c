"""Who came by a link works in the document and meets nobody through it."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from docs_app.actions.circulation import circulate
from docs_app.actions.comments import assign, begin_thread
from docs_app.actions.documents import create_document
from docs_app.actions.revisions import freeze_revision, keep_revision
from docs_app.actions.sharing import grant_access, set_link
from docs_app.models import Circulation, CommentThread, Document, Revision
from docs_app.roles import Role
from hub.organisations.models import Member
from tests.chat.factories import City, make_member
from tests.conftest import SignedIn


@pytest.fixture
def dave(town: City) -> Member:
    """Of charlie's clinic."""
    return make_member(town.charlie.organisation, "大部")


@pytest.fixture
def draft(town: City, dave: Member) -> Document:
    """alice granted it to bob's clinic and to dave; charlie edits by the link."""
    made = create_document(author=town.alice, title="通知文")
    for kind, target in (("organisation", town.bob.organisation), ("member", dave)):
        grant_access(
            by=town.alice,
            document_id=made.pk,
            kind=kind,
            target_id=target.pk,
            role=Role.EDITOR,
        )
    return set_link(by=town.alice, document_id=made.pk, role=Role.EDITOR)


@pytest.fixture
def revision(town: City, draft: Document) -> Revision:
    kept = keep_revision(member=town.alice, document_id=draft.pk, name="第1案")
    return freeze_revision(member=town.alice, revision_id=kept.pk)


def text(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_comments_offer_whom_the_member_may_know(
    town: City, dave: Member, draft: Document, browse: SignedIn
) -> None:
    begin_thread(member=town.alice, document_id=draft.pk, body="確認してください")
    path = f"/documents/{draft.pk}/comments/"
    assert f'value="{town.bob.pk}"' in text(browse(town.alice), path)
    assert f'value="{dave.pk}"' in text(browse(town.bob), path)  # granted: sees all who were
    by_link = text(browse(town.charlie), path)
    assert f'value="{town.bob.pk}"' not in by_link
    assert f'value="{dave.pk}"' in by_link


def test_nobody_is_called_or_given_work_through_a_link(
    town: City, dave: Member, draft: Document
) -> None:
    body = f"@{town.bob.name} @{dave.name} 見てください"
    thread = begin_thread(member=town.charlie, document_id=draft.pk, body=body)
    assert list(thread.comments.get().mentions.all()) == [dave]
    with pytest.raises(ValidationError):
        assign(member=town.charlie, thread_id=thread.pk, assignee=town.bob.pk, due_on=None)
    assert not CommentThread.objects.waiting_for(town.bob).exists()
    other = begin_thread(member=town.alice, document_id=draft.pk, body=body)
    assert set(other.comments.get().mentions.all()) == {town.bob, dave}


def test_who_was_given_work_by_another_keeps_it(
    town: City, draft: Document, browse: SignedIn
) -> None:
    thread = begin_thread(member=town.alice, document_id=draft.pk, body="確認してください")
    assign(member=town.alice, thread_id=thread.pk, assignee=town.bob.pk, due_on=None)
    shown = text(browse(town.charlie), f"/documents/{draft.pk}/comments/")
    assert f'value="{town.bob.pk}" selected' in shown
    assign(member=town.charlie, thread_id=thread.pk, assignee=town.bob.pk, due_on=None)
    thread.refresh_from_db()
    assert thread.assignee == town.bob


def test_a_circulation_goes_to_whom_the_member_may_know(
    town: City, dave: Member, draft: Document, revision: Revision, browse: SignedIn
) -> None:
    path = f"/documents/{draft.pk}/revisions/{revision.pk}/circulate/"
    assert town.bob.name in text(browse(town.alice), path)
    assert f"place-{town.bob.pk}" not in text(browse(town.charlie), path)
    for people in ([town.bob.pk], [dave.pk, town.bob.pk]):
        with pytest.raises(ValidationError):
            circulate(member=town.charlie, revision_id=revision.pk, people=people, order="parallel")
    assert not Circulation.objects.exists()
    circulate(member=town.charlie, revision_id=revision.pk, people=[dave.pk], order="parallel")
    assert Circulation.objects.waiting_for(dave).exists()


def test_the_log_is_for_who_was_granted(town: City, draft: Document, browse: SignedIn) -> None:
    path = f"/documents/{draft.pk}/about/"
    for granted in (town.alice, town.bob):
        assert "みどり診療所（編集）" in text(browse(granted), path)
    assert "該当する記録はありません" in text(browse(town.bob), f"{path}?kind=trashed")
    by_link = text(browse(town.charlie), path)
    assert "表題と属性" in by_link
    assert "閲覧と編集の記録" not in by_link
    assert "みどり診療所" not in by_link
