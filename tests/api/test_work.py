"""Search, tasks and moves by program, within the caller's rights."""

import pytest

from api.models import AccessToken
from tests.api.calling import Program
from tests.chat.factories import City, make_room, post


@pytest.fixture
def bob(town: City) -> Program:
    return Program(town.bob)


def test_search_finds_what_the_caller_may_read(town: City, bob: Program) -> None:
    message = post(town.alice, town.room, "渡邉様のワクチンは10本です")
    hits = bob.get("/messages/search", data={"q": "渡辺 ﾜｸﾁﾝ"}).json()
    assert [hit["seq"] for hit in hits["items"]] == [message.seq]
    assert hits["count"] == 1
    outside = Program(town.charlie).get("/messages/search", data={"q": "ワクチン"}).json()
    assert outside == {"items": [], "count": 0, "next": None}
    room = {"q": "ワクチン", "room": str(town.room.id)}
    assert Program(town.charlie).get("/messages/search", data=room).json()["count"] == 0


def test_search_goes_on_from_page_to_page(town: City, bob: Program) -> None:
    for number in range(25):
        post(town.alice, town.room, f"受入枠 {number}")
    first = bob.get("/messages/search", data={"q": "受入枠"}).json()
    second = bob.get("/messages/search", data={"q": "受入枠", "cursor": first["next"]}).json()
    seqs = [hit["seq"] for hit in first["items"] + second["items"]]
    assert (len(set(seqs)), second["next"]) == (25, None)
    assert seqs == sorted(seqs, reverse=True)


def test_a_task_goes_round(town: City, bob: Program) -> None:
    message = post(town.alice, town.room, "案内板が倒れています")
    given = {"title": "直す", "assignee": str(town.bob.id), "due_on": "2030-01-31"}
    alice = Program(town.alice)
    made = alice.post(f"/rooms/{town.room.id}/messages/{message.seq}/tasks", given)
    assert made.status_code == 201
    path = f"/tasks/{made.json()['id']}"
    assert [task["title"] for task in bob.get("/tasks").json()] == ["直す"]
    assert bob.call("patch", path, {"done": True}).json()["done_at"]
    assert bob.get("/tasks").json() == []
    outsider = Program(town.charlie)
    assert outsider.call("patch", path, {"done": False}).status_code == 404
    assert outsider.get("/tasks", data={"whose": "all", "done": "true"}).json() == []
    assert alice.call("delete", path).status_code == 204


def test_messages_are_sorted_and_moved(town: City, bob: Program) -> None:
    message = post(town.bob, town.room, "枠の話")
    path = f"/rooms/{town.room.id}/messages/{message.seq}"
    topic = bob.post(f"/rooms/{town.room.id}/topics", {"name": "受入枠"}).json()["id"]
    assert bob.post(f"{path}/sort", {"topic": topic}).json() == {"count": 1}
    target = make_room(town.alice, town.bob, name="別室")
    moved = bob.post(f"{path}/move", {"room": str(target.id)}).json()
    assert [each["body"] for each in moved] == ["枠の話"]
    foreign = make_room(town.alice, town.charlie, name="他所")
    other = post(town.bob, town.room, "もう一つ")
    refused = bob.post(
        f"/rooms/{town.room.id}/messages/{other.seq}/move", {"room": str(foreign.id)}
    )
    assert refused.status_code == 404


def test_a_reader_writes_nothing_here_either(town: City) -> None:
    reader = Program(town.bob, "messages:read")
    assert AccessToken.objects.get().scopes == ["messages:read"]
    message = post(town.bob, town.room, "枠の話")
    path = f"/rooms/{town.room.id}/messages/{message.seq}"
    assert reader.post(f"{path}/sort", {"topic": None}).status_code == 403
    assert reader.get("/messages/search", data={"q": "枠の話"}).json()["count"] == 1
