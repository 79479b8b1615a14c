"""The files of an old log, from a folder or a ZIP archive, found by the name in the log."""

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from django.conf import settings


class Enclosures(Protocol):
    def open(self, name: str) -> "IO[bytes] | None":
        """The bytes of a file, or None when there is none of that name, or it is too large."""
        ...


def last_part(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name


class NoEnclosures:
    def open(self, name: str) -> "IO[bytes] | None":
        return None


class Folder:
    """Every file below a folder, by its path there or else by its bare name."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.paths: dict[str, Path] = {}
        for path in sorted(self.root.rglob("*")):
            if path.is_file() and path.resolve().is_relative_to(self.root):
                self.paths.setdefault(path.name, path)
                self.paths[path.relative_to(self.root).as_posix()] = path

    def open(self, name: str) -> "IO[bytes] | None":
        path = self.paths.get(name.replace("\\", "/")) or self.paths.get(last_part(name))
        if path is None or not 0 < path.stat().st_size <= settings.FILE_LIMIT:
            return None
        return path.open("rb")


class Archive:
    """Entries of a ZIP archive; nothing is unpacked under a name of the archive."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.entries: dict[str, zipfile.ZipInfo] = {}
        for info in archive.infolist():
            if info.is_dir() or info.flag_bits & 0x1:  # encrypted
                continue
            name = real_name(info)
            self.entries.setdefault(last_part(name), info)
            self.entries[name] = info

    def open(self, name: str) -> "IO[bytes] | None":
        info = self.entries.get(name.replace("\\", "/")) or self.entries.get(last_part(name))
        if info is None or not 0 < info.file_size <= settings.FILE_LIMIT:
            return None
        return self.archive.open(info)


def real_name(info: zipfile.ZipInfo) -> str:
    """Windows writes names in cp932 where the flag for UTF-8 is missing."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("cp932")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


@contextmanager
def opened(path: Path | None) -> Iterator[Enclosures]:
    """Raises zipfile.BadZipFile for a file that is no archive."""
    if path is None:
        yield NoEnclosures()
    elif path.is_dir():
        yield Folder(path)
    else:
        with zipfile.ZipFile(path) as archive:
            yield Archive(archive)


def copied(source: "IO[bytes]", target: Path, limit: int) -> int | None:
    """Bytes written; None when the source gives more than it may, as a ZIP bomb does."""
    with source, target.open("wb") as sink:
        shutil.copyfileobj(Limited(source, limit + 1), sink)
        written = sink.tell()
    if written > limit:
        target.unlink()
        return None
    return written


class Limited:
    """A reader that ends after so many bytes."""

    def __init__(self, source: "IO[bytes]", limit: int) -> None:
        self.source, self.left = source, limit

    def read(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        piece = self.source.read(wanted)
        self.left -= len(piece)
        return piece
