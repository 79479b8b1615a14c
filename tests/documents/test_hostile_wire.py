"""The wire of a document under attack, on both carriers: named refusals, others unharmed."""

import asyncio
import json
from uuid import uuid4

import pytest

from docs_app import frames
from docs_app.actions.documents import create_document
from docs_app.actions.sharing import revoke_access
from docs_app.consumers import STRIKES, UPDATE_BYTES
from docs_app.frames import Kind, Sync
from docs_app.models import Document, DocumentAccess, DocumentUpdate
from docs_app.roles import Role
from hub.organisations.models import Member
from hub.realtime import limits
from hub.realtime.database import db
from tests.chat.factories import City
from tests.documents.conftest import OpenDesk
from tests.documents.desks import Desk
from tests.documents.hostile import HARMLESS, HOSTILE, LISTS, struct, written
from tests.documents.wire import Poster, nothing_known, read, update

OVER_THE_WIRE = [
    "no update",
    "too many clients",
    "lists in lists",
    "another root",
    "an unknown element",
    "an event handler",
    "a script as a link",
    "too deep",
    "what waits for something missing",
]
GARBAGE = [
    b"",
    b"\x00",  # a sync frame without a step
    b"\x00\x07\x01a",  # an unknown step
    b"\x00\x02\x05a",  # fewer bytes than promised
    b"\x63",  # an unknown kind
    b"\x64\x01",  # a kind that only the server says
    b"\xff" * 40,
    b"\x01\x01\x01",  # a caret of nobody
    b"\x01\x05\x01\x07\x01\x01{",  # half of a caret
]


@pytest.fixture
def draft(city: City) -> Document:
    """A document of alice that bob may edit and charlie may read."""
    document = create_document(author=city.alice, title="台帳")
    for member, role in ((city.bob, Role.EDITOR), (city.charlie, Role.READER)):
        DocumentAccess.objects.create(
            document=document, member=member, role=role, granted_by=city.alice
        )
    return document


def rows() -> list[int]:
    return list(DocumentUpdate.objects.order_by("seq").values_list("seq", flat=True))


def lose(document: Document, member: Member) -> None:
    """Without a hint: as if the role had run out this second."""
    DocumentAccess.objects.filter(document=document, member=member).delete()


def codes(desk: Desk) -> list[str]:
    return [refusal["code"] for refusal in desk.refusals]


def caret(client: int, clock: int, state: bytes) -> bytes:
    body = b"\x01" + frames.number(client) + frames.number(clock) + frames.octets(state)
    return bytes((Kind.AWARENESS,)) + frames.octets(body)


