#!/usr/bin/env python3
"""Searching a million Japanese messages, beside a plain LIKE on the same rows.

  .venv/bin/python -m benchmarks.search --messages 1000000

Uses a temporary SQLite file, or the empty database that TSUNAGU_DATABASE_URL names.
"""

import argparse
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from benchmarks import city

if TYPE_CHECKING:
    from chat.models import Message, Room
    from hub.organisations.models import Member

ROOMS = 600
MEMBERS = 40
MANY, FEW = 70, 5  # rooms of the two who search
ROUNDS = 40
PATIENCE_MS = 6_000
POSTS = 200
BATCH = 5000

PLACES = [
    "保健センター",
    "市役所",
    "中央病院",
    "みどり診療所",
    "若葉薬局",
    "第二小学校",
    "公民館",
    "消防署",
]
THINGS = [
    "ワクチン",
    "書類",
    "予診票",
    "名簿",
    "備品",
    "車椅子",
    "検査結果",
    "申込書",
    "議事録",
    "血圧計",
]
ACTIONS = ["確認", "連絡", "手配", "予約", "変更", "共有", "提出", "修正", "回収", "配布"]
PEOPLE = ["渡邉", "佐藤", "髙橋", "田中", "伊藤", "山﨑", "中村", "齋藤", "小林", "加藤"]
SENTENCES = (
    "お世話になっております。{place}の{person}です。{thing}の{action}をお願いします。",
    "{thing}を{number}件{action}しました。{place}にも{action}済みです。",
    "本日の申し送りです。{number}番の方、夕食後から食欲が戻っています。",
    "{person}さん、{place}の{thing}は明日の午前に{action}できますか。",
    "了解しました。{action}します。",
    "訓練の件、{place}は{number}名が参加します。集合は8時{number}分です。",
    "夜間当番を{person}先生に{action}しました。電話は内線{number}です。",
    "承知しました。ありがとうございます。",
    "{place}の駐車場が満車です。{thing}は裏口から運んでください。",
    "サーバーの{action}は{number}時に終わりました。",
)
# Names of streets and people in all combinations, so that there are many different pairs.
LETTERS = (
    "青赤朝秋東西南北上下中大小高長新古本山川田野原沢谷池岡坂島浜港橋森林木松竹梅桜藤花草石岩"
    "金銀鉄玉水泉井清光明星月日天空雲風雪雨春夏冬一二三四五六七八九十百千万美和平安永福寿栄"
    "宮寺町村里門戸倉市場道通丘台園城根瀬津江淵滝崎浦磯"
)
RARE = "鰻弁当"  # once in 50,000 messages
ONCE_COMMON = "感染症対策本部"  # often in the first tenth, never since

# name in the table: the query
QUERIES = {
    "common word (確認)": "確認",
    "very common word (です)": "です",
    "one letter (薬)": "薬",
    "one kana (の)": "の",
    "short word (キー)": "キー",
    "two words (夜間 変更)": "夜間 変更",
    "phrase (夜間当番)": '"夜間当番"',
    "variant kanji (渡辺)": "渡辺",
    "long vowels (サーバ)": "サーバ",
    "once common (感染症対策)": "感染症対策",
    "rare (鰻弁当)": "鰻弁当",
    "no hit (海獺)": "海獺",
}


def body(rng: random.Random, number: int, count: int) -> str:
    text = rng.choice(SENTENCES).format(
        place=rng.choice(PLACES),
        thing=rng.choice(THINGS),
        action=rng.choice(ACTIONS),
        person=rng.choice(PEOPLE),
        number=rng.randrange(1, 60),
    )
    if number % 2:
        street, name = rng.sample(LETTERS, 2), rng.sample(LETTERS, 3)
        text += f"{''.join(street)}町{rng.randrange(1, 9)}丁目の{''.join(name)}さんの分です。"
    if number % 50_000 == 25_000:
        text += f"昼は{RARE}です。"
    if number < count // 10 and number % 5 == 0:
        text += f"{ONCE_COMMON}からの連絡です。"
    return text


def rows(places: list[tuple[UUID, UUID]], count: int) -> "Iterator[Message]":
    """Messages in order of time, spread unevenly over the rooms as in life."""
    from chat.models import Message

    rng = random.Random(8)
    seqs: dict[UUID, int] = {}
    start = datetime(2021, 1, 1, tzinfo=UTC)
    for number in range(count):
        # Some rooms are ten times as busy as others.
        room, author = places[int(len(places) * rng.random() ** 2)]
        seqs[room] = seq = seqs.get(room, 0) + 1
        yield Message(
            room_id=room,
            seq=seq,
            version=seq,
            author_id=author,
            client_id=UUID(int=number),
            body=body(rng, number, count),
            created_at=start + timedelta(seconds=150 * number),
        )


def fill(places: list[tuple[UUID, UUID]], count: int) -> None:
    from chat.models import Message

    messages = rows(places, count)
    while batch := list(islice(messages, BATCH)):
        Message.objects.bulk_create(batch)


