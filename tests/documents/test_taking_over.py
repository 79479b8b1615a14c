"""引き取り: administrators take what the owners left behind, and nothing that has an owner."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from docs_app.actions.documents import create_document
from docs_app.actions.taking_over import take_over
from docs_app.models import Document, DocumentAccess, DocumentEvent
from docs_app.roles import Role
from hub.models import AuditEntry
from hub.organisations.models import Member
from tests.chat.factories import City, make_member
from tests.conftest import SignedIn

PATH = "/documents/ownerless/"


@pytest.fixture
def head(town: City) -> Member:
    """The administrator of bob's clinic."""
    return make_member(
        town.bob.organisation, "院長", Member.Role.ORGANISATION_ADMINISTRATOR, "いんちょう"
    )


@pytest.fixture
def draft(town: City, head: Member) -> Document:
    """A document of bob's alone; bob has left."""
    document = create_document(author=town.bob, title="夜間当番の手順")
    leave(town.bob)
    return document


def leave(member: Member) -> None:
    member.left_at = timezone.now()
    member.save(update_fields=["left_at"])


def titles(member: Member) -> list[str]:
    return list(Document.objects.ownerless_for(member).values_list("title", flat=True))


def test_an_administrator_becomes_owner_and_it_is_on_record(
    town: City, head: Member, draft: Document
) -> None:
    assert titles(head) == ["夜間当番の手順"]
    take_over(by=head, document_ids=[draft.pk])
    assert Document.objects.readable_by(head, Role.OWNER).get() == draft
    event = draft.events.get(kind=DocumentEvent.Kind.TAKEN_OVER)
    assert (event.member, event.detail) == (head, "棒")
    entry = AuditEntry.objects.get(action="document.taken_over")
    assert (entry.member, entry.organisation) == (head, head.organisation)
    assert titles(head) == []
    with pytest.raises(ObjectDoesNotExist):
        take_over(by=head, document_ids=[draft.pk])


def test_a_role_that_was_there_is_raised(town: City, head: Member, draft: Document) -> None:
    DocumentAccess.objects.create(
        document=draft,
        member=head,
        role=Role.READER,
        expires_on=timezone.localdate(),
        granted_by=town.bob,
    )
    take_over(by=head, document_ids=[draft.pk])
    access = DocumentAccess.objects.get(document=draft, member=head)
    assert (access.role, access.expires_on) == (Role.OWNER, None)


@pytest.mark.parametrize("back", ["returned", "second owner"])
def test_what_has_an_owner_is_not_taken(
    town: City, head: Member, draft: Document, back: str
) -> None:
    if back == "returned":
        Member.objects.filter(pk=town.bob.pk).update(left_at=None)
    else:
        DocumentAccess.objects.create(
            document=draft, member=town.charlie, role=Role.OWNER, granted_by=town.bob
        )
    assert titles(head) == []
    with pytest.raises(ObjectDoesNotExist):
        take_over(by=head, document_ids=[draft.pk])


def test_an_editor_is_no_owner(town: City, head: Member, draft: Document) -> None:
    DocumentAccess.objects.create(
        document=draft, member=town.charlie, role=Role.EDITOR, granted_by=town.bob
    )
    assert titles(head) == ["夜間当番の手順"]


def test_only_administrators_of_its_own_organisation(
    town: City, head: Member, draft: Document, browse: SignedIn
) -> None:
    """alice administers the city hall, not the clinic."""
    colleague = make_member(town.bob.organisation, "看護師")
    for member in (town.alice, town.charlie, colleague):
        assert titles(member) == []
        with pytest.raises(ObjectDoesNotExist):
            take_over(by=member, document_ids=[draft.pk])
    assert "夜間当番の手順" not in browse(town.alice).get(PATH).content.decode()
    assert browse(colleague).get(PATH).status_code == 404
    assert browse(colleague).post(PATH, {"document": draft.pk}).status_code == 404
    assert "引き取る文書" not in browse(colleague).get("/documents/").content.decode()


def test_it_is_done_on_the_page(
    town: City, head: Member, draft: Document, browse: SignedIn
) -> None:
    browser = browse(head)
    assert "夜間当番の手順" in browser.get(PATH).content.decode()
    assert browser.post(PATH).status_code == 302, "nothing chosen"
    other = create_document(author=town.charlie, title="よその文書")
    assert browser.post(PATH, {"document": [draft.pk, other.pk]}).status_code == 404
    assert titles(head) == ["夜間当番の手順"]
    assert browser.post(PATH, {"document": "x"}).status_code == 404
    browser.post(PATH, {"document": [draft.pk]})
    assert titles(head) == []
    assert browser.get(f"/documents/{draft.pk}/sharing/").status_code == 200
