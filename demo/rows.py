"""Rows of the chat tables for bulk inserts, as its actions would have left them."""

import random
import re
from datetime import datetime, timedelta
from itertools import count
from typing import Any, NamedTuple

from chat.models import (
    Attachment,
    Display,
    Membership,
    Mention,
    Message,
    MessageEdit,
    Reaction,
    Recall,
    Room,
    Topic,
)
from demo.files import stored_file
from demo.history import Cast, Spoken
from demo.people import key
from demo.topics import RESOLVED, topic_of
from hub.files.models import StoredFile
from hub.organisations.models import Duty, Member, Section

REACTIONS = ["👍", "👍", "👍", "🙏", "✅", "👀", "🙇", "😊", "🎉"]
BATCH = 2000
TABLES = (
    Room, Membership, Topic, Message, StoredFile, Attachment, Mention, Reaction, MessageEdit,
    Recall, Display,
)  # fmt: skip
NUMBER = re.compile(r"(?<![\d:])\d{1,2}(?=名|件|部|本|個)")
PINNED = 2
MINUTE = timedelta(minutes=1)


class RoomRows(NamedTuple):
    room: Room
    cast: Cast
    said: list[Spoken]


class Rows:
    def __init__(self, rng: random.Random, now: datetime) -> None:
        self.rng, self.now = rng, now
        self.rows: dict[type, list[Any]] = {model: [] for model in TABLES}
        self.ids = {model: count(1) for model in (Membership, Message)}

    def add(self, rows: RoomRows) -> None:
        room, cast, said = rows
        messages = [self.message(room, seq, each) for seq, each in enumerate(said, start=1)]
        self.sort_by_topic(room, said, messages)
        stored = {id(each): message for each, message in zip(said, messages, strict=True)}
        changes: list[tuple[datetime, Message]] = []
        for each, message in zip(said, messages, strict=True):
            message.reply_to = stored.get(id(each.answers))
            changes += [(message.created_at, message), *self.dress(message, each, cast)]
        changes += self.pin(messages)
        self.count_versions(room, changes)
        room.last_seq = len(messages)
        if messages:
            room.last_posted_at = messages[-1].created_at
        self.rows[Room].append(room)
        self.rows[Message] += messages
        for place, member in enumerate(cast.everyone):
            self.membership(room, member, messages, host=place < 2)

    def message(self, room: Room, seq: int, said: Spoken) -> Message:
        return Message(
            id=next(self.ids[Message]),
            room=room,
            seq=seq,
            author=said.author,
            client_id=key("message", room.id, seq),
            event=said.event,
            body=said.text,
            stamp=said.stamp,
            created_at=said.at,
        )

    def sort_by_topic(self, room: Room, said: list[Spoken], messages: list[Message]) -> None:
        conversations: dict[int, list[tuple[Spoken, Message]]] = {}
        for each, message in zip(said, messages, strict=True):
            conversations.setdefault(id(each.conversation), []).append((each, message))
        topics: dict[str, Topic] = {}
        for lines in conversations.values():
            name = topic_of(room.name, [each for each, _message in lines])
            if name and lines[0][0].conversation is not None:
                first = lines[0][1]
                topic = topics.setdefault(name, self.topic(room, name, first))
                for _each, message in lines:
                    message.topic = topic
                    topic.last_posted_at = max(topic.last_posted_at, message.created_at)
        for topic in topics.values():
            if topic.name in RESOLVED:
                topic.resolved_at = min(self.now, topic.last_posted_at + 9 * MINUTE)
                topic.resolved_by = topic.created_by
        self.rows[Topic] += topics.values()

    def topic(self, room: Room, name: str, first: Message) -> Topic:
        return Topic(
            id=key("topic", room.id, name),
            room=room,
            name=name,
            created_by=first.author,
            created_at=first.created_at,
            last_posted_at=first.created_at,
        )

    def count_versions(self, room: Room, changes: list[tuple[datetime, Message]]) -> None:
        """Every change takes the next version; a message keeps that of its last one."""
        changes.sort(key=lambda change: change[0])
        for version, (_at, message) in enumerate(changes, start=1):
            message.version = version
        room.version = len(changes)

    def dress(self, message: Message, said: Spoken, cast: Cast) -> list[tuple[datetime, Message]]:
        """Mentions, reactions, edits and recalls; returns the changes they were."""
        if said.event:
            return []
        if said.recalled:
            return [(self.recall(message, cast), message)]
        self.enclose(message, said)
        self.rows[Mention] += [mention(message, label, row) for label, row in said.marks]
        changes = []
        if self.rng.random() < 0.1:
            changes += [(at, message) for at in self.reactions(message, cast)]
        number = NUMBER.search(message.body)
        if number and self.rng.random() < 0.025:
            changes.append((self.edit(message, number), message))
        return changes

    def enclose(self, message: Message, said: Spoken) -> None:
        for place, name in enumerate(said.files):
            file = stored_file(name, said.author, said.at, message.client_id)
            self.rows[StoredFile].append(file)
            self.rows[Attachment].append(Attachment(message=message, file=file, position=place))

    def reactions(self, message: Message, cast: Cast) -> list[datetime]:
        others = [each for each in cast.everyone if each.id != message.author_id]
        chosen = self.rng.sample(others, min(len(others), self.rng.choice([1, 1, 2, 2, 3, 4])))
        emoji = self.rng.choice(REACTIONS)
        times = []
        for step, member in enumerate(chosen, start=1):
            at = min(self.now, message.created_at + step * 3 * MINUTE)
            times.append(at)
            self.rows[Reaction].append(
                Reaction(message=message, member=member, emoji=emoji, created_at=at)
            )
        return times

    def edit(self, message: Message, number: re.Match[str]) -> datetime:
        """A corrected number: the history keeps the wrong one."""
        at = min(self.now, message.created_at + 2 * MINUTE)
        wrong = str(int(number[0]) + self.rng.choice([1, 2, 10]))
        body = message.body[: number.start()] + wrong + message.body[number.end() :]
        self.rows[MessageEdit].append(MessageEdit(message=message, body=body, edited_at=at))
        message.edited_at = at
        return at

    def recall(self, message: Message, cast: Cast) -> datetime:
        at = message.created_at + self.rng.choice([15, 20, 24]) * timedelta(seconds=1)
        self.rows[MessageEdit].append(MessageEdit(message=message, body=message.body, edited_at=at))
        receipts = [self.receipt(message, each) for each in cast.everyone]
        self.rows[Recall].append(
            Recall(
                message=message,
                recalled_by=message.author,
                recalled_at=at,
                receipts=[each for each in receipts if each["member"] != str(message.author_id)],
            )
        )
        message.body, message.stamp = "", ""
        message.deleted_at, message.deleted_by = at, message.author
        return at

    def receipt(self, message: Message, member: Member) -> dict[str, str]:
        state = self.rng.choices(["displayed", "delivered", "stored"], [2, 5, 3])[0]
        seen = message.created_at + timedelta(seconds=self.rng.randrange(4, 14))
        return {
            "member": str(member.id),
            "name": member.name,
            "organisation": member.organisation.name,
            "state": state,
            "at": seen.isoformat() if state == "displayed" else "",
        }

    def pin(self, messages: list[Message]) -> list[tuple[datetime, Message]]:
        """The latest lists are what people keep at hand."""
        listed = [each for each in messages if "\n" in each.body and len(each.body) > 60]
        for message in listed[-PINNED:]:
            message.pinned_by = message.author
            message.pinned_at = min(self.now, message.created_at + 5 * MINUTE)
        return [(each.pinned_at, each) for each in listed[-PINNED:] if each.pinned_at]

    def membership(
        self, room: Room, member: Member, messages: list[Message], *, host: bool
    ) -> None:
        total = len(messages)
        involvement = self.involvement(room)
        lags = [0, 0, 0, 0, 1, 2, 3, 5, 8, 12] if involvement != "nothing" else [9, 20, 34, 61]
        lag = min(total, self.rng.choice(lags))
        own = max((each.seq for each in messages if each.author_id == member.id), default=0)
        read = max(total - lag, own)
        # What was read by posting or by hand was not displayed.
        displayed = max(0, read - self.rng.choice([0, 0, 0, 0, 1]))
        place = Membership(
            id=next(self.ids[Membership]),
            room=room,
            member=member,
            role="host" if host and room.kind in {"open", "closed"} else "member",
            involvement=involvement,
            read_seq=read,
            displayed_seq=displayed,
            delivered_seq=self.rng.choice([total, total, read]),
            joined_at=room.created_at,
            changed_at=room.created_at,
        )
        self.rows[Membership].append(place)
        self.displays(place, messages)

    def involvement(self, room: Room) -> str:
        weights = [1, 0, 0] if room.kind == "direct" else [8, 3, 1]
        return self.rng.choices(["everything", "mentions", "nothing"], weights)[0]

    def displays(self, place: Membership, messages: list[Message]) -> None:
        """The last steps of the display marker, in order of time."""
        last = place.displayed_seq
        for seq in sorted({last, max(0, last - 3), max(0, last - 9)} - {0}):
            at = messages[seq - 1].created_at + self.rng.randrange(1, 9) * MINUTE / 4
            self.rows[Display].append(Display(membership=place, seq=seq, at=min(self.now, at)))

    def save(self) -> None:
        for model, rows in self.rows.items():
            model.objects.bulk_create(rows, batch_size=BATCH)  # type: ignore[attr-defined]


def mention(message: Message, label: str, row: Member | Section | Duty | None) -> Mention:
    names = {Member: "member", Section: "section", Duty: "duty"}
    rows = {name: row for model, name in names.items() if isinstance(row, model)}
    return Mention(message=message, label=label, **rows)
