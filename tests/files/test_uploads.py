"""Resumable uploads: what was stored stays, what is not one's own does not exist."""

from hashlib import sha256
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from hub.files.models import StoredFile
from tests.chat.factories import City, post
from tests.conftest import SignedIn
from tests.files.uploading import begin, piece, upload

CONTENT = "予約番号,氏名\n0412,青葉 花子\n".encode() * 100


def picture(width: int = 1200, height: int = 900) -> bytes:
    target = BytesIO()
    Image.new("RGB", (width, height), "teal").save(target, "PNG")
    return target.getvalue()


@pytest.fixture
def alice(town: City, browse: SignedIn) -> Client:
    return browse(town.alice)


def test_a_file_arrives_in_pieces(alice: Client) -> None:
    file = StoredFile.objects.get(pk=upload(alice, "予約一覧.csv", CONTENT, size=700))
    assert (file.name, file.size, file.content_type) == ("予約一覧.csv", len(CONTENT), "text/plain")
    assert file.sha256 == sha256(CONTENT).hexdigest()
    assert file.content.read() == CONTENT


def test_it_goes_on_where_it_stopped(alice: Client) -> None:
    address = begin(alice, "予約一覧.csv", len(CONTENT))["Location"]
    piece(alice, address, 0, CONTENT[:1000])
    assert alice.head(address)["Upload-Offset"] == "1000"
    assert piece(alice, address, 999, CONTENT[999:]).status_code == 409
    assert piece(alice, address, 1000, CONTENT[1000:]).status_code == 204
    assert StoredFile.objects.get().content.read() == CONTENT


def test_more_than_announced_is_refused(alice: Client) -> None:
    address = begin(alice, "a.csv", 10)["Location"]
    assert piece(alice, address, 0, b"12345678901").status_code == 422
    assert StoredFile.objects.get().completed_at is None


def test_an_image_gets_a_preview(alice: Client) -> None:
    file = StoredFile.objects.get(pk=upload(alice, "会場.png", picture()))
    assert (file.content_type, file.width, file.height) == ("image/png", 1200, 900)
    with Image.open(file.preview) as preview:
        assert (preview.format, preview.size) == ("WEBP", (640, 480))


def test_the_room_reads_it_and_nobody_else(town: City, browse: SignedIn, alice: Client) -> None:
    key = upload(alice, "会場.png", picture())
    paths = [f"/files/{key}/", f"/files/{key}/preview/", f"/files/{key}/data/"]
    bob, charlie = browse(town.bob), browse(town.charlie)
    assert {bob.get(path).status_code for path in paths} == {404}, "not posted yet"
    post(town.alice, town.room, "", files=[key])
    assert {bob.get(path).status_code for path in paths} == {200}
    assert {charlie.get(path).status_code for path in paths} == {404}
