"""Whom an @ in a document finds, and how a comment shows who is called."""

from typing import Any

import pytest

from docs_app.actions.comments import begin_thread
from docs_app.actions.documents import create_document
from docs_app.models import Document, DocumentAccess
from docs_app.roles import Role
from tests.chat.factories import City, make_member
from tests.conftest import SignedIn


@pytest.fixture
def draft(town: City) -> Document:
    """alice owns it, bob may comment, charlie knows nothing of it."""
    document = create_document(author=town.alice, title="通知文")
    DocumentAccess.objects.create(
        document=document, member=town.bob, role=Role.COMMENTER, granted_by=town.alice
    )
    return document


def found(response: Any) -> list[tuple[str, str]]:
    return [(each["name"], each["access"]) for each in response.json()["people"]]


def test_who_reads_it_comes_first(town: City, draft: Document, browse: SignedIn) -> None:
    make_member(town.alice.organisation, "相川", reading="あいかわ")
    shown = found(browse(town.alice).get(f"/documents/{draft.pk}/people/"))
    assert shown[:2] == [("有栖", "granted"), ("棒", "granted")]
    assert shown[2:] == [("相川", "none"), ("茶織", "none")]


def test_a_link_opens_it_too(town: City, draft: Document, browse: SignedIn) -> None:
    Document.objects.update(link_role=Role.READER)
    answer = browse(town.alice).get(f"/documents/{draft.pk}/people/", {"q": "茶"})
    assert found(answer) == [("茶織", "link")]


def test_nobody_is_found_whom_the_member_may_not_see(
    town: City, draft: Document, browse: SignedIn
) -> None:
    path = f"/documents/{draft.pk}/people/"
    assert found(browse(town.bob).get(path)) == [("有栖", "granted"), ("棒", "granted")]
    assert browse(town.charlie).get(path).status_code == 404


def test_a_comment_marks_whom_it_calls(town: City, draft: Document, browse: SignedIn) -> None:
    body = "@有栖 <b>ご確認</b>ください。\n@茶織 は呼ばれません"
    begin_thread(member=town.bob, document_id=draft.pk, body=body)
    path = f"/documents/{draft.pk}/comments/"
    words = "&lt;b&gt;ご確認&lt;/b&gt;ください。<br>@茶織 は呼ばれません"
    mine = browse(town.alice).get(path).content.decode()
    assert f'<span class="mention mention--me">@有栖</span> {words}' in mine
    theirs = browse(town.bob).get(path).content.decode()
    assert f'<span class="mention">@有栖</span> {words}' in theirs
