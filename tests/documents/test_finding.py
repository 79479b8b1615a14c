"""Search of documents, and documents in conversations."""

from datetime import datetime
from typing import Any

import pytest

from chat.actions.rooms import leave_room
from docs_app.actions.documents import create_document
from docs_app.actions.sharing import grant_access, set_link
from docs_app.actions.trash import trash_document
from docs_app.models import Document, DocumentPart
from docs_app.roles import Role
from docs_app.search import find_documents, hits_of
from hub.organisations.models import Member
from hub.search.terms import terms_of
from tests.chat.factories import City
from tests.conftest import SignedIn


@pytest.fixture
def draft(city: City) -> Document:
    """A document of alice's with three pieces of text."""
    document = create_document(author=city.alice, title="避難所の運営")
    words = ["鍵の受け渡しは危機管理課", "ダンボールベッドを30台", "受付は自治会"]
    for position, text in enumerate(words):
        DocumentPart.objects.create(document=document, position=position, text=text)
    return document


def share(document: Document, kind: str, target: Any, role: Role = Role.READER) -> None:
    grant_access(
        by=document.created_by, document_id=document.pk, kind=kind, target_id=target.pk, role=role
    )


def found(member: Member, query: str) -> list[str]:
    return [each.title for each in find_documents(member, terms_of(query))]


@pytest.mark.parametrize(
    "query", ["避難", "ひなん", "鍵", "受け渡し", "ﾀﾞﾝﾎﾞｰﾙ", '"受付は自治会"', "自治会 -予算"]
)
def test_words_of_title_and_text_are_found(city: City, draft: Document, query: str) -> None:
    expected = [] if query == "ひなん" else ["避難所の運営"]
    assert found(city.alice, query) == expected


@pytest.mark.parametrize("query", ["", "-予算", "予算", "自治会 -避難", "運営 -鍵", "鍵 予算"])
def test_what_is_not_there_is_not_found(city: City, draft: Document, query: str) -> None:
    assert found(city.alice, query) == []


def test_a_number_is_found(city: City, draft: Document) -> None:
    draft.number = "危第212号"
    draft.save()
    assert found(city.alice, "危第212号") == ["避難所の運営"]


def test_only_who_was_given_a_role_finds(city: City, draft: Document) -> None:
    assert found(city.bob, "避難") == []
    share(draft, "room", city.room)
    assert found(city.bob, "避難") == ["避難所の運営"]
    assert found(city.charlie, "避難") == []
    leave_room(member=city.bob, room_id=city.room.pk)
    assert found(city.bob, "避難") == []


def test_a_link_finds_nothing(city: City, draft: Document) -> None:
    set_link(by=city.alice, document_id=draft.pk, role=Role.EDITOR)
    assert found(city.charlie, "避難") == []


def test_the_trash_is_not_searched(city: City, draft: Document) -> None:
    trash_document(by=city.alice, document_id=draft.pk)
    assert found(city.alice, "避難") == []


def test_a_hit_shows_where(city: City, draft: Document) -> None:
    terms = terms_of("ベッド")
    hit = hits_of(list(find_documents(city.alice, terms)), terms)[0]
    assert [piece.text for piece in hit.pieces if piece.hit] == ["ベッド"]
    assert not [piece for piece in hit.title if piece.hit]


def test_the_page_of_search_counts_documents(city: City, draft: Document, browse: SignedIn) -> None:
    path = "/rooms/search/?q=%E9%81%BF%E9%9B%A3"
    assert "/documents/search/?q=" in browse(city.alice).get(path).content.decode()
    tab = '文書 <span class="badge badge--quiet">{}</span>'
    assert tab.format(1) in browse(city.alice).get(path).content.decode()
    assert tab.format(0) in browse(city.charlie).get(path).content.decode()
    path = "/documents/search/?q=ベッド"
    assert "<mark>ベッド</mark>" in browse(city.alice).get(path).content.decode()
    assert "避難所の運営" not in browse(city.bob).get(path).content.decode()


