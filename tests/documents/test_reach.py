"""Asking whether somebody may open one document looks at that document, not at all of them."""

import pytest
from django.db import connection

from docs_app.actions.documents import create_document
from docs_app.models import Document
from docs_app.roles import Role
from tests.chat.factories import City


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL scans what is small")
def test_one_document_is_found_without_walking_the_others(city: City) -> None:
    document = create_document(author=city.alice, title="起案")
    for member in (city.alice, city.charlie):
        one = Document.objects.readable_by(member, Role.EDITOR).filter(pk=document.pk)
        assert "SEARCH docs_app_document" in one.explain()
        assert "SCAN" not in one.explain()
