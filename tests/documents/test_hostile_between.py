"""What one update does to what another wrote: honest ones merge, the others are refused."""

from collections.abc import Callable
from typing import Any

import pycrdt
import pytest

from docs_app import frames
from docs_app.actions.documents import create_document
from docs_app.frames import Sync
from docs_app.models import Document, DocumentAccess, DocumentUpdate
from docs_app.roles import Role
from hub.realtime.database import db
from hub.realtime.protocol import CloseCode
from tests.chat.factories import City
from tests.documents.conftest import OpenDesk
from tests.documents.desks import Desk
from tests.documents.hostile import element
from tests.documents.wire import Poster, update

Deed = Callable[[pycrdt.Map[Any]], object]


@pytest.fixture
def draft(city: City) -> Document:
    """A document of alice that bob may edit."""
    document = create_document(author=city.alice, title="台帳")
    DocumentAccess.objects.create(
        document=document, member=city.bob, role=Role.EDITOR, granted_by=city.alice
    )
    return document


def rows() -> int:
    return DocumentUpdate.objects.count()


def codes(desk: Desk) -> list[str]:
    return [refusal["code"] for refusal in desk.refusals]


def changed(document: "pycrdt.Doc[Any]", deed: Callable[[pycrdt.Text], object]) -> bytes:
    before = document.get_state()
    with document.transaction():
        deed(document.get("main", type=pycrdt.Text))
    return document.get_update(before)


async def test_words_in_a_table_that_is_gone_are_taken_back(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    """The deletion brings nothing new, in no way that the bytes would show, and is no fault."""
    alice = await open_desk(city.alice, draft)
    await alice.send_update(changed(alice.document, element("table", "e", c=pycrdt.Text())))
    bob = await open_desk(city.bob, draft)
    (table, _), *_others = bob.root.diff()
    written = changed(bob.document, lambda _root: table["#c"].insert(0, "取り消す"))
    taken_back = changed(bob.document, lambda _root: table["#c"].clear())
    await alice.send_update(changed(alice.document, lambda root: root.clear()))
    await bob.send_update(written)
    before = await db(rows)
    await bob.send_update(taken_back)
    assert codes(bob) == []
    assert await db(rows) == before
    await bob.write("窓口")
    await alice.until(lambda: alice.text == "窓口")


BREAKING: dict[str, Deed] = {
    "content taken away": lambda table: table.pop("#c"),
    "other content": lambda table: table.update({"#c": pycrdt.Text("x")}),
    "another kind": lambda table: table.update({"#k": "b"}),
    "no kind": lambda table: table.pop("#k"),
    "a name of another kind": lambda table: table.update({"#n": "paragraph"}),
    "no known name": lambda table: table.update({"#n": "script"}),
}


@pytest.mark.parametrize("name", BREAKING)
async def test_nobody_breaks_an_element_that_is_there(
    city: City, draft: Document, open_desk: OpenDesk, name: str
) -> None:
    alice = await open_desk(city.alice, draft)
    make = element("table", "e", c=pycrdt.Text())
    await alice.send_update(changed(alice.document, make))
    bob = await open_desk(city.bob, draft)
    (table, _), *_others = bob.root.diff()
    await bob.send_update(changed(bob.document, lambda _root: BREAKING[name](table)))
    assert codes(bob) == ["element"]
    await alice.send_update(
        changed(alice.document, element("horizontalLine", "e", c=pycrdt.Text()))
    )
    assert codes(alice) == []


async def test_a_name_of_the_same_kind_or_none_is_an_edit(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    alice = await open_desk(city.alice, draft)
    await alice.send_update(changed(alice.document, element("paragraph", "b")))
    (paragraph, _), *_others = alice.root.diff()
    for change in ({"#n": "heading1"}, {"#n": "heading2"}):
        await alice.send_update(changed(alice.document, lambda _root: paragraph.update(change)))  # noqa: B023  called at once
    await alice.send_update(changed(alice.document, lambda _root: paragraph.pop("#n")))
    assert codes(alice) == []


async def test_nobody_writes_as_somebody_elses_client(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    alice, bob = await open_desk(city.alice, draft), await open_desk(city.bob, draft)
    await alice.write("一")
    forged: pycrdt.Doc[Any] = pycrdt.Doc(client_id=alice.document.client_id)
    forged.apply_update(alice.document.get_update())
    await bob.send_update(changed(forged, lambda root: root.insert(0, "偽")))
    assert codes(bob) == ["forbidden"]
    await alice.write("二")
    assert codes(alice) == []
    late = await open_desk(city.bob, draft)
    assert late.text == alice.text == "一二"


async def test_an_answer_to_our_question_may_hold_what_others_wrote(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    """bob answers with all he has, alice's newest words among it."""
    alice, bob = await open_desk(city.alice, draft), await open_desk(city.bob, draft)
    await alice.write("一")
    await bob.until(lambda: bob.text == "一")
    changed(bob.document, lambda root: root.insert(0, "二"))
    bob.sent += 1
    await bob.send(frames.sync(Sync.STEP2, bob.document.get_update()))
    await bob.until(lambda: bob.stored >= bob.sent or bool(bob.refusals))
    assert codes(bob) == []
    await alice.write("三")
    assert codes(alice) == []


@pytest.mark.parametrize(
    "vector",
    [
        b"\xff\xff\xff\xff\x01\x01\x01",  # half a thousand million entries in seven bytes
        b"\x02\x05\x01",
        b"\x01\x05\x01\x07",
        b"",
    ],
)
async def test_a_state_vector_holds_what_it_claims(
    city: City, draft: Document, vector: bytes
) -> None:
    bob = await Poster.of(city.bob)
    answers = await bob.post(draft, frames.sync(Sync.STEP1, vector), update(b"\x00\x00"))
    assert (answers.refused, answers.stored) == (["malformed"], 1)
    polled = await bob.poll(draft, frames.number(99) + frames.octets(vector))
    assert (polled.updates, polled.closed) == ([], [CloseCode.TOO_BIG])
