"""Files that are not what they say: stored as they are or refused, never run, never let out."""

import asyncio
import io
import socket
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hub.files.actions import scan_waiting
from hub.files.models import NAME_LIMIT, StoredFile
from hub.files.naming import clean_name
from tests.chat.factories import City, post
from tests.conftest import SignedIn
from tests.files.uploading import begin, piece, upload

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
# A GIF whose header is also the beginning of a script.
GIF_SCRIPT = b"GIF89a/*" + b"\0" * 4 + b"*/=1;alert(1)//;"
PDF_HTML = b"%PDF-1.4\n" + HTML
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture
def alice(town: City, browse: SignedIn) -> Client:
    return browse(town.alice)


def refused(client: Client, name: str, content: bytes) -> str:
    """The reason why the last piece was not taken."""
    address = begin(client, name, len(content))["Location"]
    answer = piece(client, address, 0, content)
    assert answer.status_code == 422, answer.content
    return str(answer.json()["message"])  # type: ignore[attr-defined]


def huge_png(width: int, height: int) -> bytes:
    """A few bytes that claim to be a hundred megapixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack("!I", len(data)) + body + struct.pack("!I", zlib.crc32(body))

    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


def archive(entries: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("photo.png", HTML, "text/plain"),
        ("logo.svg", SVG, "text/plain"),
        ("photo.gif", GIF_SCRIPT, "application/octet-stream"),
        ("form.pdf", PDF_HTML, "application/pdf"),
        ("run.exe", b"MZ\x90\x00" + b"\0" * 60, "application/octet-stream"),
        ("list.csv", "枠,十".encode("cp932"), "text/plain"),
        ("broken.png", b"\x89PNG\r\n\x1a\nnonsense", "application/octet-stream"),
        ("plan.docx", archive({"word/document.xml": b"<w/>"}), "application/vnd"),
        ("bundle.docx", archive({"evil.js": b"alert(1)"}), "application/zip"),
    ],
)
def test_the_content_decides_and_a_browser_never_runs_it(
    town: City, browse: SignedIn, alice: Client, name: str, content: bytes, content_type: str
) -> None:
    key = upload(alice, name, content)
    post(town.alice, town.room, "", files=[key])
    answer = browse(town.bob).get(f"/files/{key}/")
    assert answer["Content-Type"].startswith(content_type)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert browse(town.bob).get(f"/files/{key}/preview/").status_code == 404


def test_a_hundred_megapixels_are_refused_before_they_are_unpacked(alice: Client) -> None:
    assert "5,000万画素" in refused(alice, "map.png", huge_png(12_000, 9_000))
    assert StoredFile.objects.get().completed_at is None
    assert not list(
        Path(configured.DATA_DIR, "uploads").glob(f"{StoredFile.objects.get().id.hex}*")
    )


@pytest.mark.parametrize(
    "entries",
    [{"bomb.txt": b"\0" * 40_000_000}, {f"{place}.txt": b"x" for place in range(1_001)}],
    ids=["ratio", "entries"],
)
def test_bombs_are_refused_from_their_directory(alice: Client, entries: dict[str, bytes]) -> None:
    assert "圧縮ファイル" in refused(alice, "log.zip", archive(entries))


def test_where_a_photo_was_taken_is_forgotten(alice: Client) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[2] = (35.0, 41.0, 22.0)  # GPS latitude
    target = io.BytesIO()
    Image.new("RGB", (400, 200), "teal").save(target, "JPEG", exif=exif)
    file = StoredFile.objects.get(pk=upload(alice, "現場.jpg", target.getvalue()))
    with Image.open(file.content) as image:
        assert not image.getexif()
        assert image.size == (200, 400), "upright"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\枠.xlsx", "枠.xlsx"),
        ("a\x00b.txt", "ab.txt"),
        ("exe\u202egpj.scr", "exegpj.scr"),
        ("...", "file"),
        ("", "file"),
        ("か\u3099.txt", "が.txt"),
        ("a" * 300 + ".pdf", "a" * 251 + ".pdf"),
    ],
)
def test_names_lose_what_misleads(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept


@given(st.text(max_size=400))
def test_no_name_is_a_path(name: str) -> None:
    kept = clean_name(name)
    assert 0 < len(kept) <= NAME_LIMIT
    assert not set(kept) & set("/\\\0\n\r\u202e")
    assert kept not in {".", ".."}
    assert clean_name(kept) == kept


class FakeClamav:
    """Speaks INSTREAM; finds the harmless test virus."""

    def __init__(self, path: Path) -> None:
        self.server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.server.bind(str(path))
        self.server.listen()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                link, _address = self.server.accept()
            except OSError:
                return
            with link, link.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack("!I", stream.read(4))[0]:
                    content += stream.read(size)
                found = EICAR in content
                link.sendall(b"stream: Eicar-Test FOUND\0" if found else b"stream: OK\0")


@pytest.fixture
def clamav(tmp_path: Path, settings: Any) -> Iterator[FakeClamav]:
    settings.CLAMAV = f"unix:{tmp_path / 'clamd'}"
    scanner = FakeClamav(tmp_path / "clamd")
    yield scanner
    scanner.server.close()


def test_a_virus_is_refused(alice: Client, clamav: FakeClamav) -> None:
    assert "ウイルス" in refused(alice, "eicar.txt", EICAR)
    file = StoredFile.objects.get(pk=upload(alice, "無害.txt", b"harmless"))
    assert file.scan == StoredFile.Scan.CLEAN


def test_without_an_answer_nobody_reads_it(
    town: City, browse: SignedIn, alice: Client, settings: Any, tmp_path: Path
) -> None:
    settings.CLAMAV = f"unix:{tmp_path / 'clamd'}"
    keys = [upload(alice, "a.txt", b"harmless"), upload(alice, "b.txt", EICAR)]
    post(town.alice, town.room, "", files=keys)
    bob = browse(town.bob)
    assert {bob.get(f"/files/{key}/").status_code for key in keys} == {404}
    scanner = FakeClamav(tmp_path / "clamd")
    assert scan_waiting() == 1
    assert [bob.get(f"/files/{key}/").status_code for key in keys] == [200, 404]
    scanner.server.close()


def content_of(answer: Any) -> bytes:
    async def whole() -> bytes:
        return b"".join([block async for block in answer.streaming_content])

    return asyncio.run(whole())


def test_a_range_is_sent_and_nothing_beside_it(alice: Client) -> None:
    key = upload(alice, "枠.txt", b"0123456789")
    part = alice.get(f"/files/{key}/", headers={"Range": "bytes=2-4"})
    assert (part.status_code, content_of(part)) == (206, b"234")
    assert part["Content-Range"] == "bytes 2-4/10"
    beyond = alice.get(f"/files/{key}/", headers={"Range": "bytes=20-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, "bytes */10")
