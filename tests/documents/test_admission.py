"""The worker people wait for: few at a time, each once, none without end; jobs have their own."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from docs_app import admission, keeping
from docs_app.actions.documents import create_document
from docs_app.actions.rendering import render_document
from docs_app.actions.revisions import keep_revision
from docs_app.admission import PLACES, rendering_for, rendering_worker
from docs_app.models import Document, DocumentAccess, DocumentTemplate, Revision
from docs_app.roles import Role
from docs_app.starters import state_of
from hub.realtime.limits import Buckets
from tests.chat.factories import City, make_member
from tests.conftest import SignedIn


@pytest.fixture
def draft(town: City) -> Document:
    """alice owns it, bob may read it, charlie knows nothing of it."""
    made = create_document(author=town.alice, title="通知", state=state_of("notice"))
    DocumentAccess.objects.create(
        document=made, member=town.bob, role=Role.READER, granted_by=town.alice
    )
    return made


@pytest.fixture
def first(town: City, draft: Document) -> Revision:
    return keep_revision(member=town.alice, document_id=draft.pk, name="第1案")


@pytest.fixture
def crowded(town: City) -> Iterator[None]:
    """As many as may are waiting for the worker."""
    with ExitStack() as places:
        for number in range(PLACES):
            other = make_member(town.alice.organisation, f"{number}")
            places.enter_context(rendering_for(other))
        yield


def paths(draft: Document, first: Revision) -> list[str]:
    """Everything the worker is asked for by opening an address."""
    history = f"/documents/{draft.pk}/history/"
    return [
        f"/documents/{draft.pk}/export/text/",
        history,
        f"{history}?shown=now&with={first.pk}",
        f"{history}export/docx/?shown={first.pk}",
    ]


def imports(browser: Client) -> int:
    file = SimpleUploadedFile("訓練.html", b"<p>x</p>")
    return browser.post("/documents/import/", {"file": file, "title": "訓練"}).status_code


@pytest.mark.usefixtures("crowded")
def test_who_comes_when_it_is_full_is_told_at_once(
    town: City, draft: Document, first: Revision, browse: SignedIn
) -> None:
    alice = browse(town.alice)
    for path in paths(draft, first):
        answer = alice.get(path)
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "混み合っています" in answer.content.decode()
        assert browse(town.charlie).get(path).status_code == 404
    restoring = f"/documents/{draft.pk}/revisions/{first.pk}/restore/"
    assert alice.post(restoring).status_code == 503
    assert imports(alice) == 503
    assert alice.post(f"/documents/{draft.pk}/duplicate/").status_code == 503
    assert alice.post(f"/documents/{draft.pk}/template/", {"name": "型"}).status_code == 503
    assert Document.objects.count() == 1
    assert not DocumentTemplate.objects.exists()


def test_each_person_asks_for_one_thing_at_a_time(
    town: City, draft: Document, first: Revision, browse: SignedIn
) -> None:
    alice, bob = browse(town.alice), browse(town.bob)
    with rendering_for(town.alice):
        for path in paths(draft, first):
            assert alice.get(path).status_code == 503
            assert bob.get(path).status_code == 200
    for path in paths(draft, first):
        assert alice.get(path).status_code == 200


def test_nobody_asks_without_end(
    town: City,
    draft: Document,
    first: Revision,
    browse: SignedIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(admission, "questions", Buckets(rate=0.01, burst=1))
    alice, bob = browse(town.alice), browse(town.bob)
    assert imports(alice) == 302
    for path in paths(draft, first):
        answer = alice.get(path)
        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= 100
        assert "操作が集中しています" in answer.content.decode()
    assert imports(alice) == 429
    assert bob.get(paths(draft, first)[0]).status_code == 200


def test_jobs_do_not_wait_for_what_people_ask_for(draft: Document) -> None:
    with rendering_worker.lock:
        assert render_document(draft.pk)
    draft.refresh_from_db()
    assert draft.rendered_seq == draft.seq


def test_of_two_job_threads_one_stays_free(draft: Document) -> None:
    Document.objects.update(edited_at=draft.created_at.replace(year=2020))
    with keeping.at_it:  # by the other
        keeping.render_documents()
        keeping.fold_logs()
    draft.refresh_from_db()
    assert (draft.rendered_seq, draft.snapshot_seq) == (0, 0)
    keeping.render_documents()
    keeping.fold_logs()
    draft.refresh_from_db()
    assert (draft.rendered_seq, draft.snapshot_seq) == (draft.seq, draft.seq)
