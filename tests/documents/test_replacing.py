"""Bringing a content back: it reads as it did, and what did not change was not touched."""

import pycrdt
from hypothesis import given
from hypothesis import strategies as st

from docs_app.actions.documents import create_document
from docs_app.actions.revisions import keep_revision
from docs_app.log import stored_state
from docs_app.models import Revision
from docs_app.rendering.html import html_of_state
from docs_app.replacing import update_to
from docs_app.restoring import restore_revision
from docs_app.starters import state_of_html
from docs_app.yjs import merge
from tests.chat.factories import City
from tests.documents.test_compaction import Typist

SENTENCE = "Drink water every two hours."  # pycrdt counts the places of Latin letters only
BLOCKS = [
    "<p>一の段落です。</p>",
    "<p>一の段落でした。</p>",
    "<p>一の<strong>段落</strong>です。</p>",
    "<p><strong>一の段落です。</strong></p>",
    "<p><strong>一の段</strong><em>落です。</em>𠮷野家🍚</p>",
    "<p>𠮷野家🍙</p>",
    "<h2>一の段落です。</h2>",
    "<ul><li>甲</li><li>乙</li></ul>",
    "<table><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table>",
    "<table><tbody><tr><td>甲</td><td><strong>丙</strong></td></tr></tbody></table>",
    "<p></p>",
]
pages = st.lists(st.sampled_from(BLOCKS), max_size=5).map("".join)


@given(pages, pages)
def test_it_reads_as_what_was_wanted(before: str, after: str) -> None:
    current, wanted = state_of_html(before), state_of_html(after)
    done = merge(current, update_to(current, wanted))
    assert html_of_state(done) == html_of_state(wanted)


def test_nothing_is_written_where_nothing_differs() -> None:
    state = state_of_html("".join(BLOCKS[:5]))
    document: pycrdt.Doc[pycrdt.Text] = pycrdt.Doc()
    document.apply_update(state)
    before = document.get_state()
    document.apply_update(update_to(state, state_of_html("".join(BLOCKS[:5]))))
    assert document.get_state() == before


def test_the_place_of_a_comment_stays_its_sentence(town: City) -> None:
    html = f"<p>First.</p><p>{SENTENCE}</p><p>Last.</p>"
    document = create_document(author=town.alice, title="通知", state=state_of_html(html))
    first = keep_revision(member=town.alice, document_id=document.pk, name="第1案")
    typist = Typist(town, document)
    start = len("First.") + 2  # two markers of blocks
    places = (start, start + len(SENTENCE) - 1)
    held = [typist.root.sticky_index(each, pycrdt.Assoc.AFTER) for each in places]
    before = typist.doc.get_state()
    typist.root.insert(1, "あとから")
    typist.root += "あとから"
    typist.store(typist.doc.get_update(before))
    restore_revision(member=town.alice, revision_id=first.pk)
    typist.doc.apply_update(stored_state(document.pk))
    assert tuple(each.get_index() for each in held) == places
    assert "あとから" not in html_of_state(stored_state(document.pk))
    assert Revision.objects.filter(document=document).count() == 3
