"""The files people of the demo send each other."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from demo.people import key
from hub.files.finishing import examined
from hub.files.models import StoredFile
from hub.organisations.models import Member

FOLDER = Path(__file__).parent
FILES = {
    "受入枠一覧.csv": "slots.csv",
    "臨時駐車場.png": "parking.png",
    "保冷庫の温度.png": "fridge.png",
    "新しい予診票（見本）.pdf": "questionnaire.pdf",
    "救護所の配置 第3版.png": "shelter.png",
    "安否報告様式 第2案.pdf": "safety-report.pdf",
}


def stored_file(name: str, author: Member, at: datetime, label: object) -> StoredFile:
    """An unsaved row whose bytes are in the store, examined as every upload is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(FOLDER / FILES[name], folder))
        fields = examined(path)
        content = path.read_bytes()
    row = StoredFile(
        id=key("file", label, name),
        uploaded_by=author,
        organisation=author.organisation,
        name=name,
        size=fields["size"],
        received=fields["size"],
        content_type=fields["content_type"],
        sha256=fields["sha256"],
        width=fields["width"],
        height=fields["height"],
        created_at=at,
        completed_at=at,
        attached_at=at,
        changed_at=at,
    )
    row.content.name = default_storage.save(f"demo/{row.id.hex}", ContentFile(content))
    if fields["preview"]:
        picture = ContentFile(fields["preview"])
        row.preview.name = default_storage.save(f"demo/{row.id.hex}.webp", picture)
    return row
