"""Updates built to hurt: each refused by name, before the library reads it where it could die."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docs_app import staging, structs
from docs_app.actions.documents import create_document
from docs_app.awareness import read
from docs_app.bounded import BoundedWorker, staging_worker
from docs_app.frames import Malformed
from docs_app.log import stored_state
from docs_app.models import Document
from docs_app.staging import UpdateRefused, check_update
from tests.chat.factories import City
from tests.documents.hostile import HARMLESS, HOSTILE


@pytest.fixture
def draft(town: City) -> Document:
    return create_document(author=town.alice, title="台帳")


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_by_name_and_changes_nothing(
    draft: Document, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging_worker, "seconds", 30.0)  # a slow machine gives the same name
    build, code = HOSTILE[name]
    before = stored_state(draft.pk)
    staging_worker.ask("drop", document=f"{draft.pk}.1")
    processes = staging_worker.started
    with pytest.raises(UpdateRefused) as refused:
        check_update(draft.pk, 1, build())
    assert refused.value.code == code
    assert staging_worker.started == processes, "the process that tries updates lives on"
    assert stored_state(draft.pk) == before


@pytest.mark.parametrize("name", HARMLESS)
def test_what_an_editor_writes_passes(draft: Document, name: str) -> None:
    assert check_update(draft.pk, 1, HARMLESS[name]())


def test_what_ends_the_process_costs_one_answer(
    draft: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever nobody thought of: the next update meets a new process."""
    impatient = BoundedWorker(memory=768, seconds=0.02)
    monkeypatch.setattr(staging, "staging_worker", impatient)
    with pytest.raises(UpdateRefused) as refused:
        check_update(draft.pk, 1, HOSTILE["too many elements"][0]())
    assert refused.value.code == "costly"
    impatient.seconds = 10
    assert check_update(draft.pk, 1, HARMLESS["words"]())
    impatient.end()


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_to_the_end_or_refused(data: bytes) -> None:
    for look in (structs.examine, read):
        try:
            look(data)
        except (Malformed, structs.Foreign):
            continue


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 400), st.binary(min_size=1, max_size=4))
def test_any_change_to_an_honest_update_too(at: int, noise: bytes) -> None:
    honest = HARMLESS["a picture of ours"]()
    at %= len(honest)
    try:
        structs.examine(honest[:at] + noise + honest[at + len(noise) :])
    except (Malformed, structs.Foreign):
        return
