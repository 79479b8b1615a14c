"""Revisions: kept, compared, brought back without losing what came later."""

import re
from datetime import timedelta
from difflib import SequenceMatcher
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils import timezone
from docx import Document as WordFile

from docs_app import comparing
from docs_app.actions.documents import create_document
from docs_app.actions.revisions import (
    compare_states,
    freeze_revision,
    keep_automatic,
    keep_revision,
    rename_revision,
    render_state,
    to_keep,
)
from docs_app.comparing import PAIRS, compared
from docs_app.log import stored_state
from docs_app.models import Document, DocumentAccess, Revision
from docs_app.rendering.html import html_of
from docs_app.rendering.tree import Node, Run
from docs_app.restoring import restore_revision
from docs_app.roles import Role
from docs_app.starters import state_of_html
from tests.chat.factories import City
from tests.conftest import SignedIn
from tests.documents.test_compaction import Typist


@pytest.fixture
def draft(town: City) -> Document:
    state = state_of_html("<p>水分補給を2時間ごとに行う。</p>")
    return create_document(author=town.alice, title="通知", state=state)


def words(text: str) -> Node:
    return Node("paragraph", "b", {}, runs=[Run(text)])


def page(*lines: str) -> Node:
    return Node("$root", "e", {}, children=[words(line) for line in lines])


