"""Updates that wait for the log go together: in order, refused alone, answered once stored."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pycrdt
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from docs_app import frames, queueing
from docs_app.actions.documents import create_document
from docs_app.actions.updates import Arrival, Stale, append_updates
from docs_app.frames import Sync
from docs_app.log import stored_state
from docs_app.models import Document, DocumentAccess, DocumentUpdate
from docs_app.queueing import store_in_line
from docs_app.rights import DocumentRight
from docs_app.roles import Role
from docs_app.staging import UpdateRefused
from docs_app.writing import store_arrivals
from hub.organisations.models import Member
from hub.realtime.database import db
from tests.chat.factories import City
from tests.documents.conftest import OpenDesk
from tests.documents.hostile import HOSTILE


@pytest.fixture
def draft(city: City) -> Document:
    """A document of alice that bob may edit and charlie knows nothing of."""
    document = create_document(author=city.alice, title="避難所の開設")
    DocumentAccess.objects.create(
        document=document, member=city.bob, role=Role.EDITOR, granted_by=city.alice
    )
    return document


class Typist:
    """Somebody's copy, in which each word stands behind the one before."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.copy: pycrdt.Doc[Any] = pycrdt.Doc()
        self.root = self.copy.get("main", type=pycrdt.Text)

    def word(self, word: str, generation: int = 1) -> Arrival:
        before = self.copy.get_state()
        self.root += word
        return Arrival(self.member, generation, self.copy.get_update(before))


def log() -> list[tuple[int, bytes]]:
    rows = DocumentUpdate.objects.order_by("seq").values_list("seq", "data")
    return [(seq, bytes(data)) for seq, data in rows][1:]  # the first is the blank document


def text_of(document_id: UUID) -> str:
    copy: pycrdt.Doc[Any] = pycrdt.Doc()
    copy.apply_update(stored_state(document_id))
    return str(copy.get("main", type=pycrdt.Text))


