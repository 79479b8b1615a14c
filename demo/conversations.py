"""Rooms with their memberships and messages, as rows for bulk inserts."""

import random
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from chat.models import Display, Membership, Mention, Message, MessageEdit, Reaction, Recall, Room
from demo.city import CITY
from demo.dialogues import facilities, hospital, office, vaccination
from demo.history import Cast, Spoken, history
from demo.people import People, key
from demo.recent import RECENT
from demo.rooms import DIRECT_MESSAGES, ORGANISATION_ROOMS, PLANS, SECTION_ROOMS, Plan
from hub.organisations.models import Member, Organisation, Section

REACTIONS = ["👍", "🙏", "✅", "👀", "🙇", "😊"]
BATCH = 2000
DIRECT_PAIRS = [
    ("sato.dx", "tanaka.yobou"), ("tanaka.yobou", "midori.nurse"), ("suzuki.kiki", "sato.dx"),
    ("midori.admin", "midori.nurse"), ("hidamari.care", "tanaka.yobou"), ("aoba.renkei", "tanaka.yobou"),
]  # fmt: skip


class Conversations:
    def __init__(self, people: People, rng: random.Random, now: datetime) -> None:
        self.people, self.rng, self.now = people, rng, now
        self.rows: dict[type, list[Any]] = {
            model: []
            for model in (
                Room,
                Membership,
                Message,
                Mention,
                Reaction,
                MessageEdit,
                Recall,
                Display,
            )
        }
        self.ids = {model: count(1) for model in (Membership, Message)}
        self.by_username = {
            member.user.username: member for member in reversed(people.members) if member.may_chat
        }

    def build(self) -> None:
        for plan in PLANS:
            self.planned(plan)
        for name, messages in SECTION_ROOMS.items():
            self.section_room(self.people.sections[name], messages)
        for organisation in self.people.organisations.values():
            self.organisation_room(organisation, ORGANISATION_ROOMS.get(organisation.name, 0))
        for usernames in DIRECT_PAIRS:
            self.direct_room([self.by_username[name] for name in usernames])

    def staff(self, **wanted: Any) -> list[Member]:
        return [
            member
            for member in self.people.members
            if member.may_chat
            and all(getattr(member, name) == value for name, value in wanted.items())
        ]

    def below(self, section: Section) -> list[Member]:
        found = self.staff(section=section)
        for other in self.people.sections.values():
            if other.parent == section:
                found += self.below(other)
        return found

    def planned(self, plan: Plan) -> None:
        city = [each for name in plan.sections for each in self.below(self.people.sections[name])]
        city = list({each.id: each for each in city}.values())
        outside = [
            member
            for member in self.staff()
            if member.organisation.kind in plan.kinds or member.organisation.name in plan.places
        ]
        chosen: dict[Any, list[Member]] = {}
        for member in outside:
            chosen.setdefault(member.organisation_id, []).append(member)
        cast = Cast(city[:10], [each for staff in chosen.values() for each in staff[:2]])
        if plan.name in {"予防接種 調整（医療機関）", "庁内システム移行", "感染症情報"}:
            cast.city.append(self.by_username["sato.dx"])
        cast = Cast(list({each.id: each for each in cast.city}.values()), cast.outside)
        home = self.people.organisations[CITY[0]]
        room = self.room(plan.name, plan.kind, home, description=plan.description)
        said = history(
            self.rng, self.now, cast, plan.dialogues, plan.messages, RECENT.get(plan.name)
        )
        self.fill(room, cast, said, pins=2)

    def section_room(self, section: Section, messages: int) -> None:
        home = section.organisation
        room = self.room(section.name, "section", home, section=section)
        recent = RECENT.get(section.name)
        cast = Cast(self.below(section), [])
        said = history(self.rng, self.now, cast, office.DIALOGUES, messages, recent)
        self.fill(room, cast, said, pins=1)

    def organisation_room(self, organisation: Organisation, messages: int) -> None:
        room = self.room(organisation.name, "organisation", organisation)
        cast = Cast(self.staff(organisation=organisation), [])
        themes = {"city_hall": office, "clinic": vaccination, "care_facility": facilities}
        dialogues = themes.get(organisation.kind, hospital).DIALOGUES
        own = office.DIALOGUES if organisation.kind == "city_hall" else dialogues
        said = history(self.rng, self.now, cast, own, messages) if messages else []
        self.fill(room, cast, said, pins=0)

    def direct_room(self, members: list[Member]) -> None:
        ids = ",".join(sorted(str(member.id) for member in members))
        room = self.room("", "direct", members[0].organisation, label=ids)
        room.direct_key = sha256(ids.encode()).hexdigest()
        cast = Cast([members[0]], [members[1]])
        said = history(self.rng, self.now, cast, hospital.DIALOGUES[-2:], DIRECT_MESSAGES)
        self.fill(room, cast, said, pins=0)

    def room(
        self, name: str, kind: str, organisation: Organisation, *, label: str = "", **more: Any
    ) -> Room:
        room = Room(
            id=key("room", kind, name or label),
            name=name,
            kind=kind,
            organisation=organisation,
            created_at=self.now - timedelta(days=100),
            last_posted_at=self.now - timedelta(days=100),
            **more,
        )
        self.rows[Room].append(room)
        return room

    def fill(self, room: Room, cast: Cast, said: list[Spoken], pins: int) -> None:
        messages = [self.message(room, seq, each) for seq, each in enumerate(said, start=1)]
        for message, each in zip(messages, said, strict=True):
            if each.answers is not None:
                self.answer(message, messages[each.answers])
            self.dress(message, cast)
        for message in self.rng.sample(messages[-200:], min(pins, len(messages))):
            message.pinned_at, message.pinned_by = self.now, message.author
        room.last_seq = len(messages)
        room.version = len(messages)
        if messages:
            room.last_posted_at = messages[-1].created_at
        self.rows[Message] += messages
        if len(messages) > 300:
            self.recall(messages[-self.rng.randrange(60, 200)], cast)
        for place, member in enumerate(cast.everyone):
            self.membership(room, member, messages, host=place < 2)

    def message(self, room: Room, seq: int, said: Spoken) -> Message:
        return Message(
            id=next(self.ids[Message]),
            room=room,
            seq=seq,
            version=seq,
            author=said.author,
            client_id=key("message", room.id, seq),
            body=said.text,
            created_at=said.at,
        )

    def answer(self, message: Message, answered: Message) -> None:
        if answered.author_id == message.author_id:
            return
        message.reply_to = answered
        if self.rng.random() < 0.35:
            name = answered.author.name
            message.body = f"@{name} {message.body}"
            self.rows[Mention].append(Mention(message=message, member=answered.author, label=name))

    def dress(self, message: Message, cast: Cast) -> None:
        if self.rng.random() < 0.1:
            emoji = self.rng.choice(REACTIONS)
            others = [each for each in cast.everyone if each.id != message.author_id]
            for member in self.rng.sample(others, min(len(others), self.rng.randrange(1, 5))):
                self.rows[Reaction].append(
                    Reaction(
                        message=message, member=member, emoji=emoji, created_at=message.created_at
                    )
                )
        if self.rng.random() < 0.008:
            edited = message.created_at + timedelta(minutes=3)
            message.edited_at = edited
            before = message.body.replace("。", "", 1)
            self.rows[MessageEdit].append(
                MessageEdit(message=message, body=before, edited_at=edited)
            )

    def recall(self, message: Message, cast: Cast) -> None:
        at = message.created_at + timedelta(minutes=6)
        self.rows[MessageEdit].append(MessageEdit(message=message, body=message.body, edited_at=at))
        for model in (Mention, Reaction):
            self.rows[model] = [row for row in self.rows[model] if row.message is not message]
        receipts = [
            {
                "member": str(member.id),
                "name": member.name,
                "organisation": member.organisation.name,
                "state": self.rng.choice(["displayed", "delivered", "stored"]),
                "at": "",
            }
            for member in cast.everyone
            if member.id != message.author_id
        ]
        for receipt in receipts:
            if receipt["state"] == "displayed":
                receipt["at"] = (message.created_at + timedelta(minutes=2)).isoformat()
        self.rows[Recall].append(
            Recall(message=message, recalled_by=message.author, recalled_at=at, receipts=receipts)
        )
        message.body, message.deleted_at, message.deleted_by = "", at, message.author
        message.edited_at = message.pinned_at = message.pinned_by = None

    def membership(
        self, room: Room, member: Member, messages: list[Message], *, host: bool
    ) -> None:
        lag = self.rng.choice([0, 0, 0, 1, 2, 3, 5, 8, 21])
        seen = max(0, len(messages) - lag)
        last_own = max((each.seq for each in messages if each.author_id == member.id), default=0)
        seen = max(seen, last_own)
        place = Membership(
            id=next(self.ids[Membership]),
            room=room,
            member=member,
            role="host" if host and room.kind in {"open", "closed"} else "member",
            involvement=self.rng.choices(
                ["everything", "mentions", "nothing"],
                [8, 3, 1] if room.kind != "direct" else [1, 0, 0],
            )[0],
            read_seq=seen,
            displayed_seq=seen,
            delivered_seq=min(len(messages), seen + lag // 2),
            joined_at=room.created_at,
            changed_at=room.created_at,
        )
        self.rows[Membership].append(place)
        for seq in sorted({seen, max(0, seen - 3), max(0, seen - 9)} - {0}):
            at = min(
                self.now,
                messages[seq - 1].created_at + timedelta(minutes=self.rng.randrange(1, 90)),
            )
            self.rows[Display].append(Display(membership=place, seq=seq, at=at))

    def save(self) -> None:
        for model, rows in self.rows.items():
            if model is Message:
                # Answers point at earlier rows, so that any order of batches is fine.
                rows.sort(key=lambda row: row.id)
            model.objects.bulk_create(rows, batch_size=BATCH)  # type: ignore[attr-defined]
