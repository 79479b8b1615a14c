"""An old log comes along: every line once, in order, under the right name, for the right eyes."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from chat.actions.history import existing_room
from chat.history.reading import guessed, moment, read_log
from chat.history.running import run_history
from chat.models import Attachment, HistoryImport, Membership, Message, Room
from hub.files.models import StoredFile
from hub.identity.models import User
from hub.models import AuditEntry
from hub.organisations.models import Member
from hub.tables import lines
from tests.chat.factories import City, make_member, make_room, post
from tests.conftest import SignedIn

LOG = """日時,ルーム,発言者,本文,ファイル名
2024/4/1 9:05,休日当番医,有栖,おはようございます,
2024年4月1日 午後3時10分,休日当番医,棒,当番表です,当番表.txt
2024-04-01T09:05:00+09:00,休日当番医,有栖,おはようございます,
令和6年4月2日 8:30,休日当番医,山田 花子,"二行の
本文です",
2024/4/1 9:00,庁内,有栖,先の発言,無い.pdf
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "当番表.txt").write_text("4月1日 みどり診療所", encoding="utf-8")
    return tmp_path / "files"


def command(
    city: City, tmp_path: Path, text: str = LOG, *more: str, encoding: str = "utf-8"
) -> str:
    path, out = tmp_path / "log.csv", io.StringIO()
    path.write_bytes(text.encode(encoding))
    call_command("import_history", str(path), "--by", city.alice.user.username, *more, stdout=out)
    return out.getvalue()


