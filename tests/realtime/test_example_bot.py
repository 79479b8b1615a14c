"""The example runs as it stands in the repository, against a real server."""

import subprocess
import sys

from django.conf import settings

from api.actions.bots import create_bot
from api.actions.tokens import create_token
from chat.actions.rooms import grant_membership
from chat.models import Message
from tests.chat.factories import City
from tests.realtime.server import Server

EXAMPLES = settings.BASE_DIR / "examples"


def run(server: Server, city: City, token: str, day: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        str(EXAMPLES / "vaccine_slots_bot.py"),
        server.origin,
        str(city.room.id),
        str(EXAMPLES / "vaccine_slots.csv"),
        "--day",
        day,
    ]
    environment = {"TSUNAGU_TOKEN": token, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_the_day_is_posted_once(city: City, server: Server) -> None:
    organisation_id = city.alice.organisation_id
    bot = create_bot(by=city.alice, organisation_id=organisation_id, name="接種枠ボット")
    grant_membership(host=city.alice, room_id=city.room.id, member_ids=[bot.id])
    scopes = ["messages:write"]
    _row, token = create_token(by=city.alice, member=bot, name="枠", scopes=scopes, days=1)
    for _again in range(2):
        result = run(server, city, token, "2026-11-24")
        assert result.returncode == 0, result.stderr
    message = Message.objects.get(author=bot)
    assert message.body.startswith("**11月24日の予防接種 受入枠**（合計35名）")
    assert "佐久間医院 14時から 5名" in message.body
    assert run(server, city, "tsu_wrong", "2026-11-24").returncode == 1
    assert "No slots" in run(server, city, token, "2026-12-31").stderr
