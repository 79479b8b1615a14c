"""The title changed from the head of the document."""

import pytest

from docs_app.actions.documents import create_document
from docs_app.models import Document, DocumentAccess
from docs_app.roles import Role
from tests.chat.factories import City
from tests.conftest import SignedIn


@pytest.fixture
def draft(town: City) -> Document:
    """alice owns it, bob may comment, charlie knows nothing of it."""
    document = create_document(author=town.alice, title="通知文")
    Document.objects.update(number="健第12号")
    DocumentAccess.objects.create(
        document=document, member=town.bob, role=Role.COMMENTER, granted_by=town.alice
    )
    return document


def test_an_editor_changes_the_title_alone(town: City, draft: Document, browse: SignedIn) -> None:
    answer = browse(town.alice).post(f"/documents/{draft.pk}/title/", {"title": " 協議  記録 "})
    assert answer.json() == {"title": "協議 記録"}
    draft.refresh_from_db()
    assert (draft.title, draft.number) == ("協議 記録", "健第12号")


@pytest.mark.parametrize("title", ["", "  ", "長" * 201])
def test_a_bad_title_is_said_to_be_one(
    town: City, draft: Document, browse: SignedIn, title: str
) -> None:
    answer = browse(town.alice).post(f"/documents/{draft.pk}/title/", {"title": title})
    assert (answer.status_code, answer.json()["field"]) == (422, "title")


def test_who_may_not_edit_does_not_rename(town: City, draft: Document, browse: SignedIn) -> None:
    for member in (town.bob, town.charlie):
        answer = browse(member).post(f"/documents/{draft.pk}/title/", {"title": "別の題"})
        assert answer.status_code == 404
    draft.refresh_from_db()
    assert draft.title == "通知文"
