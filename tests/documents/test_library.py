"""The library: whose shelf shows what, folders, trash, copies, templates."""

from datetime import timedelta
from typing import Any

import pycrdt
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from docs_app import copying, shelves, starters
from docs_app.actions import folders, marks, templates, trash
from docs_app.actions.documents import create_document
from docs_app.actions.logging import visit
from docs_app.actions.sharing import grant_access, revoke_access, set_link
from docs_app.log import stored_state
from docs_app.models import Document, DocumentAccess, DocumentTemplate, Folder
from docs_app.rendering.html import html_of_state
from docs_app.roles import Role
from hub.eras import era_date
from hub.organisations.models import Member, Section
from tests.chat.factories import City, make_member
from tests.conftest import SignedIn

SHELVES = ("", "all/", "starred/", "shared/", "mine/")


def made(author: Member, title: str = "避難所の運営", **options: Any) -> Document:
    return create_document(author=author, title=title, **options)


def share(document: Document, member: Member, role: Role = Role.READER) -> DocumentAccess:
    return grant_access(
        by=document.created_by,
        document_id=document.pk,
        kind="member",
        target_id=member.pk,
        role=role,
    )


def page(client: Client, path: str) -> str:
    return client.get(f"/documents/{path}").content.decode()


def words(state: bytes) -> str:
    document: pycrdt.Doc[Any] = pycrdt.Doc()
    document.apply_update(state)
    return str(document.get("main", type=pycrdt.Text))


def test_a_shelf_shows_own_documents_and_no_others(city: City, browse: SignedIn) -> None:
    made(city.alice)
    assert "避難所の運営" in page(browse(city.alice), "mine/")
    assert "避難所の運営" in page(browse(city.alice), "all/")
    for shelf in SHELVES:
        assert "避難所の運営" not in page(browse(city.bob), shelf)


def test_what_was_passed_on_is_on_the_shelf_of_shared_ones(city: City, browse: SignedIn) -> None:
    document = made(city.alice)
    share(document, city.bob)
    assert "避難所の運営" in page(browse(city.bob), "shared/")
    assert "避難所の運営" not in page(browse(city.alice), "shared/")
    assert "避難所の運営" not in page(browse(city.charlie), "shared/")


def test_recent_documents_come_in_the_order_they_were_opened(city: City) -> None:
    first, second = made(city.alice, "一"), made(city.alice, "二")
    visit(member=city.alice, document=second)
    visit(member=city.alice, document=first)
    assert [each.title for each in shelves.recent(city.alice)] == ["一", "二"]
    assert not shelves.recent(city.bob).exists()


def test_a_star_is_one_persons(city: City, browse: SignedIn) -> None:
    document = made(city.alice)
    share(document, city.bob)
    bob = browse(city.bob)
    assert bob.post(f"/documents/{document.pk}/star/", {"on": "1"}).status_code == 302
    assert "避難所の運営" in page(bob, "starred/")
    assert "避難所の運営" not in page(browse(city.alice), "starred/")
    bob.post(f"/documents/{document.pk}/star/", {"on": "0"})
    assert "避難所の運営" not in page(bob, "starred/")
    with pytest.raises(Document.DoesNotExist):
        marks.star_document(member=city.charlie, document_id=document.pk, on=True)


def room_folder(city: City, name: str = "会議資料") -> Folder:
    return folders.create_folder(by=city.alice, name=name, place=f"room:{city.room.pk}")


def test_a_folder_of_a_room_is_seen_by_who_is_in_it(city: City, browse: SignedIn) -> None:
    folder = room_folder(city)
    document = made(city.alice, folder=folder)
    text = page(browse(city.bob), f"folders/{folder.pk}/")
    assert "会議資料" in text
    assert "避難所の運営" in text
    assert browse(city.charlie).get(f"/documents/folders/{folder.pk}/").status_code == 404
    assert Document.objects.readable_by(city.bob, Role.EDITOR).filter(pk=document.pk).exists()
    assert not Document.objects.readable_by(city.charlie).filter(pk=document.pk).exists()


def test_a_place_shows_its_folders(city: City, browse: SignedIn) -> None:
    room_folder(city)
    path = f"places/room/{city.room.pk}/"
    assert "会議資料" in page(browse(city.bob), path)
    assert browse(city.charlie).get(f"/documents/{path}").status_code == 404


def test_nobody_makes_folders_in_a_foreign_place(city: City, browse: SignedIn) -> None:
    place = f"organisation:{city.alice.organisation_id}"
    answer = browse(city.charlie).post("/documents/folders/", {"place": place, "name": "侵入"})
    assert answer.status_code == 404
    assert not Folder.objects.exists()


def test_folder_names_are_unique_in_their_place(city: City) -> None:
    outer = room_folder(city)
    with pytest.raises(ValidationError):
        room_folder(city)
    inner = folders.create_folder(by=city.bob, name="会議資料", parent_id=outer.pk)
    assert inner.parent == outer
    folders.create_folder(
        by=city.alice, name="会議資料", place=f"organisation:{city.alice.organisation_id}"
    )


