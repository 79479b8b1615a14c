"""Rows of organisations, sections and people, the same at every run."""

import random
from datetime import datetime, time
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from django.contrib.auth.hashers import make_password

from demo.city import CARE_TITLES, CITY, DUTIES, LEADERS, OUTSIDE, SECTIONS, TITLES, Place
from demo.names import FAMILY, FIRST
from demo.sign_ins import PASSWORD
from hub.identity.models import User
from hub.organisations.models import Duty, Member, OpeningHours, Organisation, Section

NAMESPACE = uuid5(NAMESPACE_DNS, "aoba.tsunagu.example")
STAFF_PER_SECTION = 9

# sign-in name: (organisation, section, name, reading, title, role)
PERSONAS = {
    "sato.dx": (CITY[0], "DX推進課", "佐藤 美咲", "さとう みさき", "係長", "city_administrator"),
    "tanaka.yobou": (CITY[0], "予防接種係", "田中 健一", "たなか けんいち", "主任", "member"),
    "suzuki.kiki": (CITY[0], "危機管理課", "鈴木 大輔", "すずき だいすけ", "課長補佐", "member"),
    "midori.admin": ("みどり内科クリニック", "", "渡邉 和子", "わたなべ かずこ", "事務長", "organisation_administrator"),
    "midori.nurse": ("みどり内科クリニック", "", "髙橋 由美", "たかはし ゆみ", "看護師", "member"),
    "hidamari.care": ("特別養護老人ホーム ひだまり", "", "小林 さくら", "こばやし さくら", "介護福祉士", "member"),
    "aoba.renkei": ("青葉中央病院", "", "山﨑 浩", "やまざき ひろし", "地域連携室長（医師）", "organisation_administrator"),
    "kansa": (CITY[0], "監査委員事務局", "中村 正", "なかむら ただし", "主査", "auditor"),
}  # fmt: skip
# A doctor who works at a hospital and, on some days, at a clinic.
SECOND_PLACE = ("aoba.renkei", "ひかり在宅クリニック", "非常勤医師")


def key(*parts: object) -> UUID:
    return uuid5(NAMESPACE, "/".join(map(str, parts)))


def titles_of(organisation: Organisation, section: Section | None) -> list[str]:
    special = LEADERS.get(section.name[-1]) if section else CARE_TITLES.get(opening(organisation))
    return special or TITLES[organisation.kind]


def opening(organisation: Organisation) -> str:
    """The kind of care facility, as its name says."""
    return next((each for each in CARE_TITLES if organisation.name.startswith(each)), "")


