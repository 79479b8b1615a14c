"""`manage.py import_history log.csv --by admin`: an old chat log comes along."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from chat.actions.history import existing_room, takes_history
from chat.history.enclosures import opened
from chat.history.importing import HistoryRun, Report
from chat.history.reading import COLUMNS, ROWS, guessed, missing, read_log
from chat.models import Room
from hub.organisations.models import Member, Organisation
from hub.tables import Unreadable, decoded, lines


class Command(BaseCommand):
    help = "Import a chat history from CSV (time, room, sender, text, file name); safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="sign-in name of a city administrator")
        parser.add_argument("--organisation", help="whose rooms they become; default: city hall")
        parser.add_argument("--files", type=Path, help="folder or ZIP archive of the files")
        parser.add_argument("--open", action="store_true", help="do not archive the new rooms")
        parser.add_argument("--no-members", action="store_true", help="let nobody into the rooms")
        parser.add_argument("--room", action="append", default=[], metavar="NAME=ID",
                            help="into an existing empty room")  # fmt: skip
        keys = ", ".join(column.key for column in COLUMNS)
        parser.add_argument("--column", action="append", default=[], metavar="KEY=HEADER",
                            help=f"which column is which ({keys}), where not guessed")  # fmt: skip
        parser.add_argument("--report", type=Path, help="write the whole report here as JSON")

    def handle(self, *, file: Path, **options: Any) -> None:
        by = self.administrator(options["by"])
        organisation = by.organisation
        if options["organisation"]:
            organisation = self.organisation(options["organisation"])
        try:
            text = decoded(file.read_bytes())[0]
            found = list(lines(text, ROWS))
        except (Unreadable, OSError) as error:
            raise CommandError(str(error)) from error
        mapping = self.mapping(found[0].cells if found else [], options["column"])
        rooms = self.rooms(by, options["room"])
        log = read_log(found, mapping)
        try:
            with opened(options["files"]) as enclosures:
                run = HistoryRun(
                    by,
                    organisation,
                    enclosures,
                    rooms=rooms,
                    archives=not options["open"],
                    joins=not options["no_members"],
                )
                report = run.run(log)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.tell(report, options["report"])

    def administrator(self, username: str) -> Member:
        role = Member.Role.CITY_ADMINISTRATOR
        found = Member.objects.active().with_organisation().filter(user__username=username)
        member = found.filter(role=role).first()
        if member is None:
            raise CommandError(f"{username} is not a city administrator.")
        return member

    def organisation(self, name: str) -> Organisation:
        organisation = Organisation.objects.filter(name=name).first()
        if organisation is None:
            raise CommandError(f"There is no organisation {name}.")
        return organisation

    def mapping(self, headers: list[str], given: list[str]) -> list[str]:
        mapping = guessed(headers)
        for pair in given:
            key, _separator, header = pair.partition("=")
            if header not in headers or key not in {column.key for column in COLUMNS}:
                raise CommandError(f"There is no column {pair}. Columns: {', '.join(headers)}")
            mapping = ["" if each == key else each for each in mapping]
            mapping[headers.index(header)] = key
        if labels := missing(mapping):
            raise CommandError(f"Say with --column which column is: {', '.join(labels)}")
        return mapping

    def rooms(self, by: Member, given: list[str]) -> dict[str, UUID]:
        rooms = {}
        for pair in given:
            name, _separator, key = pair.rpartition("=")
            try:
                room = existing_room(by, UUID(key))
            except (ValueError, Room.DoesNotExist):
                raise CommandError(f"{by.name} runs no room {key}.") from None
            if not takes_history(room):
                raise CommandError(f"People have already posted in {room.name}.")
            rooms[name] = room.id
        return rooms

    def tell(self, report: Report, path: Path | None) -> None:
        if path is not None:
            path.write_text(json.dumps(asdict(report), ensure_ascii=False, indent=2), "utf-8")
        write = self.stdout.write
        write(f"carried {report.carried}, already there {report.already}, "
              f"skipped {report.skipped_count}, files {report.files}")  # fmt: skip
        for room in report.rooms:
            write(f"  {room['name']}: {room['carried']} ({room['id']})")
        for each in report.skipped:
            write(f"  line {each['row']}: {each['text']}")
        for name in report.missing_files:
            write(f"  no file: {name}")
        for name in report.placeholders:
            write(f"  only in the log: {name}")