def test_only_an_empty_folder_is_deleted(city: City) -> None:
    folder = room_folder(city)
    document = made(city.alice, folder=folder)
    with pytest.raises(ValidationError):
        folders.delete_folder(by=city.alice, folder_id=folder.pk)
    trash.trash_document(by=city.alice, document_id=document.pk)
    folders.delete_folder(by=city.alice, folder_id=folder.pk)
    recovered = trash.recover_document(by=city.alice, document_id=document.pk)
    assert recovered.folder is None


def test_the_role_of_the_place_moves_along(city: City) -> None:
    document = made(city.alice, folder=room_folder(city))
    section = Section.objects.create(organisation=city.alice.organisation, name="健康課")
    city.alice.section = section
    city.alice.save()
    other = folders.create_folder(by=city.alice, name="課内", place=f"section:{section.pk}")
    folders.move_document(by=city.alice, document_id=document.pk, folder_id=other.pk)
    assert not Document.objects.readable_by(city.bob).exists()
    assert document.accesses.filter(section=section, role=Role.EDITOR).exists()
    folders.move_document(by=city.alice, document_id=document.pk, folder_id=None)
    assert [access.member for access in document.accesses.all()] == [city.alice]


def test_an_editor_does_not_move_documents(city: City) -> None:
    folder = room_folder(city)
    document = made(city.alice, folder=folder)
    with pytest.raises(Document.DoesNotExist):
        folders.move_document(by=city.bob, document_id=document.pk, folder_id=None)


def test_the_trash_hides_from_all_and_gives_back_to_owners(city: City, browse: SignedIn) -> None:
    document = made(city.alice)
    share(document, city.bob, Role.EDITOR)
    alice, bob = browse(city.alice), browse(city.bob)
    assert bob.post(f"/documents/{document.pk}/trash/").status_code == 404
    alice.post(f"/documents/{document.pk}/trash/")
    assert "避難所の運営" in page(alice, "trash/")
    assert "避難所の運営" not in page(bob, "trash/")
    assert alice.get(f"/documents/{document.pk}/").status_code == 404
    assert bob.post(f"/documents/{document.pk}/recover/").status_code == 404
    alice.post(f"/documents/{document.pk}/recover/")
    assert bob.get(f"/documents/{document.pk}/about/").status_code == 200


def in_trash(city: City, days: int, **changes: Any) -> Document:
    document = made(city.alice)
    trash.trash_document(by=city.alice, document_id=document.pk)
    then = timezone.now() - timedelta(days=days)
    Document.objects.filter(pk=document.pk).update(trashed_at=then, edited_at=then, **changes)
    return document


@pytest.mark.parametrize(
    ("retention", "told"),
    [("", "30 days"), ("5", "3月31日まで"), ("permanent", "いつでも")],
)
def test_the_trash_says_how_long_it_keeps(
    city: City, browse: SignedIn, retention: str, told: str
) -> None:
    document = made(city.alice)
    Document.objects.filter(pk=document.pk).update(retention=retention)
    answer = browse(city.alice).post(f"/documents/{document.pk}/trash/", follow=True)
    last_day = timezone.localdate() + timedelta(days=30)
    expected = f"{era_date(last_day)}まで"
    assert (expected if told == "30 days" else told) in answer.content.decode()


def test_the_trash_is_emptied_after_thirty_days(city: City) -> None:
    fresh, old = in_trash(city, 29), in_trash(city, 32)
    trash.erase_trashed()
    left = set(Document.objects.values_list("pk", flat=True))
    assert fresh.pk in left
    assert old.pk not in left


def test_what_must_be_kept_is_kept_in_the_trash(city: City) -> None:
    permanent = in_trash(city, 4000, retention="permanent")
    five = in_trash(city, 400, retention="5")
    over = in_trash(city, 4000, retention="5")
    trash.erase_trashed()
    left = set(Document.objects.values_list("pk", flat=True))
    assert left == {permanent.pk, five.pk}
    assert over.pk not in left


def test_retention_counts_from_the_end_of_the_fiscal_year(city: City) -> None:
    document = in_trash(city, 1, retention="1")
    document.refresh_from_db()
    document.edited_at = document.edited_at.replace(year=2026, month=4, day=1, hour=12)
    assert str(trash.kept_until(document)) == "2028-03-31"
    document.edited_at = document.edited_at.replace(month=3, day=31)
    until = trash.kept_until(document)
    assert until is not None
    assert until >= timezone.localdate()


def test_a_copy_is_the_readers_own(city: City) -> None:
    original = made(city.alice, state=starters.state_of("notice"))
    share(original, city.bob)
    copy = copying.duplicate_document(by=city.bob, document_id=original.pk)
    assert words(stored_state(copy.pk)) == words(stored_state(original.pk))
    assert copy.organisation == city.bob.organisation
    assert not Document.objects.readable_by(city.alice).filter(pk=copy.pk).exists()
    with pytest.raises(Document.DoesNotExist):
        copying.duplicate_document(by=city.charlie, document_id=original.pk)


