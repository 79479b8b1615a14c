"""Pictures of texts: made anew, read by who reads the text and by nobody else."""

from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from docs_app.actions.documents import create_document
from docs_app.actions.pictures import tie_pictures
from docs_app.models import Document, DocumentAccess
from docs_app.roles import Role
from hub.files.actions import delete_unused
from hub.files.models import StoredFile
from hub.organisations.actions.organisations import change_organisation
from hub.organisations.models import Member
from hub.realtime.limits import Buckets
from hub.richtext import views
from tests.chat.factories import City
from tests.conftest import SignedIn
from tests.richtext.pictures import content, picture, send

PICTURES = "/rich-text/pictures/"


def guide(by: Member, html: str) -> None:
    change_organisation(by=by, organisation_id=by.organisation_id, guide=html)


@pytest.fixture(autouse=True)
def fresh_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test pays for the uploads of another."""
    monkeypatch.setattr(views, "uploads", Buckets(1, 100))


def test_a_picture_is_the_authors_until_it_stands_in_a_text(town: City, browse: SignedIn) -> None:
    alice, bob, charlie = browse(town.alice), browse(town.bob), browse(town.charlie)
    answer = send(alice, PICTURES, picture())
    assert answer.status_code == 201
    url = answer.json()["url"]
    assert content(alice, url) is not None
    assert content(bob, url) is None
    # City hall's page is open to all; charlie sees the hall, too.
    guide(town.alice, f'<p>入口<img src="{url}" alt="地図"></p>')
    assert content(bob, url) is not None
    assert content(charlie, url) is not None


def test_who_does_not_see_the_organisation_does_not_see_its_pictures(
    town: City, browse: SignedIn
) -> None:
    town.bob.role = Member.Role.ORGANISATION_ADMINISTRATOR
    town.bob.save()
    url = send(browse(town.bob), PICTURES, picture()).json()["url"]
    guide(town.bob, f'<p><img src="{url}"></p>')
    assert content(browse(town.alice), url) is not None
    assert content(browse(town.charlie), url) is None


def test_taken_out_of_the_text_it_is_no_longer_shown(town: City, browse: SignedIn) -> None:
    url = send(browse(town.alice), PICTURES, picture()).json()["url"]
    guide(town.alice, f'<p><img src="{url}"></p>')
    guide(town.alice, "<p>改修中</p>")
    assert content(browse(town.bob), url) is None


def test_writing_an_id_gives_no_access(town: City, browse: SignedIn) -> None:
    """charlie's private picture, named in city hall's page by alice."""
    url = send(browse(town.charlie), PICTURES, picture()).json()["url"]
    guide(town.alice, f'<p><img src="{url}"></p>')
    assert content(browse(town.alice), url) is None
    assert content(browse(town.bob), url) is None


def test_a_picture_in_use_is_not_cleaned_away(town: City, browse: SignedIn) -> None:
    alice = browse(town.alice)
    used, unused = (send(alice, PICTURES, picture()).json()["url"] for _each in range(2))
    guide(town.alice, f'<p><img src="{used}"></p>')
    file = StoredFile.objects.order_by("-changed_at")[0]
    delete_unused(before=file.changed_at.replace(year=file.changed_at.year + 1))
    assert content(alice, used) is not None
    assert content(alice, unused) is None


def test_only_pixels_are_stored(town: City, browse: SignedIn) -> None:
    """Where it was taken, a script behind the end of the picture, the format's comment."""
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    photo = picture("JPEG", exif=exif.tobytes(), comment=b"secret note")
    sent = photo + b"<script>alert(1)</script>"
    alice = browse(town.alice)
    answer = send(alice, PICTURES, sent, "../../写真.html").json()
    stored = content(alice, answer["url"]) or b""
    assert b"script" not in stored
    assert b"secret" not in stored
    with Image.open(BytesIO(stored)) as image:
        assert (image.format, image.size) == ("JPEG", (60, 40))
    assert StoredFile.objects.get().name == "写真.jpg"
    response = alice.get(answer["url"])
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize(("kind", "stored"), [("GIF", "PNG"), ("WEBP", "PNG"), ("PNG", "PNG")])
def test_word_can_read_what_is_stored(town: City, browse: SignedIn, kind: str, stored: str) -> None:
    alice = browse(town.alice)
    url = send(alice, PICTURES, picture(kind)).json()["url"]
    with Image.open(BytesIO(content(alice, url) or b"")) as image:
        assert image.format == stored


