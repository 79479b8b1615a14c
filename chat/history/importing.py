"""One run of an import: from entries to rooms, with a report of what was carried."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chat.actions.history import (
    Carried,
    append_history,
    close_history,
    existing_room,
    newest_imported,
    open_history_room,
    store_placeholder,
    stored_ids,
    takes_history,
)
from chat.history.enclosures import Enclosures, copied
from chat.history.reading import Entry, Log
from chat.history.senders import Senders
from chat.models import BODY_LIMIT, Room
from hub.files.finishing import finish
from hub.files.models import StoredFile
from hub.files.naming import clean_name
from hub.files.parts import part_path
from hub.organisations.models import Member, Organisation

BATCH = 500  # messages in one transaction: others post in between
LISTED = 500  # lines of the report


@dataclass
class Report:
    carried: int = 0
    already: int = 0
    split: int = 0
    files: int = 0
    skipped_count: int = 0
    skipped: list[dict[str, Any]] = field(default_factory=list)
    rooms: list[dict[str, Any]] = field(default_factory=list)
    matched: dict[str, str] = field(default_factory=dict)  # sender: person and organisation
    placeholders: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)
    missing_files: list[str] = field(default_factory=list)

    def skip(self, row: int, text: str) -> None:
        self.skipped_count += 1
        if len(self.skipped) < LISTED:
            self.skipped.append({"row": row, "text": text})


@dataclass
class HistoryRun:
    """`rooms` maps names of the log to existing rooms; `progress` hears how far it is."""

    by: Member
    organisation: Organisation
    enclosures: Enclosures
    rooms: dict[str, UUID] = field(default_factory=dict)
    archives: bool = True
    joins: bool = True
    progress: Callable[[int], None] = lambda _done: None
    report: Report = field(default_factory=Report)

    def __post_init__(self) -> None:
        self.senders = Senders(self.organisation)
        self.authors: dict[str, Member] = {}
        self.done = 0

    def run(self, log: Log) -> Report:
        for row, text in log.skipped:
            self.report.skip(row, text)
        self.report.split = log.split
        by_room: dict[str, list[Entry]] = {}
        for entry in log.entries:
            by_room.setdefault(entry.room, []).append(entry)
        for name, entries in by_room.items():
            self.fill(name, entries)
        self.report.ambiguous = sorted(self.senders.ambiguous)
        return self.report

    def fill(self, name: str, entries: list[Entry]) -> None:
        if name in self.rooms:
            room = existing_room(self.by, self.rooms[name])
        else:
            room = open_history_room(by=self.by, organisation=self.organisation, name=name)
        fresh = self.fresh(room, entries)
        for start in range(0, len(fresh), BATCH):
            self.carry(room, fresh[start : start + BATCH])
            self.advance(len(fresh[start : start + BATCH]))
        self.report.rooms.append({"id": str(room.id), "name": room.name, "carried": len(fresh)})
        if fresh:
            people = {self.authors[entry.sender] for entry in fresh} if self.joins else set()
            present = set(Member.objects.active().filter(pk__in=[each.pk for each in people]))
            members = [each for each in present if each.may_chat]
            close_history(
                room_id=room.id,
                by=self.by,
                members=members,
                archives=self.archives and name not in self.rooms,
                carried=len(fresh),
            )

    def fresh(self, room: Room, entries: list[Entry]) -> list[Entry]:
        """What the room does not have yet and can still take."""
        known = stored_ids(room)
        wanted = [entry for entry in entries if entry.client_id not in known]
        self.report.already += len(entries) - len(wanted)
        self.advance(len(entries) - len(wanted))
        if wanted and not takes_history(room):
            self.leave_out(wanted, _("ルームにすでに新しい投稿があるため、追加できません。"))
            return []
        newest = newest_imported(room)
        late = [entry for entry in wanted if newest is not None and entry.at < newest]
        self.leave_out(late, _("すでに取り込んだ最後の発言より古いため、追加できません。"))
        return [entry for entry in wanted if newest is None or entry.at >= newest]

    def leave_out(self, entries: Iterable[Entry], text: str) -> None:
        for entry in entries:
            self.report.skip(entry.row, text)
            self.advance(1)

    def advance(self, count: int) -> None:
        self.done += count
        self.progress(self.done)

    def carry(self, room: Room, entries: list[Entry]) -> None:
        carried = [self.prepared(entry) for entry in entries]
        append_history(room_id=room.id, carried=carried)
        self.report.carried += len(carried)

    def prepared(self, entry: Entry) -> Carried:
        author, files, body = self.author(entry.sender), [], entry.text
        for name in entry.files:
            file = self.file(author, name)
            if file is not None:
                files.append(file)
            else:
                self.report.missing_files.append(name)
                note = _("［添付ファイルなし: %(name)s］") % {"name": clean_name(name)}
                body = f"{body[: BODY_LIMIT - len(note) - 1]}\n{note}".strip()
        self.report.files += len(files)
        return Carried(entry, author, body, files)

    def author(self, sender: str) -> Member:
        if sender not in self.authors:
            found = self.senders.find(sender)
            if found is not None:
                self.report.matched[sender] = f"{found.name}（{found.organisation.name}）"
            else:
                self.report.placeholders.append(sender)
                found = store_placeholder(member=self.senders.placeholder(sender))
            self.authors[sender] = found
        return self.authors[sender]

    def file(self, author: Member, name: str) -> StoredFile | None:
        """The stored file; None when it is missing, empty, too large or refused."""
        source = self.enclosures.open(name)
        if source is None:
            return None
        file = StoredFile(
            uploaded_by=author, organisation=author.organisation, name=clean_name(name), size=0
        )
        path = part_path(file.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        size = copied(source, path, settings.FILE_LIMIT)
        if not size:
            return None
        file.size = size
        file.save(force_insert=True)
        try:
            finish(file, path)
        except ValidationError:
            return None
        return file