async def at_once(document: Document, arrivals: Sequence[Arrival]) -> list[BaseException | None]:
    """What became of each, all in line before the first is taken."""
    coming = (store_in_line(document.pk, arrival) for arrival in arrivals)
    return await asyncio.gather(*coming, return_exceptions=True)


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many updates each transaction was given."""
    sizes: list[int] = []

    def counted(*, document_id: UUID, arrivals: Sequence[Arrival]) -> Any:
        sizes.append(len(arrivals))
        return append_updates(document_id=document_id, arrivals=arrivals)

    monkeypatch.setattr("docs_app.writing.append_updates", counted)
    return sizes


async def test_two_writers_at_once_go_together_in_the_order_of_coming(
    city: City, draft: Document, transactions: list[int]
) -> None:
    alice, bob = Typist(city.alice), Typist(city.bob)
    await at_once(draft, [alice.word("始")])  # the worker has its copy now
    arrivals = [who.word(word) for word in "避難所" for who in (alice, bob)]
    assert await at_once(draft, arrivals) == [None] * 6
    assert [data for _seq, data in await db(log)][1:] == [each.data for each in arrivals]
    assert [seq for seq, _data in await db(log)] == [2, 3, 4, 5, 6, 7, 8]
    assert transactions == [1, 6]
    assert not queueing.lines


async def test_a_bad_update_between_good_ones_costs_its_sender_only(
    city: City, draft: Document, transactions: list[int]
) -> None:
    alice, bob = Typist(city.alice), Typist(city.bob)
    await at_once(draft, [alice.word("始")])
    for name in ("no update", "an unknown element", "lists in lists"):
        build, code = HOSTILE[name]
        bad = Arrival(city.bob, 1, build())
        first, second = alice.word("前"), alice.word("後")  # the second needs the first
        outcomes = await at_once(draft, [first, bad, second, bob.word("字")])
        assert isinstance(outcomes[1], UpdateRefused)
        assert outcomes[1].code == code
        assert [outcomes[0], *outcomes[2:]] == [None] * 3
    assert sorted(await db(text_of, draft.pk)) == sorted("始" + "前後字" * 3)
    assert len(await db(log)) == 10
    assert sum(transactions) == 10


async def test_who_may_not_write_is_refused_between_those_who_may(
    city: City, draft: Document
) -> None:
    alice, bob = Typist(city.alice), Typist(city.bob)
    not_known = [Typist(city.charlie).word("無") for _each in range(2)]
    words = [alice.word("一"), not_known[0], alice.word("二"), not_known[1], bob.word("三")]
    outcomes = await at_once(draft, words)
    assert [type(each) for each in outcomes[1::2]] == [Document.DoesNotExist] * 2
    assert outcomes[::2] == [None] * 3
    assert sorted(await db(text_of, draft.pk)) == sorted("一二三")


async def test_a_copy_of_another_generation_is_stale_and_stops_nobody(
    city: City, draft: Document
) -> None:
    alice, bob = Typist(city.alice), Typist(city.bob)
    outcomes = await at_once(draft, [bob.word("昔", generation=2), alice.word("今")])
    assert isinstance(outcomes[0], Stale)
    assert outcomes[1] is None
    assert await db(text_of, draft.pk) == "今"


async def test_what_fails_together_is_tried_alone(
    city: City, draft: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = Typist(city.alice), Typist(city.bob)
    bad = bob.word("倒")

    def failing(document_id: UUID, arrivals: Sequence[Arrival]) -> Any:
        if bad in arrivals:
            raise OSError("the database went away")
        return store_arrivals(document_id, arrivals)

    monkeypatch.setattr("docs_app.queueing.store_arrivals", failing)
    outcomes = await at_once(draft, [alice.word("前"), bad, alice.word("後")])
    assert isinstance(outcomes[1], OSError)
    assert outcomes[::2] == [None, None]
    assert await db(text_of, draft.pk) == "前後"


async def test_an_update_sent_twice_is_stored_once(city: City, draft: Document) -> None:
    alice = Typist(city.alice)
    word = alice.word("一度")
    assert await at_once(draft, [word, word, word]) == [None] * 3
    assert len(await db(log)) == 1


async def test_who_leaves_while_waiting_loses_nothing(city: City, draft: Document) -> None:
    alice, bob = Typist(city.alice), Typist(city.bob)
    leaving = asyncio.create_task(store_in_line(draft.pk, bob.word("去")))
    staying = asyncio.create_task(store_in_line(draft.pk, alice.word("残")))
    await asyncio.sleep(0)  # both are in line
    leaving.cancel()
    await staying
    assert sorted(await db(text_of, draft.pk)) == sorted("去残")


async def test_killed_between_commit_and_acknowledgement_nothing_is_lost_or_doubled(
    city: City, draft: Document, open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = await open_desk(city.alice, draft), await open_desk(city.bob, draft)

    def killed(*, document_id: UUID, arrivals: Sequence[Arrival]) -> Any:
        append_updates(document_id=document_id, arrivals=arrivals)
        raise SystemError("killed")

    monkeypatch.setattr("docs_app.writing.append_updates", killed)
    before = alice.document.get_state()
    alice.root += "消えない"
    typed = alice.document.get_update(before)
    await alice.send_update(typed)
    assert alice.stored < alice.sent
    assert len(alice.refusals) == 1
    assert len(await db(log)) == 1
    monkeypatch.undo()
    again = await open_desk(city.alice, draft)
    for step in (Sync.STEP2, Sync.UPDATE):  # the browser brings what was not acknowledged
        again.sent += 1
        await again.send(frames.sync(step, typed))
        await again.until(lambda: again.stored >= again.sent)
    assert not again.refusals
    await bob.until(lambda: bob.text == "消えない")
    await bob.write("続き")
    assert len(await db(log)) == 2
    assert await db(text_of, draft.pk) == "消えない続き"


def test_many_updates_cost_the_queries_of_one(city: City, draft: Document) -> None:
    alice = Typist(city.alice)
    store_arrivals(draft.pk, [alice.word("始")])
    asked = []
    for words in ("一", "避難所の開設"):
        arrivals = [alice.word(word) for word in words]
        with CaptureQueriesContext(connection) as queries:
            assert store_arrivals(draft.pk, arrivals) == [None] * len(words)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 6  # begin, lock, right, position, rows, commit


def test_the_right_to_edit_is_asked_anew_each_time(
    city: City, draft: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its SQL is kept; neither what it finds nor the day is."""
    right, stranger = DocumentRight(city.bob, draft.pk), DocumentRight(city.charlie, draft.pk)
    access = DocumentAccess.objects.get(document=draft, member=city.bob)
    assert (right.holds(), stranger.holds()) == (True, False)
    access.role = Role.COMMENTER
    access.save()
    assert not right.holds()
    access.role, access.expires_on = Role.EDITOR, timezone.localdate()
    access.save()
    assert right.holds()
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)
    assert not right.holds()
    monkeypatch.undo()
    Document.objects.filter(pk=draft.pk).update(trashed_at=timezone.now())
    assert not right.holds()
