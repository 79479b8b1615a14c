"""Boards and notices of the demo, written and published as people would."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from demo.bulletins import BOARDS, DRAFT, HEAT, PLAIN, SCHEDULED, SECURITY, SLOTS, Bulletin
from demo.files import stored_file
from demo.holidays import working_day_from
from demo.script import at
from hub.files.models import StoredFile
from hub.notices.actions.boards import save_board, save_categories, save_grants
from hub.notices.actions.publishing import plan, publish_notice
from hub.notices.actions.writing import Wording, write_notice
from hub.notices.audiences import audience_of_notice
from hub.notices.models import (
    Audience,
    Board,
    BoardGrant,
    Notice,
    NoticeComment,
    NoticeReading,
    Turn,
)
from hub.organisations.models import Member, Section

PUBLISHED = [HEAT, SLOTS, SECURITY, *PLAIN]
JUST_NOW = timedelta(minutes=27)
ONE_IN = 3  # readers who have not seen a notice yet


class Boards:
    """Writes the notices; `asks` says what those with these labels ask for."""

    def __init__(
        self, members: dict[str, Member], now: datetime, asks: dict[str, dict[str, Any]]
    ) -> None:
        self.members, self.now, self.asks = members, now, asks
        self.sections = {each.name: each for each in Section.objects.all()}

    def save(self) -> dict[str, Notice]:
        """The published notices by their labels."""
        self.save_boards()
        written = {each.label: self.published(each) for each in PUBLISHED}
        self.schedule(self.written(SCHEDULED))
        self.written(DRAFT)
        return written

    def save_boards(self) -> None:
        for row in BOARDS:
            by = self.members[row.by]
            board = save_board(
                by=by,
                name=row.name,
                scope=row.scope,
                description=row.description,
                section=self.sections.get(row.section),
            )
            save_categories(by=by, board_id=board.pk, names=row.categories)
            posting = [
                BoardGrant(right=BoardGrant.Right.POST, section=self.sections[name])
                for name in row.posting
            ]
            save_grants(by=by, board_id=board.pk, grants=posting)

    def author(self, name: str) -> Member:
        """By sign-in name; `@部署` is the first of that section."""
        if name.startswith("@"):
            section = self.sections[name.removeprefix("@")]
            return section.staff().select_related("organisation", "section").order_by("pk")[0]
        return self.members[name]

    def begin(self, bulletin: Bulletin) -> datetime:
        if bulletin.begins is None:
            return self.now - JUST_NOW
        days, clock = bulletin.begins
        return at(working_day_from(self.now, -days), *clock.split(":"))

    def end(self, bulletin: Bulletin) -> datetime | None:
        if bulletin.ends is None:
            return None
        day = timezone.localtime(self.now) + timedelta(days=bulletin.ends)
        return day.replace(hour=17, minute=15)

    def written(self, bulletin: Bulletin) -> Notice:
        by, board = self.author(bulletin.author), Board.objects.get(name=bulletin.board)
        wording = Wording(
            title=bulletin.title,
            body=bulletin.body.strip(),
            importance=bulletin.importance,
            category=board.categories.filter(name=bulletin.category).first(),
            section=by.section,
            audience=[self.addressee(key) for key in bulletin.audience],
            files=[self.upload(name, bulletin, by) for name in bulletin.files],
            asks=self.asks.get(bulletin.label),
        )
        notice = write_notice(by=by, board_id=board.pk, wording=wording)
        files = StoredFile.objects.filter(notice_file__notice=notice)
        files.update(attached_at=self.begin(bulletin))
        return notice

    def addressee(self, key: str) -> Audience:
        family, _colon, name = key.partition(":")
        if family == "section":
            return Audience(section=self.sections[name])
        return Audience(kind=name)

    def upload(self, name: str, bulletin: Bulletin, by: Member) -> UUID:
        row = stored_file(name, by, self.begin(bulletin), bulletin.label)
        row.attached_at = None
        row.save(force_insert=True)
        return row.pk

    def published(self, bulletin: Bulletin) -> Notice:
        """Published now, then moved to its time: what began may have ended as well."""
        draft = self.written(bulletin)
        notice = publish_notice(by=draft.author, notice_id=draft.pk)
        begins = self.begin(bulletin)
        notice.created_at = notice.published_at = notice.changed_at = begins
        notice.starts_at, notice.pinned = begins, bulletin.pinned
        notice.ends_at = self.end(bulletin)
        notice.save()
        notice.revisions.update(at=begins, starts_at=begins, ends_at=notice.ends_at)
        if notice.ends_at is not None and notice.ends_at > self.now:
            plan(notice, Turn.Kind.EXPIRE, notice.ends_at)
        self.read(notice, begins)
        for place, (who, body) in enumerate(bulletin.comments, start=1):
            said = begins + timedelta(minutes=40 * place)
            NoticeComment.objects.create(notice=notice, author=self.author(who), body=body, at=said)
        return notice

    def schedule(self, notice: Notice) -> None:
        notice.state, notice.starts_at = Notice.State.SCHEDULED, self.begin(SCHEDULED)
        notice.ends_at = self.end(SCHEDULED)
        notice.save(update_fields=["state", "starts_at", "ends_at"])
        plan(notice, Turn.Kind.PUBLISH, notice.starts_at)

    def read(self, notice: Notice, begins: datetime) -> None:
        """Its author and two readers in three have seen it, the quick ones first."""
        readers = audience_of_notice(notice).order_by("pk")
        own = notice.author_id
        seen = [each for place, each in enumerate(readers) if place % ONE_IN or each.pk == own]
        step = (self.now - begins) / (2 * len(seen) + 1)
        NoticeReading.objects.bulk_create(
            NoticeReading(
                notice=notice,
                member=member,
                number=notice.number,
                delivered_at=begins + step * place,
                displayed_at=begins + step * (place + 1),
            )
            for place, member in enumerate(seen)
        )