class People:
    """Builds the rows; `save` writes them in a few bulk inserts."""

    def __init__(self, rng: random.Random, now: datetime) -> None:
        self.rng, self.now = rng, now
        self.password = make_password(PASSWORD, salt="aobatsunagu2026aobatsunagu")
        self.organisations: dict[str, Organisation] = {}
        self.sections: dict[str, Section] = {}
        self.duties: dict[str, Duty] = {}
        self.users: list[User] = []
        self.members: list[Member] = []
        self.names = [
            (f"{family[0]} {first[0]}", f"{family[1]} {first[1]}")
            for family in FAMILY
            for first in FIRST
        ]
        rng.shuffle(self.names)
        self.add_city()
        for place in OUTSIDE:
            self.add_place(place)
        self.add_second_place()
        self.add_duties()

    def add_city(self) -> None:
        city = self.organisation(Place(*CITY, "city_hall", 0))
        self.add_sections(city, SECTIONS, None)
        for section in self.sections.values():
            staff = 2 if section.children_planned else STAFF_PER_SECTION  # type: ignore[attr-defined]
            self.staff(city, staff, section)

    def organisation(self, place: Place) -> Organisation:
        number = len(self.organisations) + 1
        made = Organisation(
            id=key("organisation", place.name),
            name=place.name,
            reading=place.reading,
            kind=place.kind,
            phone=f"0XX-555-{1000 + number * 7:04d}",
            fax=f"0XX-555-{1001 + number * 7:04d}",
            address=f"青葉市{self.rng.choice(['本町', '東町', '栄町', '緑が丘', '若葉台'])}{number % 5 + 1}-{number}",
            created_at=self.now,
        )
        self.organisations[place.name] = made
        return made

    def add_sections(self, city: Organisation, rows: Any, parent: Section | None) -> None:
        for position, (name, reading, children) in enumerate(rows):
            section = Section(
                id=key("section", name),
                organisation=city,
                parent=parent,
                name=name,
                reading=reading,
                position=position,
                phone=f"内線 {2000 + len(self.sections) * 10}",
                created_at=self.now,
            )
            section.children_planned = bool(children)  # type: ignore[attr-defined]
            self.sections[name] = section
            self.add_sections(city, children, section)

    def add_place(self, place: Place) -> None:
        self.staff(self.organisation(place), place.people, None)

    def staff(self, organisation: Organisation, count: int, section: Section | None) -> None:
        own = [
            (username, persona)
            for username, persona in PERSONAS.items()
            if persona[0] == organisation.name and persona[1] == (section.name if section else "")
        ]
        for username, (_place, _section, name, reading, title, role) in own:
            self.person(organisation, section, username, (name, reading), title, role)
        titles = titles_of(organisation, section)
        administered = any(persona[5] == "organisation_administrator" for _name, persona in own)
        for place in range(count - len(own)):
            first = place == 0 and section is None and not administered
            role = "organisation_administrator" if first else "member"
            title = titles[(place + len(own)) % len(titles)]
            username = f"aoba{len(self.users) + 1:03d}"
            self.person(organisation, section, username, self.names.pop(), title, role)

    def person(
        self,
        organisation: Organisation,
        section: Section | None,
        username: str,
        names: tuple[str, str],
        title: str,
        role: str,
    ) -> Member:
        user = next((each for each in self.users if each.username == username), None)
        if user is None:
            number = len(self.users) + 1
            user = User(id=number, username=username, password=self.password, date_joined=self.now)
            self.users.append(user)
        member = Member(
            id=key("member", username, organisation.name),
            user=user,
            organisation=organisation,
            section=section,
            name=names[0],
            reading=names[1],
            title=title,
            role=role,
            phone=f"内線 {2100 + len(self.members)}" if section else "",
            created_at=self.now,
        )
        self.members.append(member)
        return member

    def add_second_place(self) -> None:
        username, place, title = SECOND_PLACE
        names = PERSONAS[username][2], PERSONAS[username][3]
        self.person(self.organisations[place], None, username, names, title, "member")

    def save(self) -> None:
        Organisation.objects.bulk_create(self.organisations.values())
        Section.objects.bulk_create(self.sections.values())
        User.objects.bulk_create(self.users)
        Member.objects.bulk_create(self.members)
        OpeningHours.objects.bulk_create(self.hours())
        self.save_duties()

    def hours(self) -> list[OpeningHours]:
        rows = []
        for organisation in self.organisations.values():
            day = [(time(8, 30), time(17, 15))]
            if organisation.kind in {"clinic", "pharmacy"}:
                day = [(time(9), time(12)), (time(14), time(18))]
            for weekday in range(6):
                spans = day[:1] if weekday == 5 else day
                closed = weekday == 5 and organisation.kind in {"city_hall", "welfare", "other"}
                rows += [
                    OpeningHours(
                        organisation=organisation, weekday=weekday, opens_at=opens, closes_at=closes
                    )
                    for opens, closes in ([] if closed else spans)
                ]
        return rows

    def add_duties(self) -> None:
        for name, reading, place in DUTIES:
            section = self.sections.get(place)
            organisation = section.organisation if section else self.organisations[place]
            self.duties[name] = Duty(
                id=key("duty", name),
                organisation=organisation,
                name=name,
                reading=reading,
                created_at=self.now,
            )

    def save_duties(self) -> None:
        Duty.objects.bulk_create(self.duties.values())
        for name, _reading, place in DUTIES:
            staff = [each for each in self.members if self.place_of(each) == place]
            self.duties[name].holders.set(staff[:2])

    def place_of(self, member: Member) -> str:
        return member.section.name if member.section else member.organisation.name
