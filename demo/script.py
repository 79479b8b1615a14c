"""Turns the hand-written days into messages that end now."""

import re
from collections.abc import Mapping
from datetime import datetime

from demo.dialogues import Dialogue, line_of, span
from demo.history import History, Spoken
from demo.holidays import working_days_before
from hub.organisations.models import Member

HEAD = re.compile(r"@(-?\d+) (\d+):(\d+) ?(\S*)")
# `t@13:52> text` is said at that time of day.
FIXED = re.compile(r"([a-z])@(\d+):(\d+)(.*)", re.DOTALL)
FLU_MONTHS = (9, 10, 11, 12, 1, 2)


def scripted(history: History, text: str, voices: Mapping[str, Member]) -> list[Spoken]:
    """What has been said until now; lines that lie in the future are left out."""
    said: list[Spoken] = []
    for block in text.strip().split("\n\n"):
        head, *rows = block.strip().split("\n")
        match = HEAD.fullmatch(head)
        if match is None:
            raise ValueError(f"No day and time in: {head}")
        days, hour, minute, months = match.groups()
        day = working_days_before(history.midnight, -int(days))
        if not months or day.month in span(months, 12):
            said += spoken_block(history, rows, at(day, hour, minute), voices)
    return sorted((each for each in said if each.at <= history.now), key=lambda each: each.at)


def spoken_block(
    history: History, rows: list[str], start: datetime, voices: Mapping[str, Member]
) -> list[Spoken]:
    fixed = [FIXED.fullmatch(row) for row in rows]
    plain = [
        (found[1] + found[4] if found else row).replace("{vaccine}", vaccine(start))
        for row, found in zip(rows, fixed, strict=True)
    ]
    lines = [line_of(place, row) for place, row in enumerate(plain)]
    said = history.speak(Dialogue(lines, (), ()), start, voices)
    for place, found in enumerate(fixed):
        if found:
            shift = at(start, found[2], found[3]) - said[place].at
            for each in said[place:]:
                each.at += shift
    return said


def at(day: datetime, hour: str, minute: str) -> datetime:
    return day.replace(hour=int(hour), minute=int(minute))


def vaccine(day: datetime) -> str:
    return "インフルエンザ" if day.month in FLU_MONTHS else "新型コロナ"
