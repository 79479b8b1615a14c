"""What happened since the member last read: by room and topic, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Window
from django.db.models.functions import RowNumber

from chat.mentions import unread_mentions
from chat.models import Attachment, Membership, Message, Topic
from chat.querysets import MessageQuerySet
from chat.sidebar import others_of, title_of
from chat.topic_list import topic_wishes
from hub.files.models import StoredFile
from hub.organisations.models import Member

FIRST_LINES = 3  # of each topic
MENTIONS = 50
FILES = 100

Key = tuple[UUID, UUID | None]  # room and topic


@dataclass
class Strand:
    """The unread messages of one topic, or those of a room that have none."""

    topic: Topic | None
    first_seq: int
    count: int = 0
    authors: list[str] = field(default_factory=list)
    lines: list[Message] = field(default_factory=list)
    files: list[StoredFile] = field(default_factory=list)
    muted: bool = False

    @property
    def is_folded(self) -> bool:
        return self.muted or (self.topic is not None and self.topic.resolved_at is not None)

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


@dataclass
class News:
    """One room's unread strands, the open topics apart from what can wait."""

    place: Membership
    title: str
    mentions: list[Message] = field(default_factory=list)
    strands: list[Strand] = field(default_factory=list)

    @property
    def open(self) -> list[Strand]:
        return [strand for strand in self.strands if not strand.is_folded]

    @property
    def folded(self) -> list[Strand]:
        return [strand for strand in self.strands if strand.is_folded]

    @property
    def count(self) -> int:
        return sum(strand.count for strand in self.strands)


def catch_up(member: Member) -> list[News]:
    """Rooms with something unread; those that mention the member first, silent ones last."""
    places = list(Membership.objects.of_member(member))
    places = [place for place in places if place.room.last_seq > place.read_seq]
    others = others_of((place.room_id for place in places), member)
    strands = strands_of(member)
    mentions = mentions_of(member)
    by_room: dict[UUID, list[Strand]] = defaultdict(list)
    for (room_id, _topic_id), strand in strands.items():
        by_room[room_id].append(strand)
    found = [
        News(
            place,
            title_of(place.room, others[place.room_id]),
            mentions[place.room_id],
            sorted(by_room[place.room_id], key=lambda strand: strand.first_seq),
        )
        for place in places
    ]
    silent = Membership.Involvement.NOTHING
    return sorted(found, key=lambda news: (not news.mentions, news.place.involvement == silent))


def strands_of(member: Member) -> dict[Key, Strand]:
    """What others wrote: counted by author, with the first lines and all files."""
    unread = Message.objects.unread_by(member).present().exclude(author_id=member.pk)
    strands: dict[Key, Strand] = {}
    for row in counts_of(unread):
        key = row["room_id"], row["topic_id"]
        strand = strands.setdefault(key, Strand(None, row["first_seq"]))
        strand.first_seq = min(strand.first_seq, row["first_seq"])
        strand.count += row["count"]
        strand.authors.append(row["author__name"])
    for message in first_lines(unread):
        if found := strands.get((message.room_id, message.topic_id)):
            found.topic = message.topic
            found.lines.append(message)
    for attachment in files_of(member, unread):
        message = attachment.message
        if found := strands.get((message.room_id, message.topic_id)):
            found.files.append(attachment.file)
    wishes = topic_wishes(member)
    for (room_id, topic_id), strand in strands.items():
        strand.muted = room_id in wishes and topic_id in wishes[room_id].muted
    return strands


def counts_of(unread: MessageQuerySet) -> list[Any]:
    """The busiest authors first."""
    grouped = unread.order_by().values("room_id", "topic_id", "author_id", "author__name")
    return list(grouped.annotate(count=Count("pk"), first_seq=Min("seq")).order_by("-count"))


def first_lines(unread: MessageQuerySet) -> list[Message]:
    place = Window(RowNumber(), partition_by=[F("room_id"), F("topic_id")], order_by="seq")
    ranked = unread.annotate(place_in_topic=place).filter(place_in_topic__lte=FIRST_LINES)
    return list(ranked.select_related("author", "author__organisation", "topic").order_by("seq"))


def files_of(member: Member, unread: MessageQuerySet) -> list[Attachment]:
    found = Attachment.objects.filter(
        message__in=unread, file__in=StoredFile.objects.visible_to(member)
    )
    return list(found.select_related("message").order_by("message__created_at", "position")[:FILES])


def mentions_of(member: Member) -> dict[UUID, list[Message]]:
    """Unread messages that address the member, the oldest first: {room id: messages}."""
    addressed = (
        Message.objects.filter(mentions__in=unread_mentions(member))
        .present()
        .exclude(author_id=member.pk)
        .select_related("author", "author__organisation", "topic")
        .distinct()
        .order_by("created_at")[:MENTIONS]
    )
    found: dict[UUID, list[Message]] = defaultdict(list)
    for message in addressed:
        found[message.room_id].append(message)
    return found
