#!/usr/bin/env python3
"""An urgent notice that asks everybody: until the last screen shows it and all mails wait.

  .venv/bin/python -m benchmarks.notice --screens 1000 --offline 5000

The notice is posted as the form of the writing page posts it, to the hub's own server with
its worker and beat. Each screen holds a WebSocket; from the hint on it does what the page
does: shows the alarm, then fetches the words of the server and reports them as delivered.
Then every screen answers. Beside it the same rows are written one by one.
"""

import argparse
import asyncio
import os
import random
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import uvloop

from benchmarks import city
from benchmarks.page_client import ask
from benchmarks.socket_client import Meter, Socket
from launcher.private_servers import free_port

if TYPE_CHECKING:
    from hub.notices.models import Board
    from hub.organisations.models import Member

FACILITIES = 60
CALLED = b'"type":"obligation.called"'
PAGES_PER_SECOND = 40
QUIET = 1.5  # seconds between the last page and the notice
SPREAD = (0.25, 1.0)  # seconds after the hint, as frontend/src/obligations/renewing.ts
HANDS = 50  # answers under way at a time
TITLE = "熱中症特別警戒アラート"


class Screen(Socket):
    """Remembers when it was called."""

    def __init__(self, meter: Meter, port: int, cookie: str) -> None:
        super().__init__(meter, port, cookie)
        self.called: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    def note(self, payload: bytes, now: float) -> None:
        if CALLED in payload and not self.called.done():
            self.called.set_result(now)


@dataclass
class Figures:
    """Seconds since the form was sent."""

    stored: float = 0.0
    shown: list[float] = field(default_factory=list)
    renewed: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    wrong_counts: int = 0
    looks: int = 0


@dataclass(frozen=True)
class Town:
    author: str
    keys: list[str]  # sessions of the screens
    board: "Board"
    people: int


def settle(screens: int, offline: int) -> Town:
    """A hall with its author, and facilities with everybody else; all want mails of calls."""
    from hub.mail.models import MailPreference
    from hub.notices.models import Board
    from hub.organisations.models import Member, Organisation

    members = city.make_members(screens + offline + 1)
    author, people = members[0], members[1:]
    houses = Organisation.objects.bulk_create(
        Organisation(
            name=f"介護施設{number}", reading="かいご", kind=Organisation.Kind.CARE_FACILITY
        )
        for number in range(FACILITIES)
    )
    for number, member in enumerate(people):
        member.organisation = houses[number % FACILITIES]
    Member.objects.bulk_update(people, ["organisation"], batch_size=500)
    wishes = [MailPreference(member=member) for member in people[screens:]]
    MailPreference.objects.bulk_create(wishes, batch_size=500)
    board = Board.objects.create(
        name="市のお知らせ", scope=Board.Scope.CITY, organisation=author.organisation
    )
    Member.objects.filter(pk=author.pk).update(role=Member.Role.CITY_ADMINISTRATOR)
    keys = city.sign_in([author, *people[:screens]])
    return Town(keys[0], keys[1:], board, len(people))


async def open_screens(port: int, keys: list[str]) -> list[Screen]:
    """Each with its connection, after its page has looked once, as pages do."""
    loop, meter = asyncio.get_running_loop(), Meter(expected=0)
    screens: list[Screen] = []
    pages: list[asyncio.Task[str]] = []
    for key in keys:
        make = partial(Screen, meter, port, f"session={key}")
        _transport, screen = await loop.create_connection(make, "127.0.0.1", port)
        screens.append(screen)
        pages.append(asyncio.create_task(ask(port, key, "/obligations/alarm/")))
        await asyncio.sleep(1 / PAGES_PER_SECOND)
    async with asyncio.timeout(60):
        await asyncio.gather(*(screen.ready for screen in screens), *pages)
    return screens


def form_of(town: Town) -> dict[str, str]:
    asks = {"kind": "confirm", "holding": "person", "ladder": "disaster", "says": "屋外は中止"}
    kinds = {"audience": "kind:care_facility", "importance": "urgent"}
    words = {"board": str(town.board.pk), "title": TITLE, "body": "<p>屋外の行事は中止。</p>"}
    return {**words, **kinds, **asks, "comments_allowed": "on", "publish": "1"}


async def follow(screen: Screen, key: str, port: int, start: float, figures: Figures) -> None:
    """What a page does after the hint."""
    figures.shown.append(await screen.called - start)
    await asyncio.sleep(random.uniform(*SPREAD))
    words = await ask(port, key, "/obligations/alarm/")
    branch = branch_in(words)
    figures.renewed.append(time.perf_counter() - start)
    told = f'{{"branches": [{branch}], "displayed": false}}'
    await ask(port, key, "/obligations/seen/", json=told)


def branch_in(words: str) -> str:
    return words.split('data-branch="', 1)[1].split('"', 1)[0]


