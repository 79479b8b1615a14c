#!/usr/bin/env python3
"""Post the day's vaccine slots from a CSV into a room.

    TSUNAGU_TOKEN=tsu_… python3 vaccine_slots_bot.py https://hub.example.jp ROOM-ID slots.csv

Only the standard library is needed. Run it as often as you like: the same day is posted once,
because its client_id is made of the room and the date. The token needs `messages:write`.
"""

import argparse
import csv
import json
import os
import sys
import urllib.request
import uuid
from datetime import date
from urllib.error import HTTPError

Slot = dict[str, str]


def slots_of(path: str, day: date) -> list[Slot]:
    """Rows of the CSV (UTF-8; 日付, 医療機関, 時間帯, 受入枠, 備考) for one day."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if row["日付"] == day.isoformat()]


def text_of(slots: list[Slot], day: date) -> str:
    total = sum(int(slot["受入枠"]) for slot in slots)
    head = f"**{day.month}月{day.day}日の予防接種 受入枠**（合計{total}名）"
    lines = [
        f"- {slot['医療機関']} {slot['時間帯']} {slot['受入枠']}名"
        + (f"（{slot['備考']}）" if slot["備考"] else "")
        for slot in slots
    ]
    return "\n".join([head, *lines])


def post(hub: str, token: str, room: str, body: str, day: date) -> int:
    """The seq of the message, the first time and every time after."""
    client_id = uuid.uuid5(uuid.UUID(room), f"vaccine-slots {day.isoformat()}")
    request = urllib.request.Request(  # noqa: S310  the address is the caller's own
        f"{hub}/api/v1/rooms/{room}/messages",
        data=json.dumps({"body": body, "client_id": str(client_id)}).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return int(json.load(answer)["seq"])


def main() -> str | None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("hub")
    parser.add_argument("room")
    parser.add_argument("csv")
    parser.add_argument("--day", type=date.fromisoformat, default=date.today())  # noqa: DTZ011
    given = parser.parse_args()
    slots = slots_of(given.csv, given.day)
    if not slots:
        return f"No slots for {given.day} in {given.csv}."
    try:
        token = os.environ["TSUNAGU_TOKEN"]
        seq = post(given.hub.rstrip("/"), token, given.room, text_of(slots, given.day), given.day)
    except KeyError:
        return "Set TSUNAGU_TOKEN to an access token."
    except HTTPError as error:
        return f"Refused ({error.code}): {error.read().decode()}"
    print(f"Posted as message {seq}.")
    return None


if __name__ == "__main__":
    sys.exit(main())