def test_a_large_picture_becomes_smaller(town: City, browse: SignedIn) -> None:
    answer = send(browse(town.alice), PICTURES, picture(size=(4000, 1000))).json()
    assert (answer["width"], answer["height"]) == (2400, 600)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='a()'/>", 422),
        (b"%PDF-1.7", 422),
        (picture()[:60], 422),
        (picture("PNG", (8000, 7000)), 422),
    ],
    ids=["nothing", "svg", "pdf", "half a picture", "a flood of pixels"],
)
def test_what_is_no_picture_is_refused(
    town: City, browse: SignedIn, sent: bytes, status: int
) -> None:
    answer = send(browse(town.alice), PICTURES, sent)
    assert answer.status_code == status
    assert answer.json()["field"] == "upload"
    assert not StoredFile.objects.exists()


def test_a_form_without_a_picture_is_refused(town: City, browse: SignedIn) -> None:
    assert browse(town.alice).post(PICTURES).status_code == 422
    assert browse(town.alice).post(PICTURES, {"upload": "text"}).status_code == 422


@pytest.fixture
def draft(town: City) -> Document:
    document = create_document(author=town.alice, title="起案")
    DocumentAccess.objects.create(
        document=document, member=town.bob, role=Role.READER, granted_by=town.alice
    )
    return document


def test_an_editor_adds_to_a_document_what_its_readers_see(
    town: City, draft: Document, browse: SignedIn
) -> None:
    path = f"/documents/{draft.id}/pictures/"
    answer = send(browse(town.alice), path, picture())
    assert answer.status_code == 201
    url = answer.json()["url"]
    assert content(browse(town.bob), url) is not None
    assert content(browse(town.charlie), url) is None


def test_a_reader_and_an_outsider_add_nothing(
    town: City, draft: Document, browse: SignedIn
) -> None:
    for member in (town.bob, town.charlie):
        answer = send(browse(member), f"/documents/{draft.id}/pictures/", picture())
        unknown = send(browse(member), f"/documents/{uuid4()}/pictures/", picture())
        assert answer.status_code == unknown.status_code == 404
    assert not StoredFile.objects.exists()


def test_a_picture_from_another_place_is_taken_over_by_who_may_read_it(
    town: City, draft: Document, browse: SignedIn
) -> None:
    own = send(browse(town.alice), PICTURES, picture()).json()["url"]
    foreign = send(browse(town.charlie), PICTURES, picture()).json()["url"]
    path = f"/documents/{draft.id}/pictures/"
    answer = browse(town.alice).post(path, {"file": own.split("/")[2]})
    assert (answer.status_code, answer.json()["url"]) == (201, own)
    assert content(browse(town.bob), own) is not None
    for file_id in (foreign.split("/")[2], str(uuid4()), "x"):
        for place in (path, PICTURES):
            refused = browse(town.alice).post(place, {"file": file_id})
            assert (refused.status_code, refused.json()["field"]) == (422, "file")
    assert content(browse(town.bob), foreign) is None


def test_a_document_shows_only_what_its_writer_may_read(
    town: City, draft: Document, browse: SignedIn
) -> None:
    foreign = send(browse(town.charlie), PICTURES, picture()).json()["url"].split("/")[2]
    own = send(browse(town.alice), PICTURES, picture()).json()["url"].split("/")[2]
    tied = tie_pictures(by=town.alice, document_id=draft.id, file_ids=[own, foreign])
    assert {str(each) for each in tied} == {own}
    assert content(browse(town.bob), f"/files/{own}/") is not None
    assert content(browse(town.bob), f"/files/{foreign}/") is None
    with pytest.raises(Document.DoesNotExist):
        tie_pictures(by=town.bob, document_id=draft.id, file_ids=[own])
