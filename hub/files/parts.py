"""Unfinished uploads on disk, one `.part` file each, written under a lock of the file."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings

BLOCK = 256 * 1024  # bytes


def part_path(file_id: UUID) -> Path:
    return Path(settings.DATA_DIR) / "uploads" / f"{file_id.hex}.part"


@contextmanager
def locked_part(file_id: UUID) -> Iterator[IO[bytes]]:
    """The part, held by this process alone: a second writer waits here."""
    path = part_path(file_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as part:
        fcntl.flock(part, fcntl.LOCK_EX)
        yield part


def write_at(part: IO[bytes], offset: int, source: IO[bytes], limit: int) -> int:
    """Append up to `limit` bytes of `source` at `offset`, on disk when this returns."""
    part.seek(offset)
    part.truncate()
    written = 0
    while written < limit and (block := source.read(min(BLOCK, limit - written))):
        part.write(block)
        written += len(block)
    part.flush()
    os.fsync(part.fileno())
    return written


def drop_part(file_id: UUID) -> None:
    part_path(file_id).unlink(missing_ok=True)
