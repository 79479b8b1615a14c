"""Comments: threads on a passage, for who may comment; the page fetches them anew."""

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError

from docs_app.actions.comments import answer, assign, begin_thread, delete_comment, resolve
from docs_app.actions.documents import create_document
from docs_app.frames import Kind
from docs_app.models import Comment, CommentThread, Document, DocumentAccess
from docs_app.roles import Role
from hub.organisations.models import Member
from hub.realtime.database import db
from tests.chat.factories import City
from tests.conftest import SignedIn
from tests.documents.conftest import OpenDesk

PLACE = {"type": None, "tname": "main", "item": {"client": 1, "clock": 2}, "assoc": 0}


def share(document: Document, member: Member, role: Role) -> None:
    DocumentAccess.objects.create(
        document=document, member=member, role=role, granted_by=document.created_by
    )


@pytest.fixture
def draft(town: City) -> Document:
    """alice owns it, bob may comment, charlie knows nothing of it."""
    document = create_document(author=town.alice, title="通知文")
    share(document, town.bob, Role.COMMENTER)
    return document


def begun(draft: Document, member: Member, body: str = "根拠を書いてください") -> CommentThread:
    return begin_thread(
        member=member, document_id=draft.pk, body=body, start=PLACE, end=PLACE, quote="28度  以下"
    )


def test_a_thread_keeps_its_words_place_and_mentions(town: City, draft: Document) -> None:
    thread = begun(draft, town.bob, f"@{town.alice.name} 根拠を書いてください")
    assert (thread.quote, thread.start) == ("28度 以下", PLACE)
    comment = thread.comments.get()
    assert list(comment.mentions.all()) == [town.alice]
    assert list(CommentThread.objects.waiting_for(town.alice)) == [thread]
    assert not CommentThread.objects.waiting_for(town.charlie).exists()


def test_an_answer_opens_a_settled_thread_again(town: City, draft: Document) -> None:
    thread = begun(draft, town.bob)
    resolve(member=town.alice, thread_id=thread.pk, resolved=True)
    answer(member=town.bob, thread_id=thread.pk, body="まだ足りません")
    thread.refresh_from_db()
    assert thread.resolved_at is None
    assert thread.comments.count() == 2


def test_only_who_may_read_it_is_given_something_to_do(town: City, draft: Document) -> None:
    thread = begun(draft, town.alice)
    with pytest.raises(ValidationError):
        assign(member=town.alice, thread_id=thread.pk, assignee=town.charlie.pk, due_on=None)
    assign(member=town.alice, thread_id=thread.pk, assignee=town.bob.pk, due_on=None)
    assert list(CommentThread.objects.waiting_for(town.bob)) == [thread]


def test_readers_and_outsiders_cannot_comment(town: City, draft: Document) -> None:
    thread = begun(draft, town.alice)
    DocumentAccess.objects.filter(member=town.bob).update(role=Role.READER)
    for member in (town.bob, town.charlie):
        with pytest.raises(ObjectDoesNotExist):
            begun(draft, member)
        with pytest.raises(ObjectDoesNotExist):
            answer(member=member, thread_id=thread.pk, body="割り込み")
        with pytest.raises(ObjectDoesNotExist):
            resolve(member=member, thread_id=thread.pk, resolved=True)
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "start"), [("", PLACE), ("  ", PLACE), ("長" * 4001, PLACE), ("よい", {"x": 1})]
)
def test_bad_input_changes_nothing(town: City, draft: Document, body: str, start: object) -> None:
    with pytest.raises(ValidationError):
        begin_thread(member=town.bob, document_id=draft.pk, body=body, start=start)
    assert not CommentThread.objects.exists()


def test_only_the_author_takes_a_comment_back(town: City, draft: Document) -> None:
    comment = begun(draft, town.bob).comments.get()
    with pytest.raises(PermissionDenied):
        delete_comment(member=town.alice, comment_id=comment.pk)
    delete_comment(member=town.bob, comment_id=comment.pk)
    comment.refresh_from_db()
    assert (comment.body, comment.deleted_at is None) == ("", False)


def test_the_panel_is_written_and_read_over_http(
    town: City, draft: Document, browse: SignedIn
) -> None:
    path = f"/documents/{draft.pk}/comments/"
    body = {"body": "<b>根拠</b>を", "quote": "28度", "start": PLACE, "end": PLACE}
    made = browse(town.bob).post(path, body, content_type="application/json")
    assert "&lt;b&gt;根拠&lt;/b&gt;を" in made.content.decode()
    bad = browse(town.bob).post(path, {"body": ""}, content_type="application/json")
    assert (bad.status_code, bad.json()["field"]) == (400, "body")
    assert "28度" in browse(town.alice).get(path).content.decode()
    assert browse(town.charlie).get(path).status_code == 404
    thread = CommentThread.objects.get()
    foreign = create_document(author=town.alice, title="別の文書")
    wrong = f"/documents/{foreign.pk}/comments/{thread.pk}/resolve/"
    assert browse(town.alice).post(wrong).status_code == 404


@pytest.mark.parametrize(
    "start",
    [
        '{"assoc": NaN}',
        '{"assoc": 1e999}',
        '{"tname": "\\u0000"}',
        '{"tname": 1}',
        '{"item": {"client": -1, "clock": 0}}',
        '{"item": {"client": 1.5, "clock": 0}}',
        '{"item": {"client": 1, "clock": 0, "more": 0}}',
        '{"type": [1, 2]}',
    ],
)
def test_a_place_is_a_relative_position_and_nothing_else(
    town: City, draft: Document, browse: SignedIn, start: str
) -> None:
    path, body = f"/documents/{draft.pk}/comments/", f'{{"body": "a", "start": {start}}}'
    refused = browse(town.bob).post(path, body, content_type="application/json")
    assert (refused.status_code, refused.json()["field"]) == (400, "start")
    hidden = browse(town.charlie).post(path, body, content_type="application/json")
    assert hidden.status_code == 404
    assert not CommentThread.objects.exists()


async def test_who_has_it_open_hears_that_comments_changed(city: City, open_desk: OpenDesk) -> None:
    document = await db(lambda: create_document(author=city.alice, title="通知文"))
    desk = await open_desk(city.alice, document)
    await db(lambda: begin_thread(member=city.alice, document_id=document.pk, body="確認"))
    while (await desk.take())[0] != Kind.COMMENTS:
        pass