async def test_hostile_updates_on_a_socket_cost_their_sender_only(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    alice = await open_desk(city.alice, draft)
    for name in OVER_THE_WIRE:
        build, code = HOSTILE[name]
        bob = await open_desk(city.bob, draft)
        for step in (Sync.STEP2, Sync.UPDATE):
            await bob.send(frames.sync(step, build()))
        await bob.until(lambda bob=bob: len(bob.refusals) == 2)
        assert codes(bob) == [code, code], name
        await alice.write("字")
    assert await db(rows) == list(range(1, len(OVER_THE_WIRE) + 2))
    late = await open_desk(city.bob, draft)
    assert late.text == alice.text == "字" * len(OVER_THE_WIRE)


async def test_hostile_updates_by_request_cost_their_sender_only(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    alice, bob = await open_desk(city.alice, draft), await Poster.of(city.bob)
    for name in OVER_THE_WIRE:
        build, code = HOSTILE[name]
        answers = await bob.post(draft, update(build()), update(HARMLESS["words"]()))
        assert (answers.refused, answers.stored) == ([code], 1), name
    await alice.until(lambda: alice.text == "言葉" * len(OVER_THE_WIRE))
    polled = await bob.poll(draft, nothing_known())
    assert (len(polled.updates), polled.closed) == (1, [])


async def test_garbage_is_refused_and_the_third_time_ends_it(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    alice = await open_desk(city.alice, draft)
    for start in range(0, len(GARBAGE), STRIKES):
        sent = GARBAGE[start : start + STRIKES]
        bob = await open_desk(city.bob, draft)
        for frame in sent:
            await bob.send(frame)
        assert await bob.ended() == 4429
        assert codes(bob) == ["malformed"] * STRIKES
        by_request = await (await Poster.of(city.bob)).post(draft, *sent, HARMLESS["words"]())
        assert (by_request.refused, by_request.closed) == (["malformed"] * STRIKES, [4429])
    await alice.write("無事")
    assert await db(rows) == [1, 2]


async def test_an_update_above_the_limit_is_refused(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    bob = await open_desk(city.bob, draft)
    await bob.send(update(b"\x00" * (UPDATE_BYTES + 1)))
    await bob.until(lambda: bool(bob.refusals))
    assert codes(bob) == ["malformed"]
    bob.refusals.clear()
    await bob.write("続き")
    assert await db(rows) == [1, 2]


async def test_a_text_frame_means_nothing_here(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    bob = await open_desk(city.bob, draft)
    await bob.communicator.send_input({"type": "websocket.receive", "text": "{}"})
    assert await bob.ended() == 1009


@pytest.mark.parametrize("kind", ["frames", "poll"])
async def test_bodies_that_are_no_frames(city: City, draft: Document, kind: str) -> None:
    bob = await Poster.of(city.bob)
    for body in (b"\xff", b"\x05ab", b"\xff" * 64):
        response = await bob.request(draft, kind, body)
        if kind == "frames":
            assert response.status_code == 400
        else:
            assert read(b"".join([part async for part in response.streaming_content])).closed
    wrong = await bob.request(draft, "frames", b"", **{"X-Tsunagu-Generation": "eins"})
    assert wrong.status_code == 400
    assert (await bob.client.get(f"/documents/{draft.pk}/live/{kind}/")).status_code == 405


async def test_a_reader_changes_nothing_by_any_frame(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    """Not even by one that would end the process that reads it."""
    alice = await open_desk(city.alice, draft)
    for data in (HARMLESS["words"](), struct(LISTS)):
        for step in (Sync.UPDATE, Sync.STEP2):
            frame = frames.sync(step, data)
            charlie = await open_desk(city.charlie, draft)
            await charlie.send(frame)
            assert await charlie.ended() == 4403
            posted = await (await Poster.of(city.charlie)).post(draft, frame, frame)
            assert (codes(charlie), posted.refused) == (["not_found"], ["not_found"])
            assert (posted.closed, posted.stored) == ([4403], 0)
    await alice.write("無事")
    assert await db(rows) == [1, 2]


@pytest.mark.parametrize("step", Sync)
async def test_who_lost_the_document_gets_and_changes_nothing(
    city: City, draft: Document, open_desk: OpenDesk, step: Sync
) -> None:
    bob = await open_desk(city.bob, draft)
    await db(lose, draft, city.bob)
    payload = b"\x00" if step == Sync.STEP1 else HARMLESS["words"]()
    await bob.send(frames.sync(step, payload))
    assert await bob.ended() == 4403
    assert codes(bob) == ["not_found"]
    assert await db(rows) == [1]


async def test_a_revoked_editor_is_cut_off_on_both_carriers(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    bob, poster = await open_desk(city.bob, draft), await Poster.of(city.bob)
    polling = asyncio.create_task(poster.poll(draft, frames.number(1) + frames.octets(b"\x00")))
    await bob.send(bytes((Kind.QUERY_AWARENESS,)))
    access = await db(DocumentAccess.objects.get, document=draft, member=city.bob)
    await db(revoke_access, by=city.alice, document_id=draft.pk, access_id=access.pk)
    assert await bob.ended() in {4205, 4403}
    assert not (await polling).updates
    assert (await poster.post(draft, update(HARMLESS["words"]()))).closed == [4403]
    assert (await poster.poll(draft, nothing_known())).closed == [4403]
    assert await db(rows) == [1]


async def test_strangers_learn_nothing_by_request(city: City, draft: Document) -> None:
    stranger = await Poster.of(city.charlie)
    await db(lose, draft, city.charlie)
    answers = [await stranger.post(each, b"\x03") for each in (draft, Document(pk=uuid4()))]
    assert answers[0] == answers[1]
    assert answers[0].closed == [4403]
    nobody = Poster("x" * 32)
    assert (await nobody.post(draft, b"\x03")).closed == [4401]
    assert (await nobody.poll(draft, nothing_known())).closed == [4401]


async def test_another_generation_is_told_so(city: City, draft: Document) -> None:
    bob = await Poster.of(city.bob)
    stale = await bob.post(draft, update(HARMLESS["words"]()), **{"X-Tsunagu-Generation": "7"})
    assert (stale.closed, stale.stored) == ([4409], 0)
    assert await db(rows) == [1]


async def test_a_caret_carries_the_name_the_server_knows(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    alice, bob = await open_desk(city.alice, draft), await open_desk(city.bob, draft)
    forged = {"user": {"id": str(city.alice.pk), "name": city.alice.name}, "cursor": {"a": 1}}
    state = json.dumps({**forged, "evil": "<script>"}).encode()
    await bob.send(caret(7, 1, state))
    await alice.until(lambda: bool(alice.presences))
    told = alice.presences[0]["state"]
    assert (told["user"]["name"], told["user"]["id"]) == (city.bob.name, str(city.bob.pk))
    assert set(told) == {"user", "cursor"}


async def test_nobody_speaks_for_anothers_client(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    alice, bob = await open_desk(city.alice, draft), await open_desk(city.bob, draft)
    poster = await Poster.of(city.bob)
    await alice.send(caret(5, 1, b"{}"))
    await bob.until(lambda: bool(bob.presences))
    await bob.send(caret(5, 9, b"null"))
    await poster.post(draft, caret(5, 9, b"null"))
    await bob.send(caret(6, 1, b"{}"))
    await bob.send(caret(8, 1, b"{}"))  # a second client of one connection
    await bob.write("後")
    await alice.until(lambda: alice.text == "後")
    assert [each["client"] for each in alice.presences] == [6]


async def test_nobody_takes_away_the_caret_of_who_has_requests_only(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    alice, bob = await open_desk(city.alice, draft), await Poster.of(city.bob)
    await bob.post(draft, caret(8, 1, b'{"cursor": {"a": 1}}'))
    await alice.until(lambda: bool(alice.presences))
    charlie = await open_desk(city.charlie, draft)
    await charlie.send(caret(8, 50, b"null"))
    await bob.post(draft, caret(8, 2, b'{"cursor": {"a": 2}}'))
    await alice.until(lambda: len(alice.presences) > 1)
    assert [each["clock"] for each in alice.presences] == [1, 2]


@pytest.mark.parametrize(
    "frame",
    [
        caret(7, 1, b"[" * 4000),
        caret(7, 1, b'{"cursor": {"at": NaN}}'),
        caret(7, 1, b'{"cursor": "' + b"a" * 4100 + b'"}'),
        caret(7, 1, b'{"cursor": {"a": "\\ud800"}}'),
        caret(7, 1, b'"a name"'),
        caret(7, 2**40, b"{}"),
        caret(2**60, 1, b"{}"),
        bytes((Kind.AWARENESS,)) + frames.octets(frames.number(10_000)),
    ],
)
async def test_a_caret_no_browser_could_read_is_refused(
    city: City, draft: Document, open_desk: OpenDesk, frame: bytes
) -> None:
    alice, bob = await open_desk(city.alice, draft), await open_desk(city.bob, draft)
    await bob.send(frame)
    await bob.until(lambda: bool(bob.refusals))
    assert codes(bob) == ["malformed"]
    await bob.write("無事")
    await alice.until(lambda: alice.text == "無事")
    assert alice.presences == []


async def test_who_floods_is_slowed_and_loses_nothing(
    city: City, draft: Document, open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "document_bytes", limits.Buckets(rate=10_000.0, burst=400.0))
    alice, bob = await open_desk(city.alice, draft), await open_desk(city.bob, draft)
    for _frame in range(5):
        await bob.write("字" * 120)
    await alice.until(lambda: alice.text == "字" * 600)
    assert bob.refusals == []


async def test_a_flood_of_bytes_is_refused_for_the_person_and_nobody_else(
    city: City, draft: Document, open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = await open_desk(city.alice, draft)
    first, second = await open_desk(city.bob, draft), await open_desk(city.bob, draft)
    monkeypatch.setattr(limits, "document_bytes", limits.Buckets(rate=0.5, burst=400.0))
    monkeypatch.setattr(limits, "DOCUMENT_WAIT", 0.05)
    await first.write("字" * 120)
    await second.send_update(written(lambda root: root.insert(0, "多" * 120)))
    by_request = await (await Poster.of(city.bob)).post(draft, update(HARMLESS["words"]()))
    assert (codes(second), by_request.refused) == (["rate_limited"], ["rate_limited"])
    await alice.until(lambda: alice.text == "字" * 120)
    await alice.write("別")
    assert await db(rows) == [1, 2, 3]


async def test_the_limit_is_of_a_person_and_as_documented(city: City) -> None:
    assert limits.DOCUMENT_BYTES_PER_SECOND == 256 * 1024
    assert limits.DOCUMENT_BYTES_BURST >= UPDATE_BYTES, "the largest update has to pass"
    buckets = limits.Buckets(1.0, limits.DOCUMENT_BYTES_BURST)
    assert buckets.take("bob", UPDATE_BYTES * 10.0) == 0, "more than a burst costs the burst"
    assert buckets.take("bob", 1000.0) > 900
    assert buckets.take("alice", 1000.0) == 0
