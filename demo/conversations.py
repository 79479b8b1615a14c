"""The rooms of the demo: who is in them and what is said there."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from chat.models import Room
from demo.city import CITY
from demo.dialogues import Dialogue, inside, office, systems
from demo.history import Cast, History, Spoken
from demo.people import People, key
from demo.recent import CASTS, DIRECT, RECENT
from demo.rooms import (
    DIRECT_MESSAGES,
    DIRECT_PAIRS,
    ORGANISATION_ROOMS,
    PLANS,
    SECTION_ROOMS,
    Plan,
)
from demo.rows import RoomRows, Rows
from demo.script import scripted
from hub.organisations.models import Member, Organisation, Section

SECTION_THEMES = {
    "DX推進課": office.DIALOGUES + systems.HELP_DESK,
    "予防接種係": inside.VACCINATION_DESK + office.DIALOGUES,
    "高齢介護課": inside.CARE_DESK + office.DIALOGUES,
    "市民課": inside.COUNTER + office.DIALOGUES,
}
THEMES = {
    "city_hall": systems.HELP_DESK + office.DIALOGUES,
    "clinic": inside.CLINIC,
    "hospital": inside.WARD,
    "care_facility": inside.CARE_HOME,
}
CREATED_BEFORE = timedelta(days=100)
# Staff of each outside organisation in a shared room.
FROM_EACH = 2


class Conversations:
    def __init__(self, people: People, rng: random.Random, now: datetime) -> None:
        self.people, self.now = people, now
        self.history = History(rng, now, {**people.sections, **people.duties})
        self.rows = Rows(rng, now)
        self.by_username = {
            member.user.username: member for member in reversed(people.members) if member.may_chat
        }

    def build(self) -> None:
        for plan in PLANS:
            self.planned(plan)
        for name, messages in SECTION_ROOMS.items():
            self.section_room(self.people.sections[name], messages)
        for organisation in self.people.organisations.values():
            self.organisation_room(organisation)
        for first, second in DIRECT_PAIRS:
            self.direct_room(first, second)

    def save(self) -> None:
        self.rows.save()

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

    def cast_of(self, plan: Plan) -> Cast:
        first, *others = [self.below(self.people.sections[name]) for name in plan.sections]
        rest = [each for staff in others for each in staff]
        outside: dict[str, list[Member]] = {}
        for member in self.staff():
            place = member.organisation
            if place.kind in plan.kinds or place.name in plan.places:
                outside.setdefault(place.name, []).append(member)
        invited = {name: found[:FROM_EACH] for name, found in outside.items()}
        return Cast(
            distinct(first if plan.serving else [*first, *rest]),
            [each for name, found in invited.items() if name not in plan.quiet for each in found],
            [self.by_username[name] for name in plan.guests]
            + [each for name in plan.quiet for each in invited[name]],
            rest if plan.serving else [],
        )

    def planned(self, plan: Plan) -> None:
        cast = self.cast_of(plan)
        room = self.room(
            plan.name,
            plan.kind,
            self.people.organisations[CITY[0]],
            description=plan.description,
            created_by=cast.city[0],
        )
        self.fill(room, cast, plan.dialogues, plan.messages)

    def section_room(self, section: Section, messages: int) -> None:
        cast = Cast(self.below(section), [])
        room = self.room(
            section.name, "section", section.organisation, section=section, created_by=cast.city[0]
        )
        self.fill(room, cast, SECTION_THEMES.get(section.name, office.DIALOGUES), messages)

    def organisation_room(self, organisation: Organisation) -> None:
        room = self.room(organisation.name, "organisation", organisation)
        cast = Cast(self.staff(organisation=organisation), [])
        messages = ORGANISATION_ROOMS.get(organisation.name, 0)
        self.fill(room, cast, THEMES.get(organisation.kind, office.DIALOGUES), messages)

    def direct_room(self, first: str, second: str) -> None:
        members = [self.by_username[first], self.by_username[second]]
        ids = ",".join(sorted(str(member.id) for member in members))
        room = self.room("", "direct", members[0].organisation, label=ids)
        room.direct_key = sha256(ids.encode()).hexdigest()
        cast = Cast(members[:1], members[1:])
        said = self.history.of(cast, inside.DIRECT, DIRECT_MESSAGES)
        script = DIRECT.get((first, second))
        voices = dict(zip("co", members, strict=True))
        said += scripted(self.history, script, voices) if script else []
        self.rows.add(RoomRows(room, cast, said))

    def fill(self, room: Room, cast: Cast, dialogues: list[Dialogue], messages: int) -> None:
        said = self.history.of(cast, dialogues, messages) if messages else []
        if room.name in RECENT and room.name in CASTS:
            voices = {letter: self.named(who) for letter, who in CASTS[room.name].items()}
            said += scripted(self.history, RECENT[room.name], voices)
        self.rows.add(RoomRows(room, cast, opened(room, cast) + said))

    def named(self, who: str) -> Member:
        """A sign-in name, or `place#2`: the third person there; `place` is the first."""
        if who in self.by_username:
            return self.by_username[who]
        name, _hash, number = who.partition("#")
        place = self.people.sections.get(name)
        found = self.staff(section=place) if place else self.staff_of(name)
        return found[int(number or 0)]

    def staff_of(self, name: str) -> list[Member]:
        return self.staff(organisation=self.people.organisations[name])

    def room(
        self, name: str, kind: str, organisation: Organisation, *, label: str = "", **more: Any
    ) -> Room:
        return Room(
            id=key("room", kind, name or label),
            name=name,
            kind=kind,
            organisation=organisation,
            created_at=self.now - CREATED_BEFORE,
            last_posted_at=self.now - CREATED_BEFORE,
            **more,
        )


def opened(room: Room, cast: Cast) -> list[Spoken]:
    """The events at the beginning: the room is made, people of other places are added."""
    if room.created_by is None:
        return []
    host, at = room.created_by, room.created_at
    events = [Spoken(host, at, "", event="created")]
    if cast.outside:
        names = "、".join(member.name for member in cast.outside[:12])
        events.append(Spoken(host, at + timedelta(minutes=4), names, event="joined"))
    return events


def distinct(members: Iterable[Member]) -> list[Member]:
    return list({member.id: member for member in members}.values())
