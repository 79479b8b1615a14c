"""Opening a document: a large one, and one among very many."""

import pycrdt
import pytest
from django.db import connection

from docs_app.actions.documents import create_document
from docs_app.models import Document
from docs_app.roles import Role
from hub.realtime.database import db
from hub.realtime.listener import QUEUE_BYTES
from tests.chat.factories import City
from tests.documents.conftest import OpenDesk


async def test_a_document_larger_than_a_queue_is_opened(city: City, open_desk: OpenDesk) -> None:
    words = "避難所" * (QUEUE_BYTES // 9 + 1)
    source: pycrdt.Doc[pycrdt.Text] = pycrdt.Doc()
    source.get("main", type=pycrdt.Text).insert(0, words)
    state = source.get_update()
    document = await db(create_document, author=city.alice, title="台帳", state=state)
    alice = await open_desk(city.alice, document)
    assert alice.text == words


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL scans what is small")
def test_one_document_is_found_without_walking_the_others(city: City) -> None:
    document = create_document(author=city.alice, title="起案")
    for member in (city.alice, city.charlie):
        one = Document.objects.readable_by(member, Role.EDITOR).filter(pk=document.pk)
        assert "SEARCH docs_app_document" in one.explain()
        assert "SCAN" not in one.explain()
