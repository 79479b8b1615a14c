"""The API: what a member may do, their program may do, and nothing else."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from api import access
from api.actions.tokens import create_token, revoke_token
from api.models import AccessToken
from api.tokens import is_well_formed, new_token
from chat.models import Message
from hub.models import AuditEntry
from hub.organisations.actions.members import end_membership
from hub.organisations.models import Member
from hub.realtime.limits import Buckets
from tests.api.calling import ALL, Program
from tests.chat.factories import City, make_room, post


@pytest.fixture
def bob(town: City) -> Program:
    return Program(town.bob)


@pytest.fixture
def charlie(town: City) -> Program:
    return Program(town.charlie)


def test_it_knows_who_calls(town: City, bob: Program) -> None:
    assert bob.get("/me").json()["name"] == town.bob.name


def test_rooms_are_those_of_the_caller(town: City, bob: Program, charlie: Program) -> None:
    assert [room["title"] for room in bob.get("/rooms").json()] == ["夜間当番"]
    assert charlie.get("/rooms").json() == []


def test_a_message_goes_round(town: City, bob: Program) -> None:
    path, client_id = f"/rooms/{town.room.id}/messages", str(uuid4())
    mention = [f"member:{town.alice.id}"]
    given = {
        "body": f"@{town.alice.name} 枠は10名です",
        "client_id": client_id,
        "mentions": mention,
    }
    first, again = bob.post(path, given), bob.post(path, given)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    message = first.json()
    assert (message["author_name"], message["mentions"]) == (town.bob.name, mention)
    one = f"{path}/{message['seq']}"
    assert bob.call("patch", one, {"body": "枠は8名です"}).json()["edited"]
    assert bob.post(f"{one}/reactions", {"emoji": "👍"}).status_code == 200
    assert bob.call("put", f"{one}/pin").json()["pinned"]
    assert bob.call("delete", one).json()["deleted"]
    assert Message.objects.get(room=town.room, client_id=client_id).body == ""


def test_changes_are_followed_by_version(town: City, bob: Program) -> None:
    path = f"/rooms/{town.room.id}/messages"
    version = bob.get(path).json()["version"]
    message = post(town.alice, town.room, "新しい知らせ")
    changed = bob.get(f"{path}?changed_after={version}").json()
    assert [each["seq"] for each in changed["items"]] == [message.seq]
    assert bob.get(f"{path}?changed_after={changed['version']}").json()["items"] == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "/rooms/{room}", None),
        ("get", "/rooms/{room}/messages", None),
        ("get", "/rooms/{room}/messages/1", None),
        ("get", "/rooms/{room}/messages/1/receipts", None),
        ("get", "/rooms/{room}/members", None),
        ("get", "/rooms/{room}/topics", None),
        ("post", "/rooms/{room}/messages", {"body": "こんにちは"}),
        ("patch", "/rooms/{room}/messages/1", {"body": "こんにちは"}),
        ("delete", "/rooms/{room}/messages/1", None),
        ("post", "/rooms/{room}/members", {"members": []}),
        ("patch", "/rooms/{room}", {"name": "乗っ取り"}),
        ("post", "/rooms/{room}/join", {}),
        ("post", "/rooms/{room}/leave", {}),
        ("post", "/rooms/{room}/topics", {"name": "見えた"}),
        ("get", "/people/{bob}", None),
    ],
)
def test_a_foreign_id_is_like_an_unknown_one(
    town: City, charlie: Program, method: str, path: str, body: object
) -> None:
    foreign = path.format(room=town.room.id, bob=town.bob.id)
    unknown = path.format(room=uuid4(), bob=uuid4())
    answers = [charlie.call(method, each, body) for each in (foreign, unknown)]
    assert [each.status_code for each in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_people_are_those_one_may_see(town: City, bob: Program, charlie: Program) -> None:
    names = {each["name"] for each in bob.get("/people").json()["items"]}
    assert names == {town.alice.name, town.bob.name}
    assert {each["name"] for each in charlie.get("/people").json()["items"]} == {town.charlie.name}
    organisations = {each["name"] for each in charlie.get("/organisations").json()["items"]}
    assert "みどり診療所" not in organisations


def test_lists_come_in_pages(town: City) -> None:
    alice = Program(town.alice)
    first = alice.get("/people?limit=2").json()
    second = alice.get(f"/people?limit=2&after={first['next']}").json()
    ids = [each["id"] for each in first["items"] + second["items"]]
    assert len(set(ids)) == 3
    assert second["next"] is None


def test_a_file_is_sent_and_fetched(town: City, bob: Program, charlie: Program) -> None:
    part = BytesIO("枠,10\n".encode())
    part.name = "../枠.csv"
    sent = bob.client.post(
        "/api/v1/files", {"file": part}, headers={"Authorization": f"Bearer {bob.token}"}
    )
    key = sent.json()["id"]
    assert (sent.status_code, sent.json()["name"]) == (201, "枠.csv")
    posted = bob.post(f"/rooms/{town.room.id}/messages", {"files": [key]})
    assert posted.json()["files"][0]["name"] == "枠.csv"
    assert charlie.get(f"/files/{key}").status_code == 404
    assert charlie.get(f"/files/{key}/content").status_code == 404
    content = Program(town.alice).get(f"/files/{key}/content")
    assert content.headers["Content-Disposition"].startswith("attachment")


def test_a_large_file_comes_in_pieces(town: City, bob: Program) -> None:
    path = f"/uploads/{bob.post('/uploads', {'name': '大.txt', 'size': 10}).json()['id']}"

    def send(offset: int, piece: bytes) -> Any:
        kind = {"content_type": "application/octet-stream"}
        return bob.call("put", f"{path}?offset={offset}", piece, **kind)

    assert send(0, b"12345").json()["received"] == 5
    wrong = send(0, b"12345")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "offset")
    assert bob.get(path).json()["received"] == 5
    assert send(5, b"67890").json()["complete"]


def test_a_scope_that_is_missing_is_named(town: City) -> None:
    reader = Program(town.bob, "messages:read")
    assert reader.get(f"/rooms/{town.room.id}/messages").status_code == 200
    refused = reader.post(f"/rooms/{town.room.id}/messages", {"body": "書けない"})
    assert refused.status_code == 403
    assert "messages:write" in refused.json()["message"]
    assert reader.get("/rooms").status_code == 403


@pytest.mark.parametrize("token", ["", "tsu_nonsense", new_token(), "ｔｓｕ_全角"])
def test_without_a_token_nothing_answers(town: City, token: str) -> None:
    stranger = Program(town.bob, token=token or "x")
    answer = stranger.get("/rooms")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_is_no_token(town: City, bob: Program) -> None:
    bob.client.force_login(town.bob.user)
    assert bob.client.get("/api/v1/rooms").status_code == 401


def test_a_token_dies_with_what_it_stands_on(town: City, bob: Program) -> None:
    end_membership(by=town.alice, member_id=town.bob.id)
    assert bob.get("/rooms").status_code == 401


def test_revoked_and_expired_tokens_are_dead(town: City, bob: Program) -> None:
    row = AccessToken.objects.get(member=town.bob)
    row.expires_at = timezone.now() - timedelta(seconds=1)
    row.save(update_fields=["expires_at"])
    assert bob.get("/rooms").status_code == 401
    other = Program(town.bob)
    revoke_token(by=town.bob, token_id=AccessToken.objects.usable().get().id)
    assert other.get("/rooms").status_code == 401


def test_too_many_calls_are_told_when_to_come_back(
    bob: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "calls", Buckets(rate=0.1, burst=2))
    assert [bob.get("/me").status_code for _each in range(3)] == [200, 200, 429]
    assert int(bob.get("/me").headers["Retry-After"]) > 0


def test_only_the_hash_is_kept_and_the_audit_log_knows(town: City) -> None:
    row, token = create_token(by=town.bob, member=town.bob, name="枠", scopes=ALL, days=90)
    assert is_well_formed(token)
    entry = str(AuditEntry.objects.get(action="token.created").detail)
    assert token not in f"{row.__dict__}{entry}"
    assert not is_well_formed(token[:-1] + ("0" if token[-1] != "0" else "1"))


def test_nobody_makes_tokens_of_others(town: City) -> None:
    with pytest.raises(PermissionDenied):
        create_token(by=town.alice, member=town.bob, name="x", scopes=ALL, days=1)
    row, _token = create_token(by=town.bob, member=town.bob, name="x", scopes=ALL, days=1)
    with pytest.raises(AccessToken.DoesNotExist):
        revoke_token(by=town.alice, token_id=row.id)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"scopes": ["everything"]}, "scopes"), ({"days": 400}, "days"), ({"name": " "}, "name")],
)
def test_bad_wishes_are_named(town: City, wrong: dict[str, object], field: str) -> None:
    given = {"name": "x", "scopes": ALL, "days": 1, **wrong}
    with pytest.raises(ValidationError) as raised:
        create_token(by=town.bob, member=town.bob, **given)  # type: ignore[arg-type]
    assert list(raised.value.message_dict) == [field]
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "body"), ({"body": "x", "colour": 1}, "colour"), ({"body": "x", "topic": "?"}, "topic")],
)
def test_bad_input_names_its_field(
    town: City, bob: Program, body: dict[str, object], field: str
) -> None:
    answer = bob.post(f"/rooms/{town.room.id}/messages", body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_an_auditor_has_no_tokens(town: City) -> None:
    town.bob.role = Member.Role.AUDITOR
    with pytest.raises(PermissionDenied):
        create_token(by=town.bob, member=town.bob, name="x", scopes=ALL, days=1)


def test_a_room_is_made_and_left(town: City) -> None:
    alice = Program(town.alice)
    made = alice.post("/rooms", {"kind": "closed", "name": "朝礼", "members": [str(town.bob.id)]})
    path = f"/rooms/{made.json()['id']}"
    assert len(alice.get(f"{path}/members").json()) == 2
    assert alice.call("patch", path, {"description": "毎朝"}).json()["description"] == "毎朝"
    assert alice.call("delete", f"{path}/members/{town.bob.id}").status_code == 204
    assert Program(town.bob).get(path).status_code == 404


def test_topics_are_started_and_settled(town: City, bob: Program) -> None:
    topic = bob.post(f"/rooms/{town.room.id}/topics", {"name": "受入枠"}).json()["id"]
    assert bob.call("patch", f"/topics/{topic}", {"resolved": True}).json()["resolved_at"]
    foreign = make_room(town.alice, town.charlie)
    other = Program(town.charlie).post(f"/rooms/{foreign.id}/topics", {"name": "別"}).json()["id"]
    assert bob.call("patch", f"/topics/{other}", {"resolved": True}).status_code == 404