def test_a_comparison_strikes_what_went_and_underlines_what_came() -> None:
    old = page("水分補給を2時間ごとに行う。", "消える段落")
    new = page("水分補給を1時間ごとに必ず行う。", "新しい行です")
    assert html_of(compared(old, new)) == (
        "<p>水分補給を<del>2</del><ins>1</ins>時間ごとに<ins>必ず</ins>行う。</p>"
        "<p><ins>新しい行です</ins></p><p><del>消える段落</del></p>"
    )


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ([f"甲{number}" for number in range(2000)], [f"乙 {number}x" for number in range(2000)]),
        (["一", "二"] * 4000, ["二", "二", "一"] * 2500),
        (["、。" * 9000], ["。。、" * 9000]),
    ],
    ids=["replaced", "repeated", "one paragraph"],
)
def test_a_comparison_is_bounded_and_shows_all_the_same(
    before: list[str], now: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []

    class Counted(SequenceMatcher[Any]):
        def get_matching_blocks(self) -> Any:
            me: Any = self
            pairs = sum(len(me.b2j.get(each, ())) for each in me.a)
            looks.append(pairs + len(me.a) + len(me.b))
            return super().get_matching_blocks()

    monkeypatch.setattr(comparing, "SequenceMatcher", Counted)
    html = html_of(compared(page(*before), page(*now)))
    assert sum(looks) < 2 * PAIRS
    assert re.sub(r"<ins>.*?</ins>|<[^>]*>", "", html) == "".join(before)
    assert re.sub(r"<del>.*?</del>|<[^>]*>", "", html) == "".join(now)


def test_equal_documents_have_no_changes() -> None:
    both = page("同じ", "まったく同じ")
    assert html_of(compared(both, both)) == html_of(both)


def test_a_revision_says_who_wrote_since_the_last_one(town: City, draft: Document) -> None:
    first = keep_revision(member=town.alice, document_id=draft.pk, name=" 第1案 ")
    assert (first.name, first.number, first.contributors) == ("第1案", 1, [])
    Typist(town, draft).write("追記")
    second = keep_revision(member=town.alice, document_id=draft.pk, name="第2案")
    assert second.contributors == [[str(town.alice.pk), town.alice.name, 1]]


def test_restoring_keeps_what_was_there_and_what_is_written_meanwhile(
    town: City, draft: Document
) -> None:
    first = keep_revision(member=town.alice, document_id=draft.pk, name="第1案")
    typist = Typist(town, draft)
    typist.write("あとから書いた文")
    waiting = typist.update("同時に書いた文")  # written elsewhere, stored after the restoring
    restored = restore_revision(member=town.alice, revision_id=first.pk)
    typist.store(waiting)
    html = render_state(stored_state(draft.pk), town.alice)
    assert "水分補給を2時間ごとに行う。" in html
    assert "同時に書いた文" in html
    assert "あとから書いた文" not in html
    assert restored.restored_from == first
    before = Revision.objects.get(document=draft, number=restored.number - 1)
    assert "あとから書いた文" in render_state(bytes(before.state), town.alice)


def test_only_editors_keep_and_restore_and_only_owners_freeze(town: City, draft: Document) -> None:
    first = keep_revision(member=town.alice, document_id=draft.pk, name="第1案")
    reading = DocumentAccess.objects.create(
        document=draft, member=town.bob, role=Role.READER, granted_by=town.alice
    )
    for stranger in (town.bob, town.charlie):
        with pytest.raises(ObjectDoesNotExist):
            keep_revision(member=stranger, document_id=draft.pk, name="勝手な案")
        with pytest.raises(ObjectDoesNotExist):
            restore_revision(member=stranger, revision_id=first.pk)
    reading.role = Role.EDITOR
    reading.save()
    with pytest.raises(ObjectDoesNotExist):
        freeze_revision(member=town.bob, revision_id=first.pk)
    frozen = freeze_revision(member=town.alice, revision_id=first.pk)
    assert frozen.frozen_by == town.alice
    with pytest.raises(ValidationError):
        rename_revision(member=town.alice, revision_id=first.pk, name="別の名前")


def test_a_revision_needs_a_name_and_a_nameless_one_is_not_frozen(
    town: City, draft: Document
) -> None:
    for name in ("", "   ", "長" * 81):
        with pytest.raises(ValidationError):
            keep_revision(member=town.alice, document_id=draft.pk, name=name)
    automatic = keep_automatic(draft.pk)
    assert automatic is not None
    with pytest.raises(ValidationError):
        freeze_revision(member=town.alice, revision_id=automatic.pk)


def test_work_is_kept_by_itself_once_it_rests(town: City, draft: Document) -> None:
    assert to_keep(10) == []
    Typist(town, draft).write("書いた")
    assert to_keep(10) == []
    Document.objects.update(edited_at=timezone.now() - timedelta(minutes=11))
    assert to_keep(10) == [draft.pk]
    assert keep_automatic(draft.pk) is not None
    assert to_keep(10) == []
    assert keep_automatic(draft.pk) is None


def test_the_page_shows_compares_and_exports(town: City, draft: Document, browse: SignedIn) -> None:
    first = keep_revision(member=town.alice, document_id=draft.pk, name="第1案")
    Typist(town, draft).write("追記した文")
    browser = browse(town.alice)
    path = f"/documents/{draft.pk}/history/"
    assert "第1案" in browser.get(path).content.decode()
    shown = browser.get(f"{path}?shown={first.pk}").content.decode()
    assert "追記した文" not in shown
    assert "追記した文</ins>" in browser.get(f"{path}?shown=now&with={first.pk}").content.decode()
    word = browser.get(f"{path}export/docx/?shown=now&with={first.pk}")
    runs = [run for each in WordFile(BytesIO(word.content)).paragraphs for run in each.runs]
    assert [run.text for run in runs if run.underline] == ["追記した文"]
    assert browser.get(f"{path}?shown=garbage").status_code == 404
    assert browse(town.charlie).get(path).status_code == 404


def test_a_revision_of_another_document_is_not_found(
    town: City, draft: Document, browse: SignedIn
) -> None:
    other = create_document(author=town.alice, title="別の文書")
    foreign = keep_revision(member=town.alice, document_id=other.pk, name="第1案")
    browser = browse(town.alice)
    assert browser.get(f"/documents/{draft.pk}/history/?shown={foreign.pk}").status_code == 404
    restoring = f"/documents/{draft.pk}/revisions/{foreign.pk}/restore/"
    assert browser.post(restoring).status_code == 404


def test_comparing_is_done_in_the_worker(town: City, draft: Document) -> None:
    before = stored_state(draft.pk)
    Typist(town, draft).write("と書いた")
    assert "<ins>" in compare_states(before, stored_state(draft.pk), town.alice)


def test_the_page_stays_at_the_revision_that_was_made_final(
    town: City, draft: Document, browse: SignedIn
) -> None:
    first = keep_revision(member=town.alice, document_id=draft.pk, name="第1案")
    path = f"/documents/{draft.pk}/revisions/{first.pk}/freeze/"
    assert browse(town.charlie).post(path).status_code == 404
    done = browse(town.alice).post(path)
    assert done["Location"] == f"/documents/{draft.pk}/history/?shown={first.pk}"
