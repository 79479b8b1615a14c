"""A stored file of alice."""

import pytest
from django.utils import timezone

from hub.files.models import StoredFile
from tests.chat.factories import City


@pytest.fixture
def stored_file(town: City) -> StoredFile:
    return StoredFile.objects.create(
        uploaded_by=town.alice,
        organisation=town.alice.organisation,
        name="対応手順.pdf",
        size=4,
        received=4,
        content_type="application/pdf",
        completed_at=timezone.now(),
    )
