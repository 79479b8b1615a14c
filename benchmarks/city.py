"""A city to measure: its own database in a temporary folder, filled in bulk."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import django

if TYPE_CHECKING:
    from chat.models import Room
    from hub.organisations.models import Member

ROOT = Path(__file__).resolve().parent.parent
START_WITHIN = 30  # seconds


def prepare(folder: Path, port: int) -> None:
    """Point this process and its children at a new database. Call before other imports."""
    os.environ["TSUNAGU_DATA"] = str(folder)
    os.environ["TSUNAGU_SECRET_KEY"] = "only for benchmarks"
    os.environ["TSUNAGU_ORIGINS"] = f"http://127.0.0.1:{port}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "hub.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def make_members(count: int) -> "list[Member]":
    from hub.identity.models import User
    from hub.organisations.models import Member, Organisation

    hall = Organisation.objects.create(
        name="青葉市役所", reading="あおばしやくしょ", kind=Organisation.Kind.CITY_HALL
    )
    users = [User(username=f"person{number}", password="!") for number in range(count)]
    User.objects.bulk_create(users)
    members = [
        Member(user=user, organisation=hall, name=f"職員{number}", reading=f"しょくいん{number}")
        for number, user in enumerate(users)
    ]
    for member in members:
        member.folded = member.name
    Member.objects.bulk_create(members, batch_size=500)
    return members


def make_room(members: "list[Member]", name: str = "全庁連絡") -> "Room":
    from chat.models import Membership, Room

    room = Room.objects.create(
        kind=Room.Kind.CLOSED, organisation=members[0].organisation, name=name
    )
    places = [Membership(room=room, member=member) for member in members]
    Membership.objects.bulk_create(places, batch_size=500)
    return room


def sign_in(members: "list[Member]") -> list[str]:
    """A session key for each member."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    store, rows = SessionStore(), []
    for member in members:
        values = {
            SESSION_KEY: str(member.user_id),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: member.user.get_session_auth_hash(),
        }
        key = uuid4().hex
        rows.append(
            Session(
                session_key=key,
                session_data=store.encode(values),
                expire_date=store.get_expiry_date(),
            )
        )
    Session.objects.bulk_create(rows, batch_size=500)
    return [row.session_key for row in rows]


@contextmanager
def serving(command: list[str], port: int) -> Iterator[int]:
    """Run a server process until the block ends; yields its process id."""
    import httpx

    with subprocess.Popen([sys.executable, *command], cwd=ROOT) as process:
        try:
            limit = time.monotonic() + START_WITHIN
            while time.monotonic() < limit:
                try:
                    httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False)
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            yield process.pid
        finally:
            process.terminate()


def peak_memory(pid: int) -> float:
    """The most memory the process held, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(pid)


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")
