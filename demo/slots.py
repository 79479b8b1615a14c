"""What fills the slots of a dialogue, and small variations of wording.

{day} {later} working days to come, {tomorrow} the next one; {time} {time2} times of day;
{soon} {past} today; {n} {m} numbers, {rest} = n - m, {total} = n + m; {month} {next_month};
{c} … surnames and {cs} {ds} {as} {bs} sections of speakers; {O} {P} organisations of o and p;
{person} {person2} colleagues who are not in the room; {room} {place} {school} {area} {file}.
"""

import random
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from demo.holidays import is_working, working_day
from demo.names import FAMILY
from hub.organisations.models import Member

WEEKDAYS = "月火水木金土日"
CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
ROOMS = ["3階会議室", "2階第1会議室", "4階大会議室", "市民ホール", "保健センター研修室", "東地区コミュニティセンター", "別館201会議室"]  # fmt: skip
PLACES = ["栄橋", "若葉台公園", "本町交差点", "青葉駅北口", "東町商店街", "緑が丘団地", "港南踏切"]
SCHOOLS = ["青葉小学校", "東町小学校", "若葉台小学校", "栄中学校", "緑が丘小学校", "青葉南中学校"]
AREAS = ["本町", "東町", "栄町", "緑が丘", "若葉台", "港南", "西青葉"]
FILES = ["通知文（案）", "実施要領", "想定問答集", "予算要求書", "事業計画（素案）", "アンケート集計", "引き継ぎ書", "よくある質問", "進行表", "チェックリスト", "説明資料_第2版", "開催案内"]  # fmt: skip


def date(day: datetime) -> str:
    return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def next_day(rng: random.Random, today: datetime) -> str:
    """The next working day, in words when that is tomorrow."""
    tomorrow = today + timedelta(days=1)
    return "明日" if is_working(tomorrow) and rng.random() < 0.8 else date(working_day(tomorrow))


def short_date(day: datetime, today: datetime) -> str:
    return f"{day.day}日（{WEEKDAYS[day.weekday()]}）" if day.month == today.month else date(day)


def clock(at: datetime, step: int) -> str:
    rounded = at - timedelta(minutes=at.minute % step)
    return f"{rounded.hour}:{rounded.minute:02d}"


def soon(rng: random.Random, at: datetime) -> str:
    """An hour or two later, within office hours when `at` is."""
    later, closing = at + timedelta(minutes=rng.randrange(50, 130)), at.replace(hour=17, minute=10)
    return clock(min(later, closing) if at < closing - timedelta(minutes=20) else later, 10)


def slots(rng: random.Random, at: datetime, voices: Mapping[str, Member]) -> dict[str, object]:
    tomorrow = working_day(at + timedelta(days=1))
    day = working_day(tomorrow + timedelta(days=rng.randrange(1, 10)))
    later = working_day(day + timedelta(days=rng.randrange(1, 8)))
    morning, afternoon = rng.randrange(9, 12), rng.randrange(13, 16)
    n, m = rng.randrange(10, 46), rng.randrange(2, 8)
    people = rng.sample(FAMILY, 2)
    words: dict[str, object] = {
        "tomorrow": next_day(rng, at), "later": date(later),
        "day": rng.choice([date(day), date(day), short_date(day, at)]),
        "time": f"{morning}:{rng.choice(['00', '15', '30', '45'])}",
        "time2": f"{afternoon}:{rng.choice(['00', '10', '20', '30', '45'])}",
        "soon": soon(rng, at),
        "past": clock(at - timedelta(minutes=rng.randrange(15, 70)), 5),
        "n": n, "m": m, "rest": n - m, "total": n + m,
        "month": f"{at.month}月", "next_month": f"{at.month % 12 + 1}月",
        "person": people[0][0], "person2": people[1][0],
        "room": rng.choice(ROOMS), "place": rng.choice(PLACES), "school": rng.choice(SCHOOLS),
        "area": rng.choice(AREAS), "file": f"「{rng.choice(FILES)}」",
    }  # fmt: skip
    for letter, member in voices.items():
        words[letter], words[letter.upper()] = member.name.split()[0], member.organisation.name
        words[f"{letter}s"] = member.section.name if member.section else member.organisation.name
    return words


def fill(rng: random.Random, text: str, words: Mapping[str, object]) -> str:
    """Choose among alternatives and fill the slots."""
    chosen = CHOICE.sub(lambda match: rng.choice(match[1].split("|")), text)
    return chosen.format_map(words)
