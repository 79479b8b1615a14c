"""From the last byte to a file: what it is, its preview, its place in the store."""

import hashlib
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils import timezone

from hub.files.content import INFECTED, UNKNOWN, Content, Refused, content_of
from hub.files.models import StoredFile
from hub.files.previews import preview_of, without_metadata
from hub.files.scanning import Unreachable, is_infected


def finish(file: StoredFile, path: Path) -> None:
    """Look at the whole content and move it into the store, under a name of ours.

    Raises ValidationError for a content that is refused; its bytes are gone then.
    """
    try:
        scan = scanned(path)
        fields = examined(path)
    except Refused as refused:
        path.unlink()
        StoredFile.objects.filter(pk=file.pk).update(refusal=str(refused), received=0)
        raise ValidationError({"file": str(refused)}) from None
    stored = f"{timezone.now():%Y/%m}/{uuid4().hex}"
    file.content.save(stored, PartFile(path), save=False)
    if fields["preview"]:
        file.preview.save(f"{stored}.webp", ContentFile(fields["preview"]), save=False)
    StoredFile.objects.filter(pk=file.pk).update(
        content=file.content.name,
        preview=file.preview.name or "",
        content_type=fields["content_type"],
        sha256=fields["sha256"],
        width=fields["width"],
        height=fields["height"],
        size=fields["size"],
        received=fields["size"],
        scan=scan,
        completed_at=timezone.now(),
    )


def scanned(path: Path) -> str:
    """The state of the virus scan. Raises Refused for an infected file."""
    if not settings.CLAMAV:
        return StoredFile.Scan.NOT_SCANNED
    try:
        with path.open("rb") as content:
            infected = is_infected(content)
    except Unreachable:
        return StoredFile.Scan.WAITING  # nobody may read it until the scanner has answered
    if infected:
        raise Refused(INFECTED)
    return StoredFile.Scan.CLEAN


def examined(path: Path) -> dict[str, Any]:
    content = content_of(path)
    preview = b""
    if content.width is not None:
        try:
            without_metadata(path, content.content_type)
            preview = preview_of(path)
        except (OSError, ValueError, SyntaxError):
            content = Content(UNKNOWN)
    with path.open("rb") as whole:
        digest = hashlib.file_digest(whole, "sha256").hexdigest()
    return {
        "content_type": content.content_type,
        "width": content.width,
        "height": content.height,
        "preview": preview,
        "sha256": digest,
        "size": path.stat().st_size,
    }


class PartFile(File):  # type: ignore[type-arg]
    """Lets the storage move the part instead of copying it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"), name=path.name)
        self.path = path

    def temporary_file_path(self) -> str:
        return str(self.path)
