"""Pictures that nothing shows any more are let go after thirty days, and no other."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pycrdt
import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from docs_app.actions.compaction import compact
from docs_app.actions.documents import create_document
from docs_app.actions.pictures import tie_pictures
from docs_app.actions.pruning import KEPT, prune, shown, to_look_through
from docs_app.actions.revisions import keep_revision
from docs_app.actions.trash import erase
from docs_app.actions.updates import Arrival, append_updates
from docs_app.copying import duplicate_document
from docs_app.keeping import prune_pictures
from docs_app.log import stored_state
from docs_app.models import Document, DocumentImage
from hub.files.actions import delete_unused
from hub.files.models import StoredFile
from hub.realtime.limits import Buckets
from hub.richtext import views
from tests.chat.factories import City
from tests.conftest import SignedIn
from tests.richtext.pictures import content, picture, send


class Draft:
    """A document of alice's with one picture in it."""

    def __init__(self, town: City, browse: SignedIn) -> None:
        self.town, self.browser = town, browse(town.alice)
        self.document = create_document(author=town.alice, title="地図")
        path = f"/documents/{self.document.pk}/pictures/"
        self.url = send(self.browser, path, picture()).json()["url"]
        self.file_id = UUID(self.url.split("/")[2])
        self.doc: pycrdt.Doc[pycrdt.Text] = pycrdt.Doc()
        self.doc.apply_update(stored_state(self.document.pk))
        self.root = self.doc.get("main", type=pycrdt.Text)

    def store(self, before: bytes) -> None:
        arrival = Arrival(self.town.alice, 1, self.doc.get_update(before))
        append_updates(document_id=self.document.pk, arrivals=[arrival])

    def insert(self) -> None:
        before = self.doc.get_state()
        keys = {"#n": "imageBlock", "#k": "e", "#c": pycrdt.Text(), "src": self.url}
        self.root.insert_embed(0, pycrdt.Map(keys), {})
        self.store(before)

    def remove(self) -> None:
        before = self.doc.get_state()
        with self.doc.transaction():
            del self.root[:]
        self.store(before)
        compact(self.document.pk)

    def is_tied(self) -> bool:
        return DocumentImage.objects.filter(document=self.document).exists()


@pytest.fixture
def draft(town: City, browse: SignedIn, monkeypatch: pytest.MonkeyPatch) -> Draft:
    monkeypatch.setattr(views, "uploads", Buckets(1, 100))
    return Draft(town, browse)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def days_pass(clock: time_machine.Traveller, days: int) -> None:
    for _day in range(days):
        clock.shift(timedelta(days=1, seconds=1))
        prune_pictures()


def test_what_was_removed_goes_with_its_bytes_after_thirty_days(
    draft: Draft,
    clock: time_machine.Traveller,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    draft.insert()
    prune_pictures()
    draft.remove()
    days_pass(clock, KEPT.days)
    assert draft.is_tied()
    file = StoredFile.objects.get()
    assert file.attached_at is not None
    days_pass(clock, 2)
    assert not draft.is_tied()
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_unused(before=timezone.now() + timedelta(seconds=1)) == 1
    assert not file.content.storage.exists(file.content.name)


def test_what_stands_there_stays(draft: Draft, clock: time_machine.Traveller) -> None:
    draft.insert()
    for _round in range(2):
        days_pass(clock, 20)
        compact(draft.document.pk)
    assert draft.is_tied()
    assert delete_unused(before=timezone.now() + timedelta(seconds=1)) == 0


def test_what_a_revision_shows_stays(draft: Draft, clock: time_machine.Traveller) -> None:
    draft.insert()
    keep_revision(member=draft.town.alice, document_id=draft.document.pk, name="第1案")
    draft.remove()
    days_pass(clock, 40)
    assert draft.is_tied()


def test_what_comes_back_starts_anew(draft: Draft, clock: time_machine.Traveller) -> None:
    draft.insert()
    draft.remove()
    days_pass(clock, 20)
    draft.insert()
    days_pass(clock, 2)
    draft.remove()
    days_pass(clock, 20)
    assert draft.is_tied()
    days_pass(clock, 12)
    assert not draft.is_tied()


def test_put_back_at_the_last_moment_it_stays(draft: Draft, clock: time_machine.Traveller) -> None:
    draft.insert()
    draft.remove()
    days_pass(clock, 2)
    DocumentImage.objects.update(unused_since=timezone.now() - KEPT)
    draft.insert()
    assert prune(draft.document.pk) == 0
    assert DocumentImage.objects.get().unused_since is None


def test_another_document_keeps_the_file(draft: Draft, clock: time_machine.Traveller) -> None:
    other = create_document(author=draft.town.alice, title="別の地図")
    tie_pictures(by=draft.town.alice, document_id=other.pk, file_ids=[draft.file_id])
    DocumentImage.objects.filter(document=other).update(checked_at=timezone.now())
    DocumentImage.objects.filter(document=draft.document).update(unused_since=timezone.now() - KEPT)
    assert prune(draft.document.pk) == 1
    assert not draft.is_tied()
    assert StoredFile.objects.get(pk=draft.file_id).attached_at is not None
    assert content(draft.browser, draft.url) is not None


def test_a_document_erased_for_good_leaves_its_copy_the_picture(draft: Draft) -> None:
    draft.insert()
    copy = duplicate_document(by=draft.town.alice, document_id=draft.document.pk)
    erase(draft.document)
    assert content(draft.browser, draft.url) is not None
    assert StoredFile.objects.get().attached_at is not None
    erase(copy)
    assert StoredFile.objects.get().attached_at is None


def test_documents_without_pictures_are_never_looked_through(
    draft: Draft, clock: time_machine.Traveller
) -> None:
    Document.objects.exclude(pk=draft.document.pk).delete()
    create_document(author=draft.town.alice, title="文字だけ")
    assert to_look_through(10) == [draft.document.pk]
    prune_pictures()
    assert to_look_through(10) == []
    clock.shift(timedelta(days=1, seconds=1))
    assert to_look_through(10) == [draft.document.pk]


def test_each_picture_is_looked_for_by_itself(draft: Draft) -> None:
    draft.insert()
    stranger = UUID(int=draft.file_id.int ^ 1)
    assert shown(draft.document.pk, [draft.file_id, stranger]) == {draft.file_id}