async def answer(port: int, key: str, hands: asyncio.Semaphore, figures: Figures) -> None:
    branch = branch_in(await ask(port, key, "/obligations/alarm/"))
    given = {"client_id": str(uuid4()), "choice": "confirmed"}
    async with hands:
        start = time.perf_counter()
        await ask(port, key, f"/obligations/branches/{branch}/answer/", form=given)
        figures.answered.append(time.perf_counter() - start)


async def count_on(town: Town, figures: Figures, done: asyncio.Event) -> None:
    """Read the counts while answers come in: they must always add up to everybody asked."""
    while not done.is_set():
        counts = await asyncio.to_thread(counted)
        figures.looks += 1
        figures.wrong_counts += sum(counts.values()) != town.people
        await asyncio.sleep(0.2)


def counted() -> dict[str, int]:
    from hub.obligations.models import Branch

    return Branch.objects.all().counts()


async def measure(town: Town, port: int) -> Figures:
    figures = Figures()
    screens = await open_screens(port, town.keys)
    await asyncio.sleep(QUIET)
    start = time.perf_counter()
    pages = [
        asyncio.create_task(follow(screen, key, port, start, figures))
        for screen, key in zip(screens, town.keys, strict=True)
    ]
    await ask(port, town.author, "/notices/new/", form=form_of(town))
    figures.stored = time.perf_counter() - start
    async with asyncio.timeout(120):
        await asyncio.gather(*pages)
    hands, done = asyncio.Semaphore(HANDS), asyncio.Event()
    looking = asyncio.create_task(count_on(town, figures, done))
    await asyncio.gather(*(answer(port, key, hands, figures) for key in town.keys))
    done.set()
    await looking
    for screen in screens:
        if screen.transport is not None:
            screen.transport.abort()
    return figures


def one_by_one(people: "list[Member]") -> float:
    """Seconds for the rows of the same notice when each person is a statement of its own."""
    from django.db import transaction
    from django.utils import timezone

    from hub.mail.models import Mail
    from hub.obligations.models import Branch, Call, Obligation, Rank

    asked = Obligation.objects.get()
    copy = Obligation.objects.create(title=TITLE, author=asked.author, steps=asked.steps)
    start = time.perf_counter()
    with transaction.atomic():
        for member in people:
            branch = Branch.objects.create(
                obligation=copy, organisation_id=member.organisation_id, member=member
            )
            Call.objects.create(branch=branch, member=member, rank=Rank.HOLDER)
            Mail.objects.create(
                member=member, kind=Mail.Kind.DIGEST, since=timezone.now(), due_at=timezone.now()
            )
    taken = time.perf_counter() - start
    Mail.objects.filter(kind=Mail.Kind.DIGEST).delete()
    copy.delete()
    return taken


def report(town: Town, figures: Figures, memory: float, cpu: float) -> None:
    from hub.mail.models import Mail
    from hub.obligations.models import Call
    from hub.organisations.models import Member

    mails, calls = Mail.objects.count(), Call.objects.count()
    delivered = Call.objects.exclude(delivered_at=None).count()
    naive = one_by_one(list(Member.objects.filter(role=Member.Role.MEMBER)))
    ends = {
        "first screen": min(figures.shown),
        "last screen": max(figures.shown),
        "queue written": figures.stored,
        "the same rows one by one": naive,
        "last screen has the server's words": max(figures.renewed),
        "answer p50": city.percentile(figures.answered, 0.5),
        "answer p95": city.percentile(figures.answered, 0.95),
    }
    print("| | seconds |\n|---|---|")
    for name, seconds in ends.items():
        print(f"| {name} | {seconds:.2f} |")
    print(f"\nasked {sum(counted().values()):,} of {town.people:,}, called {calls:,}")
    print(f"screens {len(figures.shown):,} of {len(town.keys):,}, delivered {delivered:,}")
    print(f"mails {mails:,}, answered {counted()}")
    print(f"counts read {figures.looks} times while answers came, wrong {figures.wrong_counts}")
    print(f"server: {memory:.0f} MB, {cpu:.1f} s CPU")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--screens", type=int, default=1000)
    parser.add_argument("--offline", type=int, default=5000)
    options = parser.parse_args()
    port = free_port()
    os.environ["TSUNAGU_SMTP_URL"] = "smtp://127.0.0.1:9"  # mails are promised, never due here
    with tempfile.TemporaryDirectory(prefix="tsunagu-benchmark-") as folder:
        city.prepare(Path(folder), port)
        town = settle(options.screens, options.offline)
        with city.serving(["manage.py", "serve", "--port", str(port)], port) as pid:
            figures = uvloop.run(measure(town, port))
            memory, cpu = city.peak_memory(pid), city.cpu_seconds(pid)
        report(town, figures, memory, cpu)


if __name__ == "__main__":
    main()