def test_a_card_shows_only_what_its_reader_may_open(
    city: City, draft: Document, browse: SignedIn
) -> None:
    share(draft, "member", city.bob)
    path = f"/documents/cards/?id={draft.pk}&id=nonsense"
    shown = browse(city.bob).get(path).json()
    assert list(shown) == [str(draft.pk)]
    assert "避難所の運営" in shown[str(draft.pk)]
    hidden = browse(city.charlie).get(path).json()[str(draft.pk)]
    assert "避難所の運営" not in hidden
    assert "青葉市役所" not in hidden


def test_a_closed_card_is_that_of_no_document(
    city: City, draft: Document, browse: SignedIn
) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    cards = browse(city.charlie).get(f"/documents/cards/?id={draft.pk}&id={unknown}").json()
    assert cards[str(draft.pk)] == cards[unknown]


def test_the_list_for_a_message_tells_whether_the_room_may_open(
    city: City, draft: Document, browse: SignedIn
) -> None:
    path = f"/documents/choose/?room={city.room.pk}"
    alice = browse(city.alice)
    assert "権限を付けて貼る" in alice.get(path).content.decode()
    grant = f"/documents/{draft.pk}/sharing/grant/"
    given = {"target": f"room:{city.room.pk}", "role": "1"}
    json = {"Accept": "application/json"}
    assert alice.post(grant, given, headers=json).status_code == 204
    assert "権限を付けて貼る" not in alice.get(path).content.decode()
    assert "避難所の運営" in browse(city.bob).get(path).content.decode()
    assert browse(city.charlie).get(path).status_code == 404


def test_a_refused_grant_says_so(city: City, draft: Document, browse: SignedIn) -> None:
    grant = f"/documents/{draft.pk}/sharing/grant/"
    given = {"target": f"room:{city.room.pk}", "role": "4"}
    answer = browse(city.alice).post(grant, given, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_beside_a_room_the_document_may_stand_in_our_frame_only(
    city: City, draft: Document, browse: SignedIn
) -> None:
    alice, path = browse(city.alice), f"/documents/{draft.pk}/"
    beside = alice.get(path, {"beside": "1"})
    assert "frame-ancestors 'self'" in beside.headers["Content-Security-Policy"]
    assert beside.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "header__nav" not in beside.content.decode()
    whole = alice.get(path)
    assert "frame-ancestors 'none'" in whole.headers["Content-Security-Policy"]
    assert "header__nav" in whole.content.decode()


def on_day(document: Document, day: str) -> None:
    moment = datetime.fromisoformat(f"{day}+09:00")
    Document.objects.filter(pk=document.pk).update(edited_at=moment)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("", "", True),
        ("R8.11.23", "", True),
        ("2026/11/24", "", False),
        ("", "2026-11-23", True),
        ("", "令和8年10月", False),
        ("令和8年11月", "令和8年11月", True),
        ("昭和64", "2100", True),
        ("2026/11/24", "2026/11/22", False),
    ],
)
def test_a_search_by_day_of_the_last_change(
    city: City, draft: Document, browse: SignedIn, since: str, until: str, *, expected: bool
) -> None:
    """To the second at both ends of a day in the city's time zone."""
    for moment in ("2026-11-23T00:00:00", "2026-11-23T23:59:59"):
        on_day(draft, moment)
        asked = {"q": "避難", "since": since, "until": until}
        page = browse(city.alice).get("/documents/search/", asked).content.decode()
        assert (str(draft.pk) in page) is expected


def test_days_alone_find_what_is_mine_to_read(
    city: City, draft: Document, browse: SignedIn
) -> None:
    on_day(draft, "2026-11-23T12:00:00")
    asked = {"q": "", "since": "2026/11/23"}
    assert str(draft.pk) in browse(city.alice).get("/documents/search/", asked).content.decode()
    assert str(draft.pk) not in browse(city.bob).get("/documents/search/", asked).content.decode()


@pytest.mark.parametrize("day", ["きのう", "2026/13/45", "<b>", "9" * 40])
def test_what_is_no_day_is_said_so(city: City, draft: Document, browse: SignedIn, day: str) -> None:
    page = browse(city.alice).get("/documents/search/", {"q": "避難", "since": day})
    assert page.status_code == 200
    assert "field--invalid" in page.content.decode()
    assert str(draft.pk) not in page.content.decode()
