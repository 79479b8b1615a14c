"""Three months of one room: dialogues filled, timed and spoken by fitting people."""

import random
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from demo.dialogues import Line
from hub.organisations.models import Member

WEEKDAYS = "月火水木金土日"
DAYS = 92
PLACES = ["3階会議室", "市民ホール", "保健センター", "東地区コミュニティセンター", "青葉小学校体育館", "本庁舎2階", "栄橋", "若葉台公園"]  # fmt: skip
FILES = ["通知文（案）", "実施要領", "想定問答集", "予算要求書", "事業計画（素案）", "アンケート集計", "引き継ぎ書", "よくある質問"]  # fmt: skip


class Spoken(NamedTuple):
    author: Member
    at: datetime
    text: str
    # Index of the message this one answers, or None.
    answers: int | None


class Cast(NamedTuple):
    """Who can speak in a room."""

    city: list[Member]
    outside: list[Member]

    @property
    def everyone(self) -> list[Member]:
        return [*self.city, *self.outside]


def office_time(rng: random.Random, day: datetime) -> datetime:
    """Mostly office hours with a lunch break, now and then an evening."""
    hour = rng.choices([8, 9, 10, 11, 13, 14, 15, 16, 17, 20], [3, 9, 9, 7, 6, 8, 8, 6, 3, 1])[0]
    return day.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60))


def starts(rng: random.Random, now: datetime, count: int) -> list[datetime]:
    """When `count` dialogues begin, in order; few of them at weekends."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    days = [midnight - timedelta(days=back) for back in range(2, DAYS)]
    weights = [1 if day.weekday() > 4 else 10 for day in days]
    return sorted(office_time(rng, day) for day in rng.choices(days, weights, k=count))


def slots(rng: random.Random, at: datetime, cast: Cast) -> dict[str, object]:
    day = at + timedelta(days=rng.randrange(1, 12))
    outside = cast.outside or cast.city
    return {
        "day": f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）",
        "time": f"{rng.randrange(9, 17)}:{rng.choice(['00', '10', '15', '30', '40', '45'])}",
        "n": rng.randrange(8, 46),
        "m": rng.randrange(2, 8),
        "place": rng.choice(PLACES),
        "file": f"「{rng.choice(FILES)}」",
        "month": f"{at.month}月",
        "person": rng.choice(cast.everyone).name.split()[0],
        "facility": rng.choice(outside).organisation.name,
    }


def speakers(rng: random.Random, cast: Cast) -> dict[str, Member]:
    """c, d: city staff; o, p: two outside organisations; a, b: anybody."""
    city = rng.sample(cast.city, min(2, len(cast.city)))
    outside = rng.sample(cast.outside, len(cast.outside))
    apart = [outside[0]] if outside else []
    apart += [each for each in outside if each.organisation_id != outside[0].organisation_id][:1]
    anybody = rng.sample(cast.everyone, min(2, len(cast.everyone)))
    city, apart = city or anybody, apart or anybody
    return {
        "a": anybody[0], "b": anybody[-1], "c": city[0], "d": city[-1],
        "o": apart[0], "p": apart[-1],
    }  # fmt: skip


def speak(
    rng: random.Random, dialogue: list[Line], start: datetime, cast: Cast, offset: int
) -> list[Spoken]:
    """One dialogue from `start` on; `offset` is the index of its first message."""
    people, words = speakers(rng, cast), slots(rng, start, cast)
    spoken: list[Spoken] = []
    at = start
    for line in dialogue:
        answers = offset + len(spoken) - 1 if line.replies and spoken else None
        spoken.append(Spoken(people[line.speaker], at, line.text.format(**words), answers))
        at += timedelta(seconds=rng.choice([25, 40, 70, 130, 260, 540, 900]) + rng.randrange(30))
    return spoken


def history(
    rng: random.Random,
    now: datetime,
    cast: Cast,
    dialogues: list[list[Line]],
    messages: int,
    recent: list[list[Line]] | None = None,
) -> list[Spoken]:
    """About `messages` messages in order of time, ending with the hand-written ones."""
    spoken: list[Spoken] = []
    average = sum(map(len, dialogues)) / len(dialogues)
    deck: list[list[Line]] = []
    for start in starts(rng, now, max(1, round(messages / average))):
        deck = deck or rng.sample(dialogues, len(dialogues))
        begin = max(start, spoken[-1].at + timedelta(minutes=2)) if spoken else start
        spoken += speak(rng, deck.pop(), begin, cast, len(spoken))
    for place, dialogue in enumerate(recent or []):
        begin = now - timedelta(minutes=150 - 75 * place)
        spoken += speak(rng, dialogue, begin, cast, len(spoken))
    return [each._replace(at=min(each.at, now)) for each in spoken]