def rows() -> list[list[dict[str, Any]]]:
    """Everything an import may touch."""
    models: list[type[Model]] = [
        Room,
        Message,
        Membership,
        Member,
        User,
        StoredFile,
        Attachment,
        AuditEntry,
    ]
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def bodies(name: str) -> list[str]:
    found = Message.objects.filter(room__name=name).order_by("seq")
    return list(found.values_list("body", flat=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_the_log_stands_there_in_order(town: City, tmp_path: Path, encoding: str) -> None:
    out = command(town, tmp_path, encoding=encoding)
    assert "carried 5, already there 0, skipped 0" in out
    assert bodies("休日当番医") == [
        "おはようございます",
        "おはようございます",
        "当番表です\n［添付ファイルなし: 当番表.txt］",
        "二行の\n本文です",
    ]
    room = Room.objects.get(name="休日当番医")
    messages = list(Message.objects.in_room(room).order_by("seq"))
    assert [message.seq for message in messages] == [1, 2, 3, 4]
    assert (room.last_seq, room.imported_seq, room.kind) == (4, 4, Room.Kind.CLOSED)
    assert room.version >= messages[-1].version
    assert messages[0].created_at == datetime(2024, 4, 1, 0, 5, tzinfo=UTC)
    assert room.last_posted_at == messages[-1].created_at
    assert room.archived_at is not None


def test_twice_equals_once(town: City, tmp_path: Path, folder: Path) -> None:
    command(town, tmp_path, LOG, "--files", str(folder))
    before = rows()
    out = command(town, tmp_path, LOG, "--files", str(folder))
    assert "carried 0, already there 5, skipped 0, files 0" in out
    assert rows() == before


def test_twice_equals_once_when_the_first_was_cut_short(
    town: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chat.actions.history import append_history as real  # noqa: PLC0415
    from chat.history import importing  # noqa: PLC0415

    monkeypatch.setattr(importing, "BATCH", 2)
    calls = []

    def dies_at_the_second(**given: Any) -> None:
        calls.append(given)
        if len(calls) == 2:
            raise OSError("power cut")
        real(**given)

    monkeypatch.setattr(importing, "append_history", dies_at_the_second)
    with pytest.raises(OSError, match="power cut"):
        command(town, tmp_path)
    assert Message.objects.filter(room__name__in=["休日当番医", "庁内"]).count() == 1
    command(town, tmp_path)
    assert len(bodies("休日当番医")) == 4
    assert bodies("庁内")[0].startswith("先の発言")


def test_a_longer_log_later_adds_only_what_is_new(town: City, tmp_path: Path) -> None:
    command(town, tmp_path)
    more = LOG + "2024/4/3 9:00,休日当番医,棒,追記,\n2024/3/1 9:00,休日当番医,棒,昔の話,\n"
    out = command(town, tmp_path, more)
    assert "carried 1, already there 5, skipped 1" in out
    assert "line 9" in out
    assert bodies("休日当番医")[-1] == "追記"
    assert "昔の話" not in bodies("休日当番医"), "order of time is never broken"


def test_senders_are_found_or_stand_in_the_log_only(town: City, tmp_path: Path) -> None:
    out = command(town, tmp_path)
    authors = {
        message.body[:3]: message.author for message in Message.objects.select_related("author")
    }
    assert authors["おはよ"] == town.alice
    assert authors["当番表"] == town.bob
    ghost = authors["二行の"]
    assert ghost.name == "山田 花子（過去ログ）"
    assert not Member.objects.active().filter(pk=ghost.pk).exists()
    assert not ghost.user.is_active
    assert "only in the log: 山田 花子" in out
    assert not Member.objects.visible_to(town.alice).filter(pk=ghost.pk).exists()


def test_namesakes_are_nobody(town: City, tmp_path: Path) -> None:
    make_member(town.charlie.organisation, "棒")
    out = command(town, tmp_path)
    assert "only in the log: 棒" in out
    login = LOG.replace(",棒,", f",{town.bob.user.username},")
    command(town, tmp_path, login.replace("休日当番医", "別のルーム"))
    assert Message.objects.filter(room__name="別のルーム", author=town.bob).exists()


def test_who_wrote_reads_and_who_did_not_does_not(
    town: City, tmp_path: Path, browse: SignedIn
) -> None:
    command(town, tmp_path)
    room = Room.objects.get(name="休日当番医")
    assert "当番表です" in browse(town.bob).get(f"/rooms/{room.id}/").content.decode()
    assert browse(town.charlie).get(f"/rooms/{room.id}/").status_code == 404
    place = Membership.objects.get(room=room, member=town.bob)
    assert place.unread_count == 0, "nobody comes back to thousands of unread messages"
    assert Membership.objects.get(room=room, member=town.alice).role == "host"
    search = reverse("chat:search")
    found = browse(town.bob).get(search, {"q": "当番表です"}).content.decode()
    hidden = browse(town.charlie).get(search, {"q": "当番表です"}).content.decode()
    assert (str(room.id) in found, str(room.id) in hidden) == (True, False)


def test_nobody_is_let_in_when_that_is_not_wanted(town: City, tmp_path: Path) -> None:
    command(town, tmp_path, LOG, "--no-members", "--open")
    room = Room.objects.get(name="休日当番医")
    assert [each.member for each in Membership.objects.filter(room=room)] == [town.alice]
    assert room.archived_at is None


def test_files_come_from_a_folder(
    town: City, tmp_path: Path, folder: Path, browse: SignedIn
) -> None:
    (folder / "secret.txt").symlink_to("/etc/hostname")
    log = LOG + "2024/4/4 9:00,休日当番医,棒,,../../etc/hostname\n"
    log += "2024/4/4 9:01,休日当番医,棒,,secret.txt\n"
    out = command(town, tmp_path, log, "--files", str(folder))
    assert "files 1" in out
    file = StoredFile.objects.get()
    assert (file.name, file.content_type) == ("当番表.txt", "text/plain")
    answer = browse(town.alice).get(f"/files/{file.id}/")
    assert "みどり診療所" in b"".join(answer).decode()
    assert browse(town.charlie).get(f"/files/{file.id}/").status_code == 404


def test_files_come_from_an_archive(town: City, tmp_path: Path) -> None:
    path = tmp_path / "files.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("添付/当番表.txt", "4月1日")
        archive.writestr("../無い.pdf", "%PDF-1.4 not really")
    out = command(town, tmp_path, LOG, "--files", str(path))
    assert "files 2" in out
    assert Attachment.objects.get(file__name="当番表.txt").message.author == town.bob
    assert not (tmp_path.parent / "無い.pdf").exists()


def test_rooms_where_people_post_take_nothing_more(town: City, tmp_path: Path) -> None:
    command(town, tmp_path, LOG, "--open")
    room = Room.objects.get(name="休日当番医")
    post(town.bob, room, "新しい話")
    out = command(town, tmp_path, LOG + "2024/4/3 9:00,休日当番医,棒,追記,\n")
    assert "carried 0, already there 5, skipped 1" in out
    assert bodies("休日当番医")[-1] == "新しい話"


def test_into_an_existing_empty_room(town: City, tmp_path: Path) -> None:
    room = make_room(town.alice, town.bob, name="当番の新しいルーム")
    command(town, tmp_path, LOG, "--room", f"休日当番医={room.id}")
    again = command(town, tmp_path, LOG, "--room", f"休日当番医={room.id}")
    assert "carried 0" in again
    assert len(bodies("当番の新しいルーム")) == 5, "after the line that it was created"
    assert Room.objects.get(pk=room.pk).archived_at is None
    post(town.alice, town.room, "もう使っている")
    with pytest.raises(CommandError, match="already posted"):
        command(town, tmp_path, LOG, "--room", f"休日当番医={town.room.id}")
    with pytest.raises(Room.DoesNotExist):
        existing_room(town.bob, room.id)


def test_lines_that_cannot_be_carried_are_told(town: City, tmp_path: Path) -> None:
    log = LOG + "いつか,部屋,有栖,本文,\n2024/4/1,,有栖,本文,\n2024/4/1,部屋,,本文,\n"
    log += (
        "2024/4/1,部屋,有栖,,\n2999/1/1,部屋,有栖,未来,\n"
        + f"2024/4/1,部屋,有栖,{'長' * 10_001},\n"
    )
    out = command(town, tmp_path, log)
    assert [f"line {n}" in out for n in range(7, 14)] == [
        False,
        True,
        True,
        True,
        True,
        True,
        False,
    ]
    assert [len(body) for body in bodies("部屋")] == [10_000, 1]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2024-04-01 09:05:30", (2024, 4, 1, 9, 5, 30)),
        ("2024-04-01T00:05:30Z", (2024, 4, 1, 9, 5, 30)),
        ("2024/4/1", (2024, 4, 1, 0, 0, 0)),
        ("2024年4月1日(月) 9時5分", (2024, 4, 1, 9, 5, 0)),
        ("R6.4.1 午前12:30", (2024, 4, 1, 0, 30, 0)),
        ("2024/04/01 3:05 PM", (2024, 4, 1, 15, 5, 0)),
        ("１７１１９３００００", (2024, 4, 1, 9, 6, 40)),
        ("1711930000123", (2024, 4, 1, 9, 6, 40)),
    ],
)
def test_times(text: str, wanted: tuple[int, ...]) -> None:
    from django.utils import timezone  # noqa: PLC0415

    assert timezone.localtime(moment(text)).timetuple()[:6] == wanted


@pytest.mark.parametrize(
    "text", ["", "きのう", "2024/13/1", "9:05", "2024/4/1 25:00", "99999999999"]
)
def test_no_times(text: str) -> None:
    with pytest.raises(ValueError, match="日時"):
        moment(text)


def test_equal_lines_are_two_messages() -> None:
    log = read_log(lines(LOG, 100), guessed(LOG.split("\n", 1)[0].split(",")))
    twins = [entry.client_id for entry in log.entries if entry.text == "おはようございます"]
    assert len(set(twins)) == 2


def test_only_city_administrators(town: City, tmp_path: Path, browse: SignedIn) -> None:
    manager = make_member(town.bob.organisation, "長", Member.Role.ORGANISATION_ADMINISTRATOR)
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8")
    with pytest.raises(CommandError, match="administrator"):
        call_command("import_history", str(path), "--by", manager.user.username)
    for member in (manager, town.bob, town.charlie):
        assert browse(member).get(reverse("chat:history-imports")).status_code == 404


def uploaded(client: Client, text: str = LOG) -> HistoryImport:
    file = io.BytesIO(text.encode("cp932"))
    file.name = "過去ログ.csv"
    answer = client.post(reverse("chat:history-imports"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return HistoryImport.objects.latest("created_at")


def start(client: Client, job: HistoryImport, city: City, **more: Any) -> int:
    given = {
        "column": job.mapping,
        "organisation": str(city.alice.organisation_id),
        "archives": "on",
        "joins": "on",
        "act": "start",
        **more,
    }
    status = client.post(reverse("chat:history-import", args=[job.id]), given).status_code
    run_history(job.id)
    job.refresh_from_db()
    return status


def test_the_page_does_the_same_as_the_command(
    town: City, tmp_path: Path, browse: SignedIn
) -> None:
    client = browse(town.alice)
    job = uploaded(client)
    page = client.get(reverse("chat:history-import", args=[job.id])).content.decode()
    assert [name in page for name in ("休日当番医", "庁内", "山田 花子")] == [True, True, True]
    assert start(client, job, town) == 302
    assert (job.state, job.report["carried"], job.total) == ("done", 5, 5)
    text = client.get(reverse("chat:history-import", args=[job.id])).content.decode()
    assert "無い.pdf" in text
    assert "carried 0, already there 5" in command(town, tmp_path)
    again = uploaded(client)
    start(client, again, town)
    assert again.report["already"] == 5
    assert StoredFile.objects.filter(attached_at=None).count() == 2, "the logs are not kept"


def test_the_page_refuses_what_it_cannot_do(town: City, browse: SignedIn) -> None:
    client = browse(town.alice)
    job = uploaded(client)
    assert start(client, job, town, column=["time", "", "", "", ""]) == 422
    assert job.state == "mapping"
    foreign = make_room(town.charlie, name="よその部屋")
    given = {"room": ["休日当番医"], "target": [str(foreign.id)]}
    assert start(client, job, town, **given) == 422
    empty = io.BytesIO(b"\x00\x01binary")
    empty.name = "x.csv"
    answer = client.post(reverse("chat:history-imports"), {"file": empty})
    assert answer.status_code == 422


def test_posts_during_the_import_stop_it(town: City, monkeypatch: pytest.MonkeyPatch) -> None:
    from chat.actions.history import append_history  # noqa: PLC0415

    post(town.alice, town.room, "先に")
    with pytest.raises(ValidationError, match="新しい投稿"):
        append_history(room_id=town.room.id, carried=[])
