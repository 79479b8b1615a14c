"""The log and the wire: stored, acknowledged, heard; and the outsider who is not let in."""

from uuid import uuid4

import pytest

from docs_app.actions.documents import create_document
from docs_app.models import Document, DocumentAccess, DocumentUpdate
from docs_app.roles import Role
from hub.organisations.models import Member
from hub.realtime.database import db
from tests.chat.factories import City, sign_in
from tests.documents.conftest import OpenDesk
from tests.documents.desks import Desk


@pytest.fixture
def draft(city: City) -> Document:
    """A document of alice that bob may edit and charlie knows nothing of."""
    document = create_document(author=city.alice, title="熱中症対策の通知（案）")
    share(document, city.bob, Role.EDITOR)
    return document


def share(document: Document, member: Member, role: Role) -> None:
    DocumentAccess.objects.create(
        document=document, member=member, role=role, granted_by=document.created_by
    )


def stored_rows() -> list[int]:
    return list(DocumentUpdate.objects.order_by("seq").values_list("seq", flat=True))


async def test_what_one_writes_the_other_reads_and_the_log_holds(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    alice, bob = await open_desk(city.alice, draft), await open_desk(city.bob, draft)
    await alice.write("水分補給を")
    await bob.until(lambda: bob.text == "水分補給を")
    await bob.write("お願いします")
    await alice.until(lambda: alice.text == "水分補給をお願いします")
    assert await db(stored_rows) == [1, 2, 3]
    late = await open_desk(city.bob, draft)
    assert late.text == "水分補給をお願いします"


async def test_an_outsider_is_turned_away_and_an_unknown_id_looks_the_same(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    await open_desk(city.alice, draft)
    for document_id in (draft.pk, uuid4()):
        stranger = Desk(await db(sign_in, city.charlie), document_id)
        await stranger.communicator.connect()
        assert await stranger.ended() == 4403
        assert not stranger.hello


async def test_a_reader_reads_and_cannot_write_by_any_frame(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    await db(share, draft, city.charlie, Role.READER)
    alice, reader = await open_desk(city.alice, draft), await open_desk(city.charlie, draft)
    await alice.write("読むだけ")
    await reader.until(lambda: reader.text == "読むだけ")
    await reader.write("書き換え")
    assert reader.refusals
    assert await reader.ended() == 4403
    assert await db(stored_rows) == [1, 2]


async def test_garbage_is_refused_and_changes_nothing(
    city: City, draft: Document, open_desk: OpenDesk
) -> None:
    alice = await open_desk(city.alice, draft)
    await alice.send_update(b"\x01\x07\xff\xff\xff")
    assert alice.refusals[0]["code"] == "malformed"
    assert await db(stored_rows) == [1]
