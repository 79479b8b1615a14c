"""A server that is killed again and again loses nothing it acknowledged."""

import asyncio
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from websockets.exceptions import WebSocketException

from chat.models import Message, Room
from hub.organisations.models import Member
from hub.realtime.database import db
from tests.chat.factories import City, make_member, sign_in
from tests.realtime.server import Server, database_url
from tests.realtime.tabs import Ended, Tab

# SQLite lives in the killed process; PostgreSQL does not, and a few kills tell as much.
KILLS = {"sqlite": 20, "postgresql": 5}
SENDERS = 5
WINDOW = 4  # messages a sender has under way at the same time
CUT = (OSError, Ended, WebSocketException)


@dataclass
class Sender:
    """Numbers its messages, sends again what was not acknowledged, and never gives up."""

    member: Member
    session_key: str
    room: Room
    progress: asyncio.Queue[int]
    pending: dict[str, str] = field(default_factory=dict)  # client id to body
    acknowledged: dict[str, int] = field(default_factory=dict)  # client id to seq
    numbers: Iterator[int] = field(default_factory=count)

    async def work(self, server: Server, stop: asyncio.Event) -> None:
        while self.pending or not stop.is_set():
            try:
                async with await server.tab(self.session_key) as tab:
                    await tab.greeted()
                    while self.pending or not stop.is_set():
                        await self.send_window(tab, stop)
            except CUT:
                await asyncio.sleep(0.02)

    async def send_window(self, tab: Tab, stop: asyncio.Event) -> None:
        while len(self.pending) < WINDOW and not stop.is_set():
            self.pending[str(uuid4())] = f"{self.member.name} {next(self.numbers)}"
        for client_id, body in self.pending.items():
            command = {"type": "message.post", "request": client_id, "client_id": client_id}
            await tab.carrier.send(json.dumps({**command, "room": str(self.room.id), "body": body}))
        for client_id in list(self.pending):
            answer = await tab.answer(client_id)
            if answer["type"] == "reply":
                del self.pending[client_id]
                self.acknowledged[client_id] = answer["data"]["seq"]
                self.progress.put_nowait(answer["data"]["seq"])
            else:
                assert answer["code"] == "rate_limited", answer
                await asyncio.sleep(answer["retry_after"])


@pytest.fixture
def fragile_server(city: City, tmp_path: Path) -> Iterator[Server]:
    server = Server(database_url(), tmp_path)
    yield server
    server.stop()


async def test_everything_acknowledged_is_stored_once_however_often_the_server_dies(
    city: City, fragile_server: Server
) -> None:
    progress: asyncio.Queue[int] = asyncio.Queue()
    senders = [await db(make_sender, city, number, progress) for number in range(SENDERS)]
    stop = asyncio.Event()
    await asyncio.to_thread(fragile_server.start)
    work = [asyncio.create_task(sender.work(fragile_server, stop)) for sender in senders]
    for _ in range(KILLS[connection.vendor]):
        for _ in range(2 * SENDERS + progress.qsize()):  # this life of the server did some work
            await progress.get()
        await asyncio.sleep(random.uniform(0, 0.2))
        await asyncio.to_thread(fragile_server.kill)
        await asyncio.to_thread(fragile_server.start)
    stop.set()
    await asyncio.gather(*work)
    await db(check_everything, city.room, senders)


def total(senders: list[Sender]) -> int:
    return sum(len(sender.acknowledged) for sender in senders)


def make_sender(city: City, number: int, progress: asyncio.Queue[int]) -> Sender:
    member = make_member(city.alice.organisation, f"送信者{number}")
    city.room.memberships.create(member=member)
    return Sender(member, sign_in(member), city.room, progress)


def check_everything(room: Room, senders: list[Sender]) -> None:
    stored = list(Message.objects.in_room(room).order_by("seq"))
    assert [message.seq for message in stored] == list(range(1, len(stored) + 1)), "gapless"
    assert len({message.version for message in stored}) == len(stored)
    room.refresh_from_db()
    assert room.last_seq == room.version == len(stored)
    seqs = {(each.author_id, str(each.client_id)): each.seq for each in stored}
    assert len(seqs) == len(stored), "nothing is stored twice"
    for sender in senders:
        for client_id, seq in sender.acknowledged.items():
            assert seqs[sender.member.id, client_id] == seq
    sent = total(senders)
    assert len(stored) == sent + 1, "the room's creation, and nothing that nobody sent"
    assert sent > KILLS[connection.vendor] * SENDERS
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)
