"""Programs and receivers that do not behave: nothing breaks, nothing is lost, nothing leaks."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from api import sending
from api.actions.bots import create_bot
from api.actions.tokens import create_token
from api.actions.webhooks import create_incoming, create_outgoing, revoke_webhook
from api.destinations import address_of
from api.models import Delivery, IncomingWebhook
from api.sending import keep_deliveries
from chat.actions.messages import recall_message
from chat.actions.rooms import archive_room, revoke_membership
from chat.actions.topics import start_topic
from chat.models import Message
from hub.organisations.models import Member
from tests.api.calling import ALL, Program
from tests.chat.factories import City, post

HALF_A_PAIR = '{"text": "a\\ud800b"}'  # JSON can say it, UTF-8 cannot


class Slow:
    """Takes connections and answers with `pieces`, one every fifth of a second."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces, self.came = pieces, 0
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}/"
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        while True:
            try:
                connection, _address = self.server.accept()
            except OSError:
                return
            self.came += 1
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                for piece in self.pieces:
                    time.sleep(0.2)
                    connection.sendall(piece)
            except OSError:
                pass


@pytest.fixture
def dripping(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    """Its answer never ends, yet no single wait is long."""
    monkeypatch.setattr(sending, "TIMEOUT", 0.5)
    settings.WEBHOOK_HOSTS = {"127.0.0.1"}
    found = Slow(b"HTTP/1.1 200 OK\r\n", *[b"X-More: 1\r\n"] * 100)
    yield found
    found.server.close()


def send(program: Program, path: str, body: str | bytes) -> Any:
    headers = {"Authorization": f"Bearer {program.token}"}
    kind = "application/json"
    return program.client.post(f"/api/v1{path}", body, content_type=kind, headers=headers)


def test_changes_that_do_not_fit_are_not_lost(town: City) -> None:
    bob, path = Program(town.bob), f"/rooms/{town.room.id}/messages"
    for number in range(5):
        post(town.alice, town.room, f"{number}")
    moved = start_topic(member=town.alice, room_id=town.room.id, name="受入枠")
    # As moving messages between topics does: many take one version.
    Message.objects.filter(room=town.room, seq__in=[2, 3, 4]).update(topic=moved, version=900)
    version, seen = 0, []
    while items := (page := bob.get(f"{path}?changed_after={version}&limit=2").json())["items"]:
        seen += [each["seq"] for each in items]
        version = page["version"]
    assert sorted(seen) == list(
        Message.objects.filter(room=town.room).values_list("seq", flat=True).order_by("seq")
    )


@pytest.mark.parametrize(
    "body", ['{"body":', "[" * 60_000, b"\xff", '{"reply_to":' + "1" * 5000 + "}", HALF_A_PAIR]
)
def test_what_is_no_json_fails_in_the_usual_shape(town: City, body: str | bytes) -> None:
    answer = send(Program(town.bob), f"/rooms/{town.room.id}/messages", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert set(answer.json()) == {"code", "message", "field"}


def test_half_a_character_is_refused_by_a_webhook(town: City) -> None:
    _webhook, token = create_incoming(host=town.alice, room_id=town.room.id, name="監視装置")
    before = Message.objects.count()
    path, kind = f"/integrations/hooks/{token}/", "application/json"
    assert Client().post(path, HALF_A_PAIR, content_type=kind).status_code == 422
    assert Message.objects.count() == before


def test_an_endless_range_is_answered_with_the_whole(town: City) -> None:
    bob, part = Program(town.bob), BytesIO(b"abc,1\n")
    part.name = "枠.csv"
    headers = {"Authorization": f"Bearer {bob.token}"}
    key = bob.client.post("/api/v1/files", {"file": part}, headers=headers).json()["id"]
    headers["Range"] = "bytes=0-" + "9" * 4400
    content = bob.client.get(f"/api/v1/files/{key}/content", headers=headers)
    assert (content.status_code, content.headers["Content-Range"]) == (206, "bytes 0-5/6")


def test_a_missing_second_factor_stops_programs_of_people_only(town: City) -> None:
    bob = Program(town.bob)
    bot = create_bot(by=town.alice, organisation_id=town.bob.organisation_id, name="枠ボット")
    _row, token = create_token(by=town.alice, member=bot, name="試験", scopes=ALL, days=1)
    town.bob.organisation.requires_second_factor = True
    town.bob.organisation.save(update_fields=["requires_second_factor"])
    assert bob.get("/rooms").status_code == 401
    assert Program(bot, token=token).get("/rooms").status_code == 200


def test_the_token_of_whoever_became_an_auditor_is_dead(town: City) -> None:
    bob = Program(town.bob)
    Member.objects.filter(pk=town.bob.pk).update(role=Member.Role.AUDITOR)
    assert bob.get("/rooms").status_code == 401


def test_a_change_that_is_refused_changes_nothing(town: City) -> None:
    archive_room(host=town.alice, room_id=town.room.id, on=True)
    wish = {"archived": False, "name": " "}
    assert Program(town.alice).call("patch", f"/rooms/{town.room.id}", wish).status_code == 422
    town.room.refresh_from_db()
    assert town.room.archived_at is not None


def test_a_webhook_whose_bot_was_removed_can_be_revoked(town: City) -> None:
    webhook, _token = create_incoming(host=town.alice, room_id=town.room.id, name="監視装置")
    revoke_membership(host=town.alice, room_id=town.room.id, member_id=webhook.bot_id)
    revoke_webhook(host=town.alice, room_id=town.room.id, webhook_id=webhook.id)
    assert IncomingWebhook.objects.get().revoked_at is not None


def test_a_receiver_that_never_ends_costs_one_attempt(town: City, dripping: Slow) -> None:
    create_outgoing(host=town.alice, room_id=town.room.id, name="台帳", url=dripping.url)
    for number in range(8):
        post(town.bob, town.room, f"{number}")
    keep_deliveries()
    assert dripping.came == 1
    assert Delivery.objects.filter(waits_until__gt=timezone.now(), broken_at=None).count() == 8


def test_a_text_taken_back_before_it_was_delivered_stays_here(town: City, dripping: Slow) -> None:
    create_outgoing(host=town.alice, room_id=town.room.id, name="台帳", url=dripping.url)
    message = post(town.bob, town.room, "宛先を間違えました")
    keep_deliveries()
    recall_message(member=town.bob, room_id=town.room.id, seq=message.seq)
    keep_deliveries()
    told = json.loads(Delivery.objects.get().body)
    assert (told["type"], told["data"]["body"], told["data"]["deleted"]) == (
        "message.changed",
        "",
        True,
    )


def test_a_name_that_is_not_found_is_asked_for_again(
    town: City, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_HOSTS = {"ledger.example.jp"}
    answers: list[Any] = [[(2, 1, 6, "", ("192.0.2.7", 80))]]

    def resolve(*_given: Any, **_more: Any) -> Any:
        if not answers:
            raise socket.gaierror
        return answers.pop()

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    url = "http://ledger.example.jp/"
    create_outgoing(host=town.alice, room_id=town.room.id, name="台帳", url=url)
    post(town.bob, town.room, "枠は10名です")
    keep_deliveries()
    assert Delivery.objects.get().broken_at is None


def test_an_embedded_address_of_this_machine_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(10, 1, 6, "", ("::ffff:127.0.0.1", 80, 0, 0))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_given, **_more: found)
    with pytest.raises(ValidationError):
        address_of("ledger.example.jp", 80)