@pytest.mark.parametrize("key", starters.STARTERS)
def test_a_document_begins_from_each_shipped_template(
    city: City, browse: SignedIn, key: str
) -> None:
    answer = browse(city.bob).post("/documents/new/", {"title": "会議", "template": key})
    assert answer.status_code == 302
    document = Document.objects.get(created_by=city.bob)
    assert words(stored_state(document.pk)) == words(starters.state_of(key)) != ""


def test_a_template_is_its_organisations(city: City) -> None:
    document = made(city.alice, state=starters.state_of("minutes"))
    template = copying.save_template(by=city.alice, document_id=document.pk, name="課内会議")
    begun = templates.begin_document(author=city.alice, title="11月", template=str(template.pk))
    assert words(stored_state(begun.pk)) == words(stored_state(document.pk))
    with pytest.raises(DocumentTemplate.DoesNotExist):
        templates.begin_document(author=city.bob, title="11月", template=str(template.pk))
    with pytest.raises(DocumentTemplate.DoesNotExist):
        templates.delete_template(by=city.bob, template_id=template.pk)


def test_deleted_words_do_not_travel_in_a_template(city: City) -> None:
    source: pycrdt.Doc[Any] = pycrdt.Doc()
    text = source.get("main", type=pycrdt.Text)
    text += "SECRET-WORD のこる"
    del text[0:11]
    document = made(city.alice, state=source.get_update())
    template = copying.save_template(by=city.alice, document_id=document.pk, name="型")
    assert "のこる" in words(bytes(template.state))
    assert b"SECRET" not in bytes(template.state)


def test_only_its_maker_and_administrators_delete_a_template(city: City) -> None:
    document = made(city.bob)
    template = copying.save_template(by=city.bob, document_id=document.pk, name="型")
    city.charlie.organisation = city.bob.organisation
    city.charlie.save()
    with pytest.raises(PermissionDenied):
        templates.delete_template(by=city.charlie, template_id=template.pk)
    templates.delete_template(by=city.bob, template_id=template.pk)
    assert not DocumentTemplate.objects.exists()


def test_a_linked_document_is_recent_but_on_no_other_shelf(city: City) -> None:
    document = made(city.alice)
    set_link(by=city.alice, document_id=document.pk, role=Role.READER)
    visit(member=city.bob, document=document)
    assert shelves.recent(city.bob).exists()
    assert not shelves.all_granted(city.bob).exists()
    set_link(by=city.alice, document_id=document.pk, role=None)
    assert not shelves.recent(city.bob).exists()


def test_a_role_taken_back_empties_the_shelf(city: City) -> None:
    document = made(city.alice)
    access = share(document, city.bob)
    visit(member=city.bob, document=document)
    assert shelves.recent(city.bob).exists()
    revoke_access(by=city.alice, document_id=document.pk, access_id=access.pk)
    assert not shelves.recent(city.bob).exists()
    assert not shelves.all_granted(city.bob).exists()


def test_bold_ends_where_it_ends_and_lists_stay_lists() -> None:
    html = html_of_state(starters.state_of("notice"))
    assert "<li><strong>日時</strong>" in html
    assert '<p style="text-align:center;">記</p>' in html
    nested = html_of_state(starters.state_of("agenda"))
    assert nested.count("<ol>") == 2


def test_who_is_not_in_the_room_learns_neither_its_name_nor_the_folders(
    city: City, browse: SignedIn
) -> None:
    document = made(city.alice, folder=room_folder(city))
    share(document, city.charlie, Role.EDITOR)
    paths = ["all/", "search/?q=避難所", f"{document.pk}/", f"{document.pk}/about/"]
    for path in paths:
        text = page(browse(city.charlie), path)
        assert "の運営" in text
        assert "夜間当番" not in text
        assert "会議資料" not in text
    assert "会議資料" in page(browse(city.bob), "all/")
    assert "夜間当番" in page(browse(city.bob), f"{document.pk}/about/")


def test_an_auditor_neither_reads_nor_writes(city: City, browse: SignedIn) -> None:
    own = f"organisation:{city.alice.organisation_id}"
    folders.create_folder(by=city.alice, name="庁内の様式", place=own)
    auditor = browse(make_member(city.alice.organisation, "監査", Member.Role.AUDITOR))
    address = f"/documents/places/organisation/{city.alice.organisation_id}/"
    assert "庁内の様式" in browse(city.alice).get(address).content.decode()
    assert browse(city.charlie).get(address).status_code == 404
    assert auditor.get(address).status_code == 404
    assert auditor.post("/documents/folders/", {"name": "x", "place": own}).status_code == 404
    given = {"title": "x", "file": SimpleUploadedFile("x.html", b"<p>x</p>")}
    for path in ("/documents/new/", "/documents/import/"):
        assert auditor.get(path).status_code == 403
        assert auditor.post(path, given).status_code == 403
    assert "庁内の様式" not in auditor.get("/documents/").content.decode()
    assert not Document.objects.exists()
    assert Folder.objects.count() == 1
