"""Folding the log: nothing is lost, whoever opens the document afterwards."""

from datetime import timedelta
from uuid import UUID

import pycrdt
import pytest
from django.utils import timezone

from docs_app import yjs
from docs_app.actions.compaction import compact, store_snapshot, to_compact
from docs_app.actions.documents import create_document
from docs_app.actions.rendering import render_document, to_render
from docs_app.actions.updates import Arrival, append_updates
from docs_app.log import stored_state
from docs_app.models import Document, DocumentPart, DocumentUpdate
from tests.chat.factories import City


@pytest.fixture
def draft(town: City) -> Document:
    return create_document(author=town.alice, title="議事録")


class Typist:
    """Writes into the log without a connection."""

    def __init__(self, city: City, document: Document) -> None:
        self.city, self.document_id = city, document.pk
        self.doc = pycrdt.Doc[pycrdt.Text]()
        self.doc.apply_update(stored_state(document.pk))
        self.root = self.doc.get("main", type=pycrdt.Text)

    def update(self, words: str) -> bytes:
        before = self.doc.get_state()
        self.root += words
        return self.doc.get_update(before)

    def write(self, words: str) -> None:
        self.store(self.update(words))

    def store(self, update: bytes) -> None:
        arrival = Arrival(self.city.alice, 1, update)
        append_updates(document_id=self.document_id, arrivals=[arrival])


def text_of(document_id: UUID) -> str:
    doc = pycrdt.Doc[pycrdt.Text]()
    doc.apply_update(stored_state(document_id))
    return str(doc.get("main", type=pycrdt.Text))


def loose(document: Document) -> int:
    return DocumentUpdate.objects.filter(document=document, folded_in=False).count()


def test_the_text_stays_and_what_comes_later_adds_to_it(town: City, draft: Document) -> None:
    typist = Typist(town, draft)
    for word in "水分補給":
        typist.write(word)
    assert compact(draft.pk)
    assert (loose(draft), text_of(draft.pk)) == (0, "水分補給")
    typist.write("を")
    assert (loose(draft), text_of(draft.pk)) == (1, "水分補給を")
    assert not compact(draft.pk) or loose(draft) == 0
    assert not compact(draft.pk)


def test_deleted_text_leaves_the_snapshot(town: City, draft: Document) -> None:
    typist = Typist(town, draft)
    typist.write("下書き" * 2000)
    before = typist.doc.get_state()
    with typist.doc.transaction():
        del typist.root[:]
    typist.store(typist.doc.get_update(before))
    compact(draft.pk)
    draft.refresh_from_db()
    assert len(draft.snapshot) < 300
    assert text_of(draft.pk) == ""


def test_what_waits_for_something_missing_is_kept(town: City, draft: Document) -> None:
    """Loading a document drops such updates; the plain merge does not."""
    typist = Typist(town, draft)
    missing, waiting = typist.update("先"), typist.update("後")
    typist.store(waiting)
    compact(draft.pk)
    assert text_of(draft.pk) == ""
    typist.store(missing)
    assert text_of(draft.pk) == "先後"


def test_two_compactions_at_once_lose_nothing(town: City, draft: Document) -> None:
    typist = Typist(town, draft)
    typist.write("一")
    behind = Document.objects.get(pk=draft.pk)
    rows = list(DocumentUpdate.objects.values_list("pk", "seq"))
    compact(draft.pk)
    typist.write("二")
    assert not store_snapshot(behind, yjs.EMPTY, rows)
    assert text_of(draft.pk) == "一二"


def test_a_resting_document_is_folded_and_a_busy_one_is_not(town: City, draft: Document) -> None:
    Typist(town, draft).write("書いた")
    assert to_compact(10) == []
    Document.objects.update(edited_at=timezone.now() - timedelta(hours=1))
    assert to_compact(10) == [draft.pk]


def test_rendering_follows_the_log(town: City, draft: Document) -> None:
    Typist(town, draft).write("熱中症 <b>に注意</b>")
    assert to_render(10) == []  # still being written
    Document.objects.update(edited_at=timezone.now() - timedelta(minutes=1))
    assert to_render(10) == [draft.pk]
    assert render_document(draft.pk)
    draft.refresh_from_db()
    assert draft.html == "<p>熱中症 &lt;b&gt;に注意&lt;/b&gt;</p>"
    assert [part.text for part in DocumentPart.objects.all()] == ["熱中症 <b>に注意</b>"]
    assert to_render(10) == []
