"""Rosters as people plan them: weekly patterns, pasted lists, a month with its gaps."""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.eras import typed_days
from hub.folding import fold
from hub.holidays import holidays
from hub.organisations.models import Duty, Member, Shift

HOLIDAY = 7  # beside the weekdays 0-6 from Monday
DAY = timedelta(days=1)
DEPUTY_WORDS = {fold(word) for word in ("代行", "副", "deputy")}
LEAD_WORDS = {fold(word) for word in ("", "担当", "正", "lead")}


class Planned(NamedTuple):
    """A shift that is not stored yet."""

    member_id: UUID
    starts_at: datetime
    ends_at: datetime
    rank: str = Shift.Rank.LEAD


def span(day: date, begins: time, ends: time) -> tuple[datetime, datetime]:
    """The moments of a shift; one that ends at or before its beginning ends the next day."""
    last = day if ends > begins else day + DAY
    return local(day, begins), local(last, ends)


def local(day: date, at: time = time()) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def matching_days(since: date, until: date, kinds: Collection[int]) -> list[date]:
    """Days of the span on one of the weekdays, or a national holiday when `kinds` says so."""
    days = (since + timedelta(days=n) for n in range((until - since).days + 1))
    return [
        day
        for day in days
        if day.weekday() in kinds or (HOLIDAY in kinds and day in holidays(day.year))
    ]


def pasted(text: str, people: Iterable[Member]) -> list[Planned]:
    """Shifts from lines of day, beginning, end, name and rank, separated by tab or comma.

    Raises ValidationError that tells every line which cannot be read.
    """
    by_name: dict[str, list[Member]] = {}
    for member in people:
        for name in {fold(member.name).replace(" ", ""), member.user.username.casefold()}:
            by_name.setdefault(name, []).append(member)
    planned, problems = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in line.replace("\t", ",").replace("、", ",").split(",")]
        if not any(cells) or (number == 1 and not any(letter.isdigit() for letter in cells[0])):
            continue  # an empty line, or the names of the columns
        try:
            planned.append(read_line(cells, by_name))
        except ValueError as error:
            problems.append(_("%(n)d行目: %(text)s") % {"n": number, "text": error})
    if problems:
        raise ValidationError(problems)
    return planned


def read_line(cells: list[str], by_name: dict[str, list[Member]]) -> Planned:
    if len(cells) < 4:
        raise ValueError(_("日付、開始、終了、氏名の順に入力してください。"))
    day, begins, ends, name, rank = [*cells, ""][:5]
    found = by_name.get(fold(name).replace(" ", "")) or by_name.get(name.casefold()) or []
    if not found:
        raise ValueError(_("「%(name)s」という職員が見つかりません。") % {"name": name})
    if len(found) > 1:
        text = _("「%(name)s」が複数います。サインイン名を入力してください。")
        raise ValueError(text % {"name": name})
    return Planned(found[0].id, *span(day_of(day), time_of(begins), time_of(ends)), rank_of(rank))


def day_of(text: str) -> date:
    try:
        first, last = typed_days(text)
    except ValueError:
        first, last = date.min, date.max
    if first != last:
        raise ValueError(_("「%(text)s」は日付ではありません。") % {"text": text})
    return first


def time_of(text: str) -> time:
    """9:00, 9時30分, ９：００; 24:00 is midnight."""
    plain = unicodedata.normalize("NFKC", text).replace("時", ":").replace("分", "").strip(": ")
    hour, _separator, minute = plain.partition(":")
    try:
        return time(int(hour) % 24 if plain in {"24", "24:00"} else int(hour), int(minute or 0))
    except ValueError:
        raise ValueError(_("「%(text)s」は時刻ではありません。") % {"text": text}) from None


def rank_of(text: str) -> str:
    if fold(text) in DEPUTY_WORDS:
        return Shift.Rank.DEPUTY
    if fold(text) in LEAD_WORDS:
        return Shift.Rank.LEAD
    raise ValueError(_("「%(text)s」は担当か代行ではありません。") % {"text": text})


class Span(NamedTuple):
    starts_at: datetime
    ends_at: datetime


@dataclass
class Day:
    """One cell of the calendar."""

    date: date
    inside: bool  # of the month, not of its neighbours
    holiday: bool
    shifts: list[Shift] = field(default_factory=list)
    gaps: list[Span] = field(default_factory=list)
    overlaps: list[Span] = field(default_factory=list)
    empty: bool = False  # nobody the whole day


def month_of(duty: Duty, first: date) -> list[list[Day]]:
    """The weeks, Sunday first, of the month that begins on `first`."""
    begin = first - timedelta(days=(first.weekday() + 1) % 7)
    days = [begin + timedelta(days=n) for n in range(42)]
    last = (first + timedelta(days=31)).replace(day=1)
    while days[-7] >= last:
        days = days[:-7]
    found = duty.shifts.between(local(days[0]), local(days[-1] + DAY))
    shifts = list(found.select_related("member", "member__organisation"))
    always = Member.objects.active().filter(duties=duty).exists()
    cells = [cell(day, day.month == first.month, shifts, always=always) for day in days]
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def cell(day: date, inside: bool, shifts: Sequence[Shift], *, always: bool) -> Day:
    whole = Span(local(day), local(day + DAY))
    own = [each for each in shifts if each.starts_at < whole.ends_at and each.ends_at > whole[0]]
    made = Day(day, inside, day in holidays(day.year), own)
    covered = [Span(max(each.starts_at, whole[0]), min(each.ends_at, whole[1])) for each in own]
    leads = [part for part, each in zip(covered, own, strict=True) if each.rank == Shift.Rank.LEAD]
    made.overlaps = overlaps(leads)
    made.empty = not own and not always
    made.gaps = [] if always or not own else gaps(covered, whole)
    return made


def gaps(covered: list[Span], whole: Span) -> list[Span]:
    """The parts of `whole` between and around the spans."""
    free, until = [], whole.starts_at
    for part in sorted(covered):
        if part.starts_at > until:
            free.append(Span(until, part.starts_at))
        until = max(until, part.ends_at)
    return [*free, Span(until, whole.ends_at)] if until < whole.ends_at else free


def overlaps(leads: list[Span]) -> list[Span]:
    """Where two spans lie on each other, joined."""
    found: list[Span] = []
    until: datetime | None = None
    for part in sorted(leads):
        if until is not None and part.starts_at < until:
            found.append(Span(part.starts_at, min(until, part.ends_at)))
        until = part.ends_at if until is None else max(until, part.ends_at)
    return found
