"""What a member finds: messages, files and people, and nothing of anybody else's.

Everything starts from the rooms the member is in now; counts are counts of these hits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, Self, TypeVar
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from chat.models import Attachment, Message, Room
from hub.files.models import StoredFile
from hub.organisations.models import Member
from hub.organisations.querysets import MemberQuerySet
from hub.search.terms import Term, containing, indexed

Row = TypeVar("Row", Message, Attachment)

COUNT_LIMIT = 1000  # beyond it a count says "or more"
PAGE = 20
# Common words fill a page from the newest messages; only then the whole index is sorted.
RECENT = 50_000
# With more rooms than this, most messages are the member's own anyway.
SCOPE_LIMIT = 200
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.get_fixed_timezone(0))


@dataclass(frozen=True)
class Question:
    """What somebody asks for; empty parts ask for nothing."""

    terms: list[Term] = field(default_factory=list)
    room: UUID | None = None
    sender: str = ""
    since: date | None = None
    until: date | None = None
    has_file: bool = False
    topic: UUID | None = None

    @property
    def has_words(self) -> bool:
        return any(not term.excluded for term in self.terms)

    @property
    def is_empty(self) -> bool:
        """A room alone asks for nothing yet."""
        filters = (self.sender, self.since, self.until, self.has_file, self.topic)
        return not self.has_words and not any(filters)


@dataclass(frozen=True)
class Place:
    """Behind which row a page begins; written into links."""

    at: datetime
    pk: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        at, _separator, pk = text.partition("-")
        plain = at.isascii() and at.isdigit() and pk.isascii() and pk.isdigit()
        if not plain or len(at) > 17 or len(pk) > 17:
            return None
        return cls(EPOCH + timedelta(microseconds=int(at)), int(pk))

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.pk}"


@dataclass
class Found(Generic[Row]):
    rows: list[Row]
    count: int
    next: Place | None = None

    @property
    def is_capped(self) -> bool:
        return self.count > COUNT_LIMIT


def own_rooms(member: Member) -> list[UUID]:
    return list(Room.objects.for_member(member).values_list("pk", flat=True))


def day_start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def filtered(rows: Any, question: Question, prefix: str = "") -> Any:
    """Messages, or rows whose `prefix` leads to them, as far as the filters let through."""
    conditions: dict[str, Any] = {"event": "", "deleted_at": None, "moved_to": None}
    if question.sender:
        conditions["author__in"] = Member.objects.matching(question.sender)
    if question.since:
        conditions["created_at__gte"] = day_start(question.since)
    if question.until:
        conditions["created_at__lt"] = day_start(question.until + timedelta(days=1))
    if question.topic:
        conditions["topic_id"] = question.topic
    return rows.filter(**{prefix + name: value for name, value in conditions.items()})


def asked_messages(rows: "QuerySet[Message]", question: Question) -> "QuerySet[Message]":
    rows = filtered(rows, question)
    if question.has_file:
        rows = rows.filter(Exists(Attachment.objects.filter(message_id=OuterRef("pk"))))
    return rows


def messages_in(rooms: Sequence[UUID], question: Question) -> "QuerySet[Message]":
    rows = asked_messages(Message.objects.filter(room_id__in=rooms), question)
    scope = [room.hex for room in rooms] if len(rooms) <= SCOPE_LIMIT else []
    found: QuerySet[Message] = indexed(rows, "folded", question.terms, scope=scope)
    return found


def files_in(rooms: Sequence[UUID], question: Question) -> "QuerySet[Attachment]":
    rows = Attachment.objects.filter(
        message__room_id__in=rooms, file__in=StoredFile.objects.complete()
    )
    found: QuerySet[Attachment] = indexed(
        filtered(rows, question, "message__"), "folded", question.terms
    )
    return found


def people_for(member: Member, question: Question) -> MemberQuerySet:
    """Visible people whose name or reading has the words."""
    if not question.has_words:
        return Member.objects.none()
    people = Member.objects.visible_to(member).with_organisation()
    found: MemberQuerySet = containing(people, "folded", question.terms)
    return found.order_by("reading", "name", "pk")


def asked_rooms(rooms: list[UUID], question: Question) -> list[UUID]:
    """The rooms to look in; none for a room the member is not in."""
    return rooms if question.room is None else [room for room in rooms if room == question.room]


def behind(rows: "QuerySet[Row]", place: Place | None, prefix: str = "") -> "QuerySet[Row]":
    """The next page of `rows`, newest first, and one row more."""
    at = f"{prefix}created_at"
    if place is not None:
        rows = rows.filter(Q(**{f"{at}__lt": place.at}) | Q(**{at: place.at, "pk__lt": place.pk}))
    return rows.order_by(f"-{at}", "-pk")[: PAGE + 1]


def find_messages(rooms: list[UUID], question: Question, place: Place | None) -> Found[Message]:
    """One page of hits, newest first, and how many there are up to COUNT_LIMIT."""
    rooms = asked_rooms(rooms, question)
    hits = messages_in(rooms, question)
    ids = list(hits.values_list("pk", flat=True)[: COUNT_LIMIT + 1])
    if len(ids) <= COUNT_LIMIT:
        page = list(behind(Message.objects.filter(pk__in=ids), place).values_list("pk", flat=True))
    else:
        page = recent(rooms, question, place)
        if len(page) <= PAGE:
            page = list(behind(hits, place).values_list("pk", flat=True))
    shown = Message.objects.filter(pk__in=page[:PAGE])
    rows = list(
        shown.select_related("author__organisation", "topic")
        .prefetch_related("attachments")
        .order_by("-created_at", "-pk")
    )
    more = len(page) > PAGE
    return Found(rows, len(ids), Place(rows[-1].created_at, rows[-1].pk) if more else None)


def recent(rooms: list[UUID], question: Question, place: Place | None) -> list[int]:
    """A page of hits among the newest messages of the city, read one by one."""
    newest = Message.objects.order_by("-created_at", "-pk")
    if place is not None:
        newest = newest.filter(created_at__lte=place.at)
    edge = newest.values_list("created_at", flat=True)[RECENT : RECENT + 1].first()
    # Coalesce: from the newest to older ones, not room by room, whatever the database thinks.
    walk = Message.objects.alias(home=Coalesce(F("room_id"), F("room_id"))).filter(home__in=rooms)
    rows = asked_messages(walk, question)
    if edge is not None:
        rows = rows.filter(created_at__gte=edge)
    hits = containing(rows, "folded", question.terms)
    return list(behind(hits, place).values_list("pk", flat=True))


def find_files(rooms: list[UUID], question: Question, place: Place | None) -> Found[Attachment]:
    rooms = asked_rooms(rooms, question)
    hits = files_in(rooms, question)
    count = len(hits.values_list("pk", flat=True)[: COUNT_LIMIT + 1])
    page = list(
        behind(hits, place, "message__").select_related(
            "file", "message__author__organisation", "message__topic"
        )
    )
    rows = page[:PAGE]
    more = len(page) > PAGE
    return Found(rows, count, Place(rows[-1].message.created_at, rows[-1].pk) if more else None)