def make_rooms(members: "list[Member]") -> "list[Room]":
    """Small rooms; the first member is in MANY of them, the second in FEW."""
    rng = random.Random(1)
    rooms = []
    for number in range(ROOMS):
        inside = rng.sample(members[2:], 6)
        if number % (ROOMS // MANY) == 0 and number // (ROOMS // MANY) < MANY:
            inside.append(members[0])
        if number % (ROOMS // FEW) == 1:
            inside.append(members[1])
        rooms.append(city.make_room(inside, name=f"連絡{number}"))
    return rooms


def drop_index() -> None:
    """As before the first migrate that knew of it."""
    from django.db import connection

    from chat.models import Message
    from hub.search.indexing import Fts5

    field: Any = Message._meta.get_field("folded")
    index = Fts5(field)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in index.triggers():
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(f"DROP TABLE {index.index}")
        else:
            cursor.execute(f"DROP INDEX {index.index}")


def build_index() -> str:
    """Build it from the stored rows; tells seconds and megabytes."""
    from django.db import connection

    from hub.search.indexing import ensure_indexes

    size = {
        "sqlite": "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'chat_message_folded_bigrams%%'",
        "postgresql": "SELECT pg_relation_size('chat_message_folded_bigrams')",
    }
    whole = {
        "sqlite": "SELECT sum(pgsize) FROM dbstat WHERE name = 'chat_message'",
        "postgresql": "SELECT pg_table_size('chat_message')",
    }
    started = time.perf_counter()
    ensure_indexes()
    seconds = time.perf_counter() - started
    sizes = []
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        for statement in (size[connection.vendor], whole[connection.vendor]):
            cursor.execute(statement)
            sizes.append(int(cursor.fetchone()[0]) / 1e6)
    return (
        f"index built in {seconds:.0f} s, {sizes[0]:,.0f} MB beside {sizes[1]:,.0f} MB of messages"
    )


def timed(step: Callable[[], Any]) -> list[float]:
    """Milliseconds of each round, after one that warms up; long steps get fewer rounds."""
    step()
    times: list[float] = []
    while len(times) < ROUNDS and (len(times) < 3 or sum(times) < PATIENCE_MS):
        started = time.perf_counter()
        step()
        times.append((time.perf_counter() - started) * 1000)
    return times


def page_of(member: "Member", query: str, room: UUID | None) -> Callable[[], str]:
    """The whole search page, from the request to the last byte; the count it shows."""
    from django.test import Client

    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(member.user)

    def get() -> str:
        response = browser.get("/rooms/search/", {"q": query, "room": str(room or "")})
        assert response.status_code == 200
        counts = re.findall(r'badge--quiet">([^<]*)<', response.content.decode())
        return str(counts[0])

    return get


def search_of(member: "Member", query: str, room: UUID | None) -> Callable[[], Any]:
    """What the page asks the database for its messages: the first page and the count."""
    from chat.search import Question, find_messages, own_rooms
    from hub.search.terms import terms_of

    rooms, question = own_rooms(member), Question(terms=terms_of(query), room=room)
    return lambda: find_messages(rooms, question, None)


def like_of(member: "Member", query: str, room: UUID | None) -> Callable[[], Any]:
    """The same by LIKE: rows whose text contains the words as they are typed."""
    from chat.models import Message
    from chat.search import COUNT_LIMIT, PAGE, own_rooms

    rooms = [room] if room else own_rooms(member)

    def find() -> Any:
        hits = Message.objects.filter(room_id__in=rooms)
        for word in query.replace('"', "").split():
            hits = hits.filter(body__contains=word)
        count = len(hits.values_list("pk")[: COUNT_LIMIT + 1])
        return count, list(hits.order_by("-created_at", "-pk")[:PAGE])

    return find


def times_of(times: list[float]) -> str:
    return " / ".join(f"{city.percentile(times, share):,.0f}" for share in (0.5, 0.95, 0.99))


def search_everything(members: "list[Member]") -> None:
    print("| where | query | hits | page p50 / p95 / p99 ms | search alone ms | plain LIKE ms |")
    print("|---|---|---|---|---|---|")
    many, few = members[:2]
    busiest = max(many.memberships.all(), key=lambda each: each.room.messages.count())
    for member, room, where in (
        (many, None, f"{MANY} rooms"),
        (few, None, f"{FEW} rooms"),
        (many, busiest.room_id, "the busiest of them"),
    ):
        for label, query in QUERIES.items():
            page = page_of(member, query, room)
            steps = (page, search_of(member, query, room), like_of(member, query, room))
            cells = " | ".join(times_of(timed(step)) for step in steps)
            print(f"| {where} | {label} | {page()} | {cells} |", flush=True)


def post_times(room: "Room") -> str:
    from chat.actions.messages import post_message

    author = room.memberships.all()[0].member
    text = body(random.Random(4), 1, 1)

    def post() -> Any:
        return post_message(author=author, room_id=room.id, client_id=uuid4(), body=text)

    post()
    times = []
    for _ in range(POSTS):
        started = time.perf_counter()
        post()
        times.append((time.perf_counter() - started) * 1000)
    return " / ".join(f"{city.percentile(times, share):.1f}" for share in (0.5, 0.95))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tsunagu-benchmark-") as folder:
        city.prepare(Path(folder), 8000)
        from django.db import connection

        from chat.models import Membership, Room

        members = city.make_members(MEMBERS)
        rooms = make_rooms(members)
        places = list(Membership.objects.values_list("room_id", "member_id"))
        random.Random(2).shuffle(places)
        drop_index()
        started = time.perf_counter()
        fill(places, options.messages)
        loaded = time.perf_counter() - started
        Room.objects.update(last_seq=options.messages, version=options.messages)
        print(f"{connection.vendor}, {options.messages:,} messages, loaded in {loaded:.0f} s")
        before = post_times(rooms[0])
        print(build_index())
        print(f"post a message p50 / p95 ms: {before} without, {post_times(rooms[0])} with index\n")
        search_everything(members)


if __name__ == "__main__":
    main()
