"""The lines of an old log: when, where, who, what, with which files."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chat.models import BODY_LIMIT
from hub.eras import typed_days
from hub.folding import fold
from hub.tables import Line

ROWS = 500_000
EARLIEST = datetime(1985, 1, 1, tzinfo=UTC)
ROOM_NAME = 80
NAMESPACE = UUID("5b0f6d1c-0a7e-5c0e-9a5e-6f7f4d2c8e11")  # of everything an import names
SEPARATOR = re.compile(r"[;；|\n]")
CLOCK = re.compile(
    r"(午前|午後|AM|PM)?\s*(\d{1,2})[:時](\d{1,2})(?:[:分](\d{1,2}))?(?:\.\d+)?[分秒]?\s*(AM|PM)?$",
    re.IGNORECASE,
)
EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")


class Column(NamedTuple):
    key: str
    label: Promise
    names: str
    required: bool


COLUMNS = [
    Column(
        "time",
        gettext_lazy("日時"),
        "時刻 投稿日時 送信日時 日付 作成日時 time date datetime timestamp created_at ts",
        True,
    ),
    Column(
        "room",
        gettext_lazy("ルーム"),
        "ルーム名 チャンネル グループ トーク room channel group conversation",
        True,
    ),
    Column(
        "sender",
        gettext_lazy("発言者"),
        "送信者 投稿者 氏名 名前 ユーザー 差出人 sender user author from name",
        True,
    ),
    Column(
        "text",
        gettext_lazy("本文"),
        "メッセージ 内容 テキスト 発言 text message body content",
        True,
    ),
    Column(
        "files",
        gettext_lazy("ファイル名"),
        "添付 添付ファイル ファイル file files filename attachment attachments",
        False,
    ),
]


@dataclass(frozen=True)
class Entry:
    """One message to come. `client_id` is the same for the same line of the same log."""

    row: int
    at: datetime
    room: str
    sender: str
    text: str
    files: tuple[str, ...]
    client_id: UUID


@dataclass
class Log:
    entries: list[Entry] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    split: int = 0  # messages longer than one may be, carried in parts

    @property
    def rooms(self) -> dict[str, int]:
        """How many messages each room brings, in the order they begin."""
        return dict(Counter(entry.room for entry in self.entries))

    @property
    def senders(self) -> dict[str, int]:
        return dict(Counter(entry.sender for entry in self.entries))


def plain(header: str) -> str:
    return "".join(letter for letter in fold(header) if letter.isalnum())


def guessed(headers: Sequence[str]) -> list[str]:
    """For each header the key of the column it probably names, each key once, or ""."""
    keys: dict[str, str] = {}
    for column in COLUMNS:
        for name in (column.key, str(column.label), *column.names.split(" ")):
            keys.setdefault(plain(name), column.key)
    found: list[str] = []
    for header in headers:
        key = keys.get(plain(header), "")
        found.append("" if key in found else key)
    return found


def missing(mapping: Sequence[str]) -> list[str]:
    return [
        str(column.label) for column in COLUMNS if column.required and column.key not in mapping
    ]


def read_log(lines: Iterable[Line], mapping: Sequence[str]) -> Log:
    """Entries in order of time, lines of the same moment in the order of the file.

    The first line holds the names of the columns. Equal lines are told apart by how often
    they occurred before.
    """
    log, seen = Log(), Counter[tuple[str, ...]]()
    for count, line in enumerate(lines):
        if count == 0:
            continue
        cells = {key: cell for key, cell in zip(mapping, line.cells, strict=False) if key}
        try:
            read_line(log, line.number, cells, seen)
        except ValueError as error:
            log.skipped.append((line.number, str(error)))
    log.entries.sort(key=lambda entry: entry.at)
    return log


def read_line(log: Log, row: int, cells: dict[str, str], seen: Counter[tuple[str, ...]]) -> None:
    at = moment(cells.get("time", ""))
    room, sender = cells.get("room", "")[:ROOM_NAME].strip(), cells.get("sender", "").strip()
    text = cells.get("text", "").replace("\x00", "").strip()
    files = tuple(filter(None, map(str.strip, SEPARATOR.split(cells.get("files", "")))))
    if not room:
        raise ValueError(_("ルームがありません。"))
    if not sender:
        raise ValueError(_("発言者がありません。"))
    if not text and not files:
        raise ValueError(_("本文もファイルもありません。"))
    key = (at.astimezone(UTC).isoformat(), room, sender, text, *files)
    seen[key] += 1
    pieces = [text[start : start + BODY_LIMIT] for start in range(0, len(text), BODY_LIMIT)] or [""]
    log.split += len(pieces) > 1
    for part, piece in enumerate(pieces):
        name = "\n".join([*key, str(seen[key]), str(part)])
        own = files if part == 0 else ()
        log.entries.append(Entry(row, at, room, sender, piece, own, uuid5(NAMESPACE, name)))


def moment(text: str) -> datetime:
    """ISO 8601, Japanese and spreadsheet dates, eras, Unix time; without a zone it is Tokyo's.

    Raises ValueError for anything else, and for what lies in the future.
    """
    plain_text = unicodedata.normalize("NFKC", text).strip()
    found = iso(plain_text) or unix(plain_text) or typed(plain_text)
    if found is None:
        raise ValueError(_("「%(text)s」は日時ではありません。") % {"text": text[:40]})
    at = timezone.make_aware(found) if timezone.is_naive(found) else found
    if not EARLIEST <= at <= timezone.now() + timedelta(days=1):
        raise ValueError(_("日時「%(text)s」は過去の日時ではありません。") % {"text": text[:40]})
    return at


def iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if "-" in text else None
    except ValueError:
        return None


def unix(text: str) -> datetime | None:
    found = EPOCH.fullmatch(text)
    return datetime.fromtimestamp(int(found[1]), tz=UTC) if found else None


def typed(text: str) -> datetime | None:
    """2024/4/1 9:05, 2024年4月1日(月) 午後3時5分, 令和6年4月1日 15:05:30."""
    bare = re.sub(r"\([日月火水木金土]\)", " ", text)
    clock = CLOCK.search(bare)
    try:
        first, last = typed_days(bare[: clock.start()] if clock else bare)
        at = time_of(clock) if clock else time()
    except ValueError:
        return None
    return datetime.combine(first, at) if first == last and first != date.min else None


def time_of(clock: re.Match[str]) -> time:
    half = (clock[1] or clock[5] or "").upper()
    hour = int(clock[2])
    if half in {"午後", "PM"} and hour < 12:
        hour += 12
    if half in {"午前", "AM"} and hour == 12:
        hour = 0
    return time(hour, int(clock[3]), int(clock[4] or 0))
