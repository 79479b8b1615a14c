"""Who may do what: grants, their end, links, and the outsiders who learn nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils import timezone

from chat.actions.rooms import leave_room
from docs_app.actions.documents import change_document, create_document
from docs_app.actions.sharing import change_access, grant_access, revoke_access, set_link
from docs_app.actions.trash import trash_document
from docs_app.models import Document, DocumentAccess, DocumentEvent
from docs_app.roles import Role
from hub.organisations.models import Member, Organisation, Section
from hub.realtime.database import db
from tests.chat.factories import City, make_member, make_organisation, make_room
from tests.conftest import SignedIn
from tests.documents.conftest import OpenDesk

CUT_OFF = {4205, 4403}


@pytest.fixture
def draft(city: City) -> Document:
    return create_document(author=city.alice, title="避難所の運営")


def grant(
    document: Document, target: Any, kind: str, role: Role = Role.READER, **options: Any
) -> DocumentAccess:
    options = {"by": document.created_by, **options}
    return grant_access(
        document_id=document.pk, kind=kind, target_id=target.pk, role=role, **options
    )


def role_of(member: Member, document: Document) -> int:
    found = Document.objects.readable_by(member).with_role(member).filter(pk=document.pk).first()
    return found.role if found else 0  # type: ignore[attr-defined]


def test_a_role_is_given_raised_and_taken_back(city: City, draft: Document) -> None:
    assert role_of(city.bob, draft) == 0
    access = grant(draft, city.bob, "member")
    assert role_of(city.bob, draft) == Role.READER
    again = grant(draft, city.bob, "member", Role.EDITOR)
    assert again.pk == access.pk
    assert role_of(city.bob, draft) == Role.EDITOR
    revoke_access(by=city.alice, document_id=draft.pk, access_id=access.pk)
    assert role_of(city.bob, draft) == 0


def test_everybody_of_an_organisation_a_section_and_a_room(city: City, draft: Document) -> None:
    grant(draft, city.bob.organisation, "organisation", Role.COMMENTER)
    assert role_of(city.bob, draft) == Role.COMMENTER
    assert role_of(city.charlie, draft) == 0
    upper = Section.objects.create(organisation=city.charlie.organisation, name="診療部")
    city.charlie.section = Section.objects.create(
        organisation=city.charlie.organisation, name="外来", parent=upper
    )
    city.charlie.save()
    grant(draft, upper, "section")
    assert role_of(city.charlie, draft) == Role.READER
    grant(draft, city.room, "room", Role.EDITOR)
    assert role_of(city.bob, draft) == Role.EDITOR
    leave_room(member=city.bob, room_id=city.room.pk)
    assert role_of(city.bob, draft) == Role.COMMENTER


def test_only_owners_share(city: City, draft: Document) -> None:
    access = grant(draft, city.bob, "member", Role.EDITOR)
    with pytest.raises(Document.DoesNotExist):
        grant(draft, city.bob.organisation, "organisation", by=city.bob)
    with pytest.raises(Document.DoesNotExist):
        set_link(by=city.bob, document_id=draft.pk, role=Role.READER)
    with pytest.raises(Document.DoesNotExist):
        change_access(
            by=city.bob,
            document_id=draft.pk,
            access_id=access.pk,
            role=Role.OWNER,
            expires_on=None,
        )
    assert role_of(city.bob, draft) == Role.EDITOR


def test_nobody_shares_with_whom_they_may_not_know(city: City) -> None:
    own = create_document(author=city.bob, title="院内")
    for kind, target in (("member", city.charlie), ("organisation", city.charlie.organisation)):
        with pytest.raises(ObjectDoesNotExist):
            grant(own, target, kind)
    foreign = make_room(city.alice, name="別室")
    with pytest.raises(ObjectDoesNotExist):
        grant(own, foreign, "room")


def test_only_the_city_brings_outside_organisations_together(city: City, draft: Document) -> None:
    third = make_member(make_organisation("ひかり薬局", Organisation.Kind.PHARMACY), "第三")
    make_room(city.alice, city.bob, city.charlie, name="全体")
    make_room(city.alice, city.bob, third, name="薬局")
    own = create_document(author=city.bob, title="院内")
    grant(own, city.charlie, "member")
    with pytest.raises(ValidationError):
        grant(own, third, "member")
    grant(draft, city.charlie, "member")
    grant(draft, third, "member")
    assert role_of(third, draft) == Role.READER


def test_a_role_holds_on_its_last_day_and_no_longer(city: City, draft: Document) -> None:
    today = timezone.localdate()
    access = grant(draft, city.bob, "member", expires_on=today)
    assert role_of(city.bob, draft) == Role.READER
    DocumentAccess.objects.filter(pk=access.pk).update(expires_on=today - timedelta(days=1))
    assert role_of(city.bob, draft) == 0
    with pytest.raises(ValidationError):
        grant(draft, city.bob, "member", expires_on=date(2020, 1, 1))


def test_an_owner_always_remains(city: City, draft: Document) -> None:
    own = draft.accesses.get(member=city.alice)
    with pytest.raises(ValidationError):
        revoke_access(by=city.alice, document_id=draft.pk, access_id=own.pk)
    with pytest.raises(ValidationError):
        grant(draft, city.alice, "member", Role.EDITOR)
    grant(draft, city.bob, "member", Role.OWNER)
    revoke_access(by=city.alice, document_id=draft.pk, access_id=own.pk)
    assert role_of(city.alice, draft) == 0
    assert role_of(city.bob, draft) == Role.OWNER


def test_only_a_person_without_an_end_is_owner(city: City, draft: Document) -> None:
    with pytest.raises(ValidationError):
        grant(draft, city.room, "room", Role.OWNER)
    with pytest.raises(ValidationError):
        grant(draft, city.bob, "member", Role.OWNER, expires_on=timezone.localdate())


def test_a_reader_gives_up_the_own_role_and_no_other(city: City, draft: Document) -> None:
    own = grant(draft, city.bob, "member")
    other = grant(draft, city.charlie, "member")
    with pytest.raises(DocumentAccess.DoesNotExist):
        revoke_access(by=city.bob, document_id=draft.pk, access_id=other.pk)
    revoke_access(by=city.bob, document_id=draft.pk, access_id=own.pk)
    assert role_of(city.bob, draft) == 0
    assert role_of(city.charlie, draft) == Role.READER


def test_a_link_of_the_citys_opens_to_all_and_closes(city: City, draft: Document) -> None:
    set_link(by=city.alice, document_id=draft.pk, role=Role.COMMENTER)
    assert role_of(city.charlie, draft) == Role.COMMENTER
    set_link(by=city.alice, document_id=draft.pk, role=None)
    assert role_of(city.charlie, draft) == 0
    with pytest.raises(ValidationError):
        set_link(by=city.alice, document_id=draft.pk, role=Role.OWNER)


def test_a_link_of_a_clinic_reaches_the_city_and_no_other_clinic(city: City) -> None:
    own = create_document(author=city.bob, title="院内")
    set_link(by=city.bob, document_id=own.pk, role=Role.READER)
    assert role_of(city.alice, own) == Role.READER
    assert role_of(city.charlie, own) == 0


def test_the_trash_ends_links_and_roles(city: City, draft: Document) -> None:
    set_link(by=city.alice, document_id=draft.pk, role=Role.READER)
    trash_document(by=city.alice, document_id=draft.pk)
    assert role_of(city.bob, draft) == 0
    assert role_of(city.alice, draft) == 0


async def test_taking_a_role_back_cuts_the_open_editor(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    access = await db(grant, draft, city.bob, "member", Role.EDITOR)
    alice, bob = await open_desk(city.alice, draft), await open_desk(city.bob, draft)
    await db(revoke_access, by=city.alice, document_id=draft.pk, access_id=access.pk)
    assert await bob.ended() in CUT_OFF
    assert await alice.ended() == 4205  # back at once, with the rights she has
    again = await open_desk(city.alice, draft)
    await again.write("続き")
    assert again.text == "続き"


async def test_the_trash_cuts_the_open_editor(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    alice = await open_desk(city.alice, draft)
    await db(trash_document, by=city.alice, document_id=draft.pk)
    assert await alice.ended() in CUT_OFF


def test_the_list_of_who_has_access_is_there_for_all_who_read(
    city: City, draft: Document, browse: SignedIn
) -> None:
    grant(draft, city.bob, "member")
    path = f"/documents/{draft.pk}/sharing/"
    text = browse(city.bob).get(path).content.decode()
    assert "有栖" in text
    assert "共有する相手を追加" not in text
    assert "共有する相手を追加" in browse(city.alice).get(path).content.decode()
    assert browse(city.charlie).get(path).status_code == 404


def test_who_comes_by_a_link_sees_no_foreign_organisation(
    city: City, draft: Document, browse: SignedIn
) -> None:
    grant(draft, city.bob, "member")
    grant(draft, city.room, "room")
    set_link(by=city.alice, document_id=draft.pk, role=Role.READER)
    path = f"/documents/{draft.pk}/sharing/"
    text = browse(city.charlie).get(path).content.decode()
    assert "有栖" in text
    assert "みどり診療所" not in text
    assert "夜間当番" not in text
    assert "みどり診療所" in browse(city.alice).get(path).content.decode()


def test_the_search_for_people_ends_at_the_visibility_rule(city: City, browse: SignedIn) -> None:
    own = create_document(author=city.bob, title="院内")
    path = f"/documents/{own.pk}/sharing/"
    bob = browse(city.bob)
    assert str(city.charlie.pk) not in bob.get(path, {"q": "茶織"}).content.decode()
    assert str(city.alice.pk) in bob.get(path, {"q": "有栖"}).content.decode()


def test_the_dialog_is_the_page_without_its_frame(
    city: City, draft: Document, browse: SignedIn
) -> None:
    answer = browse(city.alice).get(f"/documents/{draft.pk}/sharing/", headers={"X-Part": "1"})
    assert answer.headers["X-Part"] == "1"
    assert "<html" not in answer.content.decode()
    assert "権限のある人" in answer.content.decode()


def test_the_form_grants_and_revokes(city: City, draft: Document, browse: SignedIn) -> None:
    alice, base = browse(city.alice), f"/documents/{draft.pk}/sharing/"
    target = f"member:{city.bob.pk}"
    alice.post(f"{base}grant/", {"target": target, "role": "2", "expires_on": ""})
    assert role_of(city.bob, draft) == Role.COMMENTER
    access = draft.accesses.get(member=city.bob)
    alice.post(f"{base}{access.pk}/", {"role": "3", "expires_on": "2099-12-31"})
    access.refresh_from_db()
    assert (access.role, access.expires_on) == (Role.EDITOR, date(2099, 12, 31))
    alice.post(f"{base}{access.pk}/revoke/")
    assert role_of(city.bob, draft) == 0
    assert browse(city.charlie).post(f"{base}grant/", {"target": target}).status_code == 404


def test_the_log_tells_editors_who_read_and_what_was_shared(
    city: City, draft: Document, browse: SignedIn
) -> None:
    grant(draft, city.bob, "member")
    browse(city.bob).get(f"/documents/{draft.pk}/")
    path = f"/documents/{draft.pk}/about/"
    text = browse(city.alice).get(path).content.decode()
    assert "閲覧と編集の記録" in text
    assert "棒（閲覧）" in text
    assert draft.events.filter(kind=DocumentEvent.Kind.READ, member=city.bob).count() == 1
    assert "閲覧と編集の記録" not in browse(city.bob).get(path).content.decode()


def test_number_and_retention_are_the_editors(
    city: City, draft: Document, browse: SignedIn
) -> None:
    grant(draft, city.bob, "member", Role.COMMENTER)
    given = {"title": "避難所の運営", "number": "危第12号", "retention": "5"}
    path = f"/documents/{draft.pk}/about/"
    browse(city.bob).post(path, given)
    draft.refresh_from_db()
    assert draft.number == ""
    browse(city.alice).post(path, given)
    draft.refresh_from_db()
    assert (draft.number, draft.retention) == ("危第12号", "5")
    answer = browse(city.alice).post(path, {**given, "title": ""})
    assert answer.status_code == 422
    with pytest.raises(ValidationError):
        change_document(member=city.alice, document_id=draft.pk, retention="bogus")


def test_a_target_that_is_no_id_is_refused(city: City, draft: Document, browse: SignedIn) -> None:
    path = f"/documents/{draft.pk}/sharing/grant/"
    given = {"target": "member:" + "-" * 36, "role": int(Role.READER)}
    for headers in ({}, {"Accept": "application/json"}):
        assert browse(city.alice).post(path, given, headers=headers).status_code == 302
        assert browse(city.charlie).post(path, given, headers=headers).status_code == 404
    assert draft.accesses.count() == 1
