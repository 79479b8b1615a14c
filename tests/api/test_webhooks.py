"""Webhooks in and out: signed, in order, tried again, and only where the city allows it."""

import hmac
import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from api import hook_views
from api.actions.webhooks import create_incoming, create_outgoing, revoke_webhook, send_again
from api.models import Delivery, IncomingWebhook, OutgoingWebhook
from api.sending import keep_deliveries
from chat.actions.messages import edit_message
from chat.actions.rooms import archive_room
from chat.models import Membership, Message
from hub.organisations.models import Member
from hub.realtime.limits import Buckets
from tests.chat.factories import City, make_room, post
from tests.conftest import SignedIn


class Receiver:
    """Another system: keeps what it gets and answers what it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], str]] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                body = self.rfile.read(length).decode()
                receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                status = receiver.answers.pop(0) if receiver.answers else 200
                self.send_response(status)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/in?room=1"

    @property
    def events(self) -> list[tuple[str, str]]:
        bodies = [json.loads(body) for _headers, body in self.got]
        return [(body["type"], body["data"]["body"]) for body in bodies]


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    found = Receiver()
    settings.WEBHOOK_HOSTS = {"127.0.0.1"}
    threading.Thread(target=found.server.serve_forever, daemon=True).start()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def outgoing(town: City, receiver: Receiver) -> OutgoingWebhook:
    return create_outgoing(host=town.alice, room_id=town.room.id, name="台帳", url=receiver.url)


def call(token: str, body: Any, **more: Any) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body)
    kind = {"content_type": "application/json", **more}
    return Client(enforce_csrf_checks=True).post(f"/integrations/hooks/{token}/", content, **kind)


def test_another_system_posts_as_a_bot(town: City) -> None:
    webhook, token = create_incoming(host=town.alice, room_id=town.room.id, name="監視装置")
    answer = call(token, {"text": "保冷庫の温度 8.4度"})
    message = Message.objects.get(room=town.room, seq=answer.json()["seq"])
    assert (message.author, message.body) == (webhook.bot, "保冷庫の温度 8.4度")
    assert webhook.bot.role == Member.Role.BOT


def test_the_form_of_others_is_understood_too(town: City) -> None:
    _webhook, token = create_incoming(host=town.alice, room_id=town.room.id, name="監視装置")
    payload = {"payload": json.dumps({"text": "異常なし"})}
    assert Client().post(f"/integrations/hooks/{token}/", payload).status_code in {200, 422}
    form = "payload=%7B%22text%22%3A%22OK%22%7D"
    kind = "application/x-www-form-urlencoded"
    assert call(token, form.encode(), content_type=kind).status_code == 200


def test_a_repeat_with_a_client_id_posts_once(town: City) -> None:
    _webhook, token = create_incoming(host=town.alice, room_id=town.room.id, name="監視装置")
    body = {"text": "一度だけ", "client_id": "6f8c7e0e-0000-4000-8000-000000000001"}
    assert call(token, body).json() == call(token, body).json()


@pytest.mark.parametrize(
    "body",
    [{}, {"text": ""}, {"text": 5}, [], {"text": "x" * 10_001}, b"\xff", b"[" * 60_000, b""],
)
def test_nonsense_is_refused_and_changes_nothing(town: City, body: Any) -> None:
    _webhook, token = create_incoming(host=town.alice, room_id=town.room.id, name="監視装置")
    before = Message.objects.count()
    assert call(token, body).status_code == 422
    assert Message.objects.count() == before


def test_a_revoked_address_is_like_one_that_never_was(town: City) -> None:
    webhook, token = create_incoming(host=town.alice, room_id=town.room.id, name="監視装置")
    revoke_webhook(host=town.alice, room_id=town.room.id, webhook_id=webhook.id)
    answers = [call(each, {"text": "まだいる"}) for each in (token, "tsu_never")]
    assert [each.status_code for each in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert not Membership.objects.active().filter(member=webhook.bot).exists()


def test_an_archived_room_takes_nothing(town: City) -> None:
    _webhook, token = create_incoming(host=town.alice, room_id=town.room.id, name="監視装置")
    archive_room(host=town.alice, room_id=town.room.id, on=True)
    assert call(token, {"text": "遅い"}).status_code == 422


def test_a_flood_is_told_when_to_come_back(town: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook_views, "hooks", Buckets(rate=0.1, burst=1))
    _webhook, token = create_incoming(host=town.alice, room_id=town.room.id, name="監視装置")
    assert call(token, {"text": "1"}).status_code == 200
    refused = call(token, {"text": "2"})
    assert (refused.status_code, int(refused["Retry-After"]) > 0) == (429, True)


def test_only_hosts_make_webhooks(town: City) -> None:
    with pytest.raises(PermissionDenied):
        create_incoming(host=town.bob, room_id=town.room.id, name="x")
    with pytest.raises(Membership.DoesNotExist):
        create_incoming(host=town.charlie, room_id=town.room.id, name="x")
    assert not IncomingWebhook.objects.exists()


def test_what_is_posted_goes_out_in_order_and_signed(
    town: City, receiver: Receiver, outgoing: OutgoingWebhook
) -> None:
    first = post(town.bob, town.room, "枠は10名です")
    post(town.alice, town.room, "了解しました")
    keep_deliveries()
    edit_message(author=town.bob, room_id=town.room.id, seq=first.seq, body="枠は8名です")
    keep_deliveries()
    assert receiver.events == [
        ("message.posted", "枠は10名です"),
        ("message.posted", "了解しました"),
        ("message.changed", "枠は8名です"),
    ]
    headers, body = receiver.got[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    key = b64decode(outgoing.secret.removeprefix("whsec_"))
    expected = b64encode(hmac.digest(key, signed, sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_only_this_room_goes_out(town: City, receiver: Receiver, outgoing: OutgoingWebhook) -> None:
    post(town.alice, make_room(town.alice, town.bob, name="別室"), "内輪の話")
    keep_deliveries()
    assert receiver.got == []


def test_a_failing_receiver_is_tried_again(
    town: City, receiver: Receiver, outgoing: OutgoingWebhook
) -> None:
    receiver.answers = [500, 302, 200]
    post(town.bob, town.room, "届くまで")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _again in range(3):
            keep_deliveries()
            clock.shift(timedelta(minutes=2))
    assert [event for event, _body in receiver.events] == ["message.posted"] * 3
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.kept_at is not None) == (200, True)


def test_one_that_was_given_up_can_be_sent_again(
    town: City, receiver: Receiver, outgoing: OutgoingWebhook
) -> None:
    receiver.answers = [500] * 60
    post(town.bob, town.room, "あとで")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _hour in range(60):
            keep_deliveries()
            clock.shift(timedelta(hours=1))
        delivery = Delivery.objects.get()
        assert delivery.broken_at is not None
        receiver.answers = []
        send_again(host=town.alice, room_id=town.room.id, delivery_id=delivery.id)
        keep_deliveries()
    delivery.refresh_from_db()
    assert delivery.kept_at is not None


def test_after_revoking_nothing_more_is_sent(
    town: City, receiver: Receiver, outgoing: OutgoingWebhook
) -> None:
    receiver.answers = [500]
    post(town.bob, town.room, "途中")
    keep_deliveries()
    revoke_webhook(host=town.alice, room_id=town.room.id, webhook_id=outgoing.id)
    post(town.bob, town.room, "もう送らない")
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        keep_deliveries()
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost:5432/",
        "http://10.0.0.1/",
        "ftp://127.0.0.1/",
        "http://user@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "file:///etc/passwd",
        "http:///",
    ],
)
def test_other_machines_of_the_network_are_out_of_reach(
    town: City, receiver: Receiver, url: str
) -> None:
    with pytest.raises(ValidationError) as raised:
        create_outgoing(host=town.alice, room_id=town.room.id, name="x", url=url)
    assert "url" in raised.value.message_dict
    assert not OutgoingWebhook.objects.exists()


def test_a_name_may_not_lead_to_this_machine(
    town: City, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS is not ours: an allowed name that turns to 127.0.0.1 is refused when sending, too."""
    settings.WEBHOOK_HOSTS = {"ledger.example.jp"}
    answers = [[(2, 1, 6, "", (ip, 80))] for ip in ("192.0.2.7", "127.0.0.1")]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_a, **_k: answers.pop(0))
    create_outgoing(
        host=town.alice, room_id=town.room.id, name="x", url="http://ledger.example.jp/"
    )
    post(town.bob, town.room, "漏れない")
    keep_deliveries()
    assert Delivery.objects.get().broken_at is not None


def test_it_is_off_unless_the_city_names_hosts(town: City) -> None:
    with pytest.raises(ValidationError):
        create_outgoing(host=town.alice, room_id=town.room.id, name="x", url="https://a.jp/")


def test_the_page_is_for_hosts(town: City, browse: SignedIn, receiver: Receiver) -> None:
    path = f"/integrations/rooms/{town.room.id}/"
    alice = browse(town.alice)
    made = alice.post(path, {"kind": "in", "in-name": "監視装置"})
    assert "/integrations/hooks/tsu_" in made.content.decode()
    assert "/integrations/hooks/tsu_" not in alice.get(path).content.decode()
    given = {"kind": "out", "out-name": "台帳", "out-url": receiver.url}
    assert alice.post(path, given).status_code == 302
    assert browse(town.bob).get(path).status_code == 404
    assert browse(town.charlie).get(path).status_code == 404
