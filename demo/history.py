"""Three months of one room: dialogues filled, timed and spoken by fitting people."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from demo.deck import Deck
from demo.dialogues import Dialogue
from demo.enclosures import enclosed
from demo.holidays import is_working, working_day, working_days_before
from demo.manners import Manner, place_of
from demo.slots import fill, slots
from hub.organisations.models import Duty, Member, Section

DAYS = 92
EVERYONE = "全員"
MARK = re.compile(r"<([^<>]+)>")
# They read more than they write.
READERS = {"部長", "次長", "教育長", "教育部長", "課長", "施設長", "管理者", "院長", "事務局長", "会計年度任用職員"}  # fmt: skip
OFFICE_CLOSES = 17

Address = Member | Section | Duty | None


@dataclass(eq=False)
class Spoken:
    author: Member
    at: datetime
    text: str
    answers: "Spoken | None" = None
    recalled: bool = False
    # A `Message.Event` instead of a text by the author.
    event: str = ""
    # Whom the text addresses: (label behind the @, row or None for everyone).
    marks: list[tuple[str, Address]] = field(default_factory=list)
    stamp: str = ""
    files: list[str] = field(default_factory=list)
    # Lines of one conversation share this object.
    conversation: object = None


class Cast(NamedTuple):
    """Who can speak in a room, and who only reads there."""

    city: list[Member]
    outside: list[Member]
    readers: list[Member] = []
    # City staff whom the others serve: they ask, and `city` answers.
    served: list[Member] = []

    @property
    def speakers(self) -> list[Member]:
        return [*self.city, *self.outside, *self.served]

    @property
    def places(self) -> set[str]:
        """Sections and organisations that meet here; two people need no introduction."""
        return {place_of(each) for each in self.speakers} if len(self.speakers) > 2 else set()

    @property
    def works_on_weekends(self) -> bool:
        return any(each.organisation.kind != "city_hall" for each in self.speakers)

    @property
    def everyone(self) -> list[Member]:
        return [*self.speakers, *self.readers]


class History:
    """Makes the messages of rooms; `named` are sections and duties by their names."""

    def __init__(
        self, rng: random.Random, now: datetime, named: Mapping[str, Section | Duty]
    ) -> None:
        self.rng, self.named = rng, named
        self.now = timezone.localtime(now)
        self.midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)

    def of(self, cast: Cast, dialogues: Sequence[Dialogue], messages: int) -> list[Spoken]:
        """About `messages` messages in order of time, none in the last two working days."""
        manner = Manner(self.rng, several_places=len(cast.places) > 1)
        average = sum(len(each.lines) for each in dialogues) / len(dialogues)
        count = max(1, round(messages / average))
        said: list[Spoken] = []
        free = self.midnight - timedelta(days=DAYS + 1)
        for begin, dialogue in self.drawn(dialogues, count, weekends=cast.works_on_weekends):
            # Conversations follow each other while the office is open.
            start = max(begin, free) if free.hour < OFFICE_CLOSES else begin
            spoken = self.speak(dialogue, start, self.voices(cast), manner)
            prompt = [
                each
                for each, line in zip(spoken, dialogue.lines, strict=True)
                if not line.pause and each.at < start + timedelta(hours=1)
            ]
            free = prompt[-1].at + timedelta(minutes=self.rng.randrange(1, 9))
            said += spoken
        until = working_days_before(self.midnight, 1)
        return sorted((each for each in said if each.at < until), key=lambda each: each.at)

    def drawn(
        self, dialogues: Sequence[Dialogue], count: int, *, weekends: bool
    ) -> list[tuple[datetime, Dialogue]]:
        """`count` dialogues and when they begin, in order of time; few on days off."""
        days = [self.midnight - timedelta(days=back) for back in range(DAYS, 0, -1)]
        off = 1 if weekends else 0
        weights = [24 if is_working(day) else off for day in days]
        deck = Deck(self.rng, dialogues)
        found = []
        for day in sorted(self.rng.choices(days, weights, k=count)):
            dialogue = deck.draw(day)
            found.append((self.begin(dialogue, day), dialogue))
        return sorted(found, key=lambda each: each[0])

    def begin(self, dialogue: Dialogue, day: datetime) -> datetime:
        """Office hours with a lunch break unless the dialogue names its hours."""
        hours = [8, 9, 10, 11, 13, 14, 15, 16]
        hour = self.rng.choices(hours, [2, 9, 9, 6, 6, 8, 7, 4])[0]
        if dialogue.hours:
            hour = self.rng.choice(dialogue.hours)
        minute = self.rng.randrange(35 if hour == 8 else 0, 60)
        return day.replace(hour=hour, minute=minute, second=self.rng.randrange(60))

    def voices(self, cast: Cast) -> dict[str, Member]:
        """c, d: city staff; o, p: outside; h, i: hospitals; a, b: anybody else."""
        hospitals = [each for each in cast.outside if each.organisation.kind == "hospital"]
        homes = [each for each in cast.outside if each not in hospitals]
        city = [*self.pair(cast.city), *self.pair(cast.served)]
        city = [city[0], city[2] if cast.served else city[1]]
        outside = self.pair(homes or hospitals, apart=True)
        others = [
            each
            for each in cast.served or cast.speakers
            if each not in city and each not in outside
        ]
        anybody = self.pair(others if len(others) > 1 else cast.speakers)
        outside = outside or anybody
        hospital = self.pair(hospitals, apart=True) or outside
        return dict(zip("cdophiab", [*city, *outside, *hospital, *anybody], strict=True))

    def pair(self, people: list[Member], *, apart: bool = False) -> list[Member]:
        """Two of `people`, of different organisations when `apart`."""
        if not people:
            return []
        weights = [1 if each.title in READERS else 4 for each in people]
        first = self.rng.choices(people, weights)[0]
        others = [
            each
            for each in people
            if each is not first and not (apart and each.organisation_id == first.organisation_id)
        ]
        return [first, self.rng.choice(others or people)]

    def speak(
        self,
        dialogue: Dialogue,
        start: datetime,
        voices: Mapping[str, Member],
        manner: Manner | None = None,
    ) -> list[Spoken]:
        """The dialogue from `start` on, word for word without a `manner`."""
        words = slots(self.rng, start, voices)
        spoken: list[Spoken] = []
        at = start
        for line in dialogue.lines:
            at = self.after(at, line.pause) if spoken else start
            text = fill(self.rng, line.text, words)
            if manner:
                text = manner(text, line, dialogue, voices)
            answers = spoken[line.answers] if line.answers is not None else None
            content = enclosed(text)
            text, marks = self.marked(content.text, voices)
            spoken.append(
                Spoken(
                    voices[line.speaker],
                    at,
                    text,
                    answers,
                    line.recalled,
                    marks=marks,
                    stamp=content.stamp,
                    files=content.files,
                    conversation=spoken[0].conversation if spoken else object(),
                )
            )
        return spoken

    def after(self, at: datetime, pause: int) -> datetime:
        later = at + timedelta(minutes=self.rng.randrange(65, 150))
        next_day = working_day(at + timedelta(days=1)).replace(
            hour=self.rng.choice([9, 10, 11]), minute=self.rng.randrange(60)
        )
        if pause:
            # Nobody waits at the desk for an answer after closing time.
            closed = at.hour <= OFFICE_CLOSES < later.hour
            return next_day if pause > 1 else at + timedelta(minutes=21) if closed else later
        seconds = self.rng.choice([25, 45, 70, 100, 160, 260, 420, 700])
        return at + timedelta(seconds=seconds + self.rng.randrange(30))

    def marked(
        self, text: str, voices: Mapping[str, Member]
    ) -> tuple[str, list[tuple[str, Address]]]:
        """The text with `@label` for each mark, and whom the labels mean."""
        marks: list[tuple[str, Address]] = []

        def label(match: re.Match[str]) -> str:
            row: Address = None
            if match[1] != "all":
                row = voices.get(match[1]) or self.named[match[1]]
            marks.append((row.name if row else EVERYONE, row))
            return f"@{marks[-1][0]}"

        return MARK.sub(label, text), marks
