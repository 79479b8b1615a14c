"""A new document from a Word or HTML file that somebody sends."""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docs_app.actions.documents import create_document
from docs_app.actions.pictures import tie_pictures
from docs_app.admission import rendering_for
from docs_app.bounded import BoundedWorker, Broken, RefusedByWorker
from docs_app.models import Document, Folder
from docs_app.models.documents import SCHEMA, TITLE_LIMIT
from hub.files.models import StoredFile
from hub.organisations.models import Member
from hub.richtext.actions import store_picture

FILE_BYTES = 8 * 1024 * 1024
PICTURES = 100  # of one file
SECONDS = 10.0  # of processor time, for Word and for HTML
LOST: dict[str, Any] = {
    "headers": gettext_lazy("ヘッダーとフッター"),
    "comments": gettext_lazy("コメント"),
    "charts": gettext_lazy("グラフと図表"),
    "embedded": gettext_lazy("埋め込まれたファイル"),
    "changes": gettext_lazy("変更履歴（反映した後の文章を取り込みました）"),
    "equations": gettext_lazy("数式"),
    "text_boxes": gettext_lazy("テキストボックス"),
    "fields": gettext_lazy("入力欄などの部品（文字だけを取り込みました）"),
    "pictures": gettext_lazy("取り込めない形式の画像"),
    "elements": gettext_lazy("動画やスクリプトなどの部品"),
}


class Imported(NamedTuple):
    document: Document
    lost: Counter[str]

    @property
    def report(self) -> list[tuple[Any, int]]:
        """What was not carried, in words, and how often."""
        return [(LOST[kind], number) for kind, number in self.lost.items() if number]


def import_document(
    author: Member, *, name: str, data: bytes, title: str = "", folder: Folder | None = None
) -> Imported:
    """A document of `author` with what the file says; its pictures are stored with it.

    Raises ValidationError for what cannot be read, naming the field; Busy, RateLimited.
    """
    ending = PurePosixPath(name).suffix.lower()
    if ending not in {".docx", ".html", ".htm"}:
        raise ValidationError({"file": _("Word（docx）かHTMLのファイルを選んでください。")})
    if len(data) > FILE_BYTES:
        limit = {"limit": FILE_BYTES // 1024**2}
        raise ValidationError({"file": _("ファイルは%(limit)dMBまでです。") % limit})
    try:
        with rendering_for(author) as worker:
            state, named, files, lost = read(worker, author, data, word=ending == ".docx")
    except (Broken, RefusedByWorker):
        text = _("このファイルは読めませんでした。壊れているか、大きすぎる可能性があります。")
        raise ValidationError({"file": text}) from None
    title = title.strip() or named or PurePosixPath(name.replace("\\", "/")).stem
    with transaction.atomic():  # after the worker, which takes its time
        document = create_document(
            author=author, title=title[:TITLE_LIMIT], folder=folder, state=state
        )
        tie_pictures(by=author, document_id=document.pk, file_ids=[file.pk for file in files])
    return Imported(document, lost)


def read(
    worker: BoundedWorker, author: Member, data: bytes, *, word: bool
) -> tuple[bytes, str, list[StoredFile], Counter[str]]:
    """State, title, stored pictures, and what was left out. Raises Broken, RefusedByWorker."""
    lost: Counter[str] = Counter()
    stored: dict[str, StoredFile] = {}
    if word:
        told, opened = worker.ask("word", data, seconds=SECONDS)
        lost += Counter(told["lost"])
        data = opened[: told["html"]]
        for number, picture in enumerate(parts_of(opened, told)):
            if number < PICTURES and (file := kept(author, picture)):
                stored[f"picture:{number}"] = file
    placed = [[key, f"/files/{file.pk}/", file.width, file.height] for key, file in stored.items()]
    answer, state = worker.ask("html", data, seconds=SECONDS, pictures=placed, schema=SCHEMA)
    left_out = lost + Counter(answer["lost"])
    return state, answer["title"], list(stored.values()), left_out


def parts_of(opened: bytes, told: dict[str, Any]) -> Iterator[bytes]:
    at = told["html"]
    for length in told["pictures"]:
        yield opened[at : at + length]
        at += length


def kept(author: Member, picture: bytes) -> StoredFile | None:
    """The picture as a file of the author's; None for a format that browsers do not show."""
    try:
        return store_picture(author, _("図.png"), BytesIO(picture), len(picture))
    except ValidationError:
        return None
