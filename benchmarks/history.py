#!/usr/bin/env python3
"""Opening and paging a room with a million messages.

  .venv/bin/python -m benchmarks.history --messages 1000000

Uses a temporary SQLite file, or the empty database that TSUNAGU_DATABASE_URL names.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from benchmarks import city

if TYPE_CHECKING:
    from chat.models import Room
    from hub.organisations.models import Member

MEMBERS = 60
OTHER_ROOMS = 100
ROUNDS = 30

NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n"
    " WHERE seq < %(count)s) SELECT seq FROM n) AS numbers",
    "postgresql": "generate_series(1, %(count)s) AS numbers(seq)",
}
RANDOM_ID = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}
WRITTEN_AT = {
    "sqlite": "datetime('2025-01-01', '+' || (seq * 30) || ' seconds')",
    "postgresql": "timestamptz '2025-01-01' + seq * interval '30 seconds'",
}
FILL = """
    INSERT INTO chat_message
        (room_id, seq, version, author_id, client_id, event, body, created_at)
    SELECT place.room_id, seq, seq, place.member_id, {random_id}, '',
        '本日の申し送りです。' || seq || '番の方、夕食後から食欲が戻っています。', {written_at}
    FROM {numbers}
    JOIN chat_membership AS place ON place.id = {first} + seq %% {members}
"""


def fill(room: "Room", count: int) -> None:
    """Bulk-load the history in one statement."""
    from django.db import connection

    vendor = connection.vendor
    statement = FILL.format(
        random_id=RANDOM_ID[vendor],
        written_at=WRITTEN_AT[vendor],
        numbers=NUMBERS[vendor] % {"count": count},
        first=min(room.memberships.values_list("id", flat=True)),
        members=MEMBERS,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [])
        cursor.execute("ANALYZE")
    room.last_seq = room.version = count
    room.save(update_fields=["last_seq", "version"])
    room.memberships.update(read_seq=count - 5, displayed_seq=count - 5)


def steps(room: "Room", member: "Member", count: int) -> dict[str, Callable[[], Any]]:
    """What a person does, by the name in the table."""
    from django.test import Client
    from django.utils import translation

    from chat.actions.messages import post_message
    from chat.resume import resume

    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(member.user)
    page = f"/rooms/{room.id}/"

    def get(path: str) -> Callable[[], None]:
        def fetch() -> None:
            response = browser.get(path)
            assert response.status_code == 200, (path, response.status_code)

        return fetch

    def missed(messages: int) -> Callable[[], Any]:
        known = {"member": member, "room_id": room.id, "language": translation.get_language()}
        return lambda: resume(after=count - messages, **known)  # type: ignore[arg-type]

    def post() -> Any:
        return post_message(author=member, room_id=room.id, client_id=uuid4(), body="確認しました")

    return {
        "open the room (whole page)": get(page),
        "switch to the room": get(f"{page}?part=conversation"),
        "an older page of history": get(f"{page}messages/?before={count - 200}"),
        "the oldest page": get(f"{page}messages/?before=51"),
        "jump to the middle": get(f"{page}messages/?around={count // 2}"),
        "list of rooms": get("/rooms/list/"),
        "resume, 50 missed": missed(50),
        "resume, nothing missed": missed(0),
        "post a message": post,
    }


def row(name: str, step: Callable[[], Any]) -> str:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    step()  # warm: templates are compiled once per process
    with CaptureQueriesContext(connection) as captured:
        step()
    queries = len(captured)  # now: the log is emptied with the next request
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        step()
        times.append((time.perf_counter() - started) * 1000)
    middle, high = city.percentile(times, 0.5), city.percentile(times, 0.95)
    return f"| {name} | {middle:.1f} | {high:.1f} | {queries} |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tsunagu-benchmark-") as folder:
        city.prepare(Path(folder), 8000)
        from django.db import connection

        members = city.make_members(MEMBERS)
        room = city.make_room(members)
        for number in range(OTHER_ROOMS):
            city.make_room(members[:12], name=f"連絡{number}")
        started = time.perf_counter()
        fill(room, options.messages)
        loaded = time.perf_counter() - started
        print(f"{connection.vendor}, {options.messages:,} messages, loaded in {loaded:.0f} s\n")
        print("| step | p50 ms | p95 ms | queries |\n|---|---|---|---|", flush=True)
        for name, step in steps(room, members[0], options.messages).items():
            print(row(name, step), flush=True)


if __name__ == "__main__":
    main()
