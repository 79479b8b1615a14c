"""Documents of the demo: drafts in folders of rooms, of a section, of the city."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from chat.models import Message
from demo.people import key
from docs_app.actions.folders import create_folder
from docs_app.actions.logging import log
from docs_app.actions.marks import star_document
from docs_app.actions.sharing import grant_access
from docs_app.actions.updates import append
from docs_app.models import Document, DocumentAccess, DocumentEvent, Folder
from docs_app.places import place_of_folder, places_of
from docs_app.roles import Role
from docs_app.starters import state_of_html
from hub.organisations.models import Member

DRAFTS = Path(__file__).parent / "drafts"


class Draft(NamedTuple):
    file: str
    title: str
    author: str  # sign-in name
    place: str  # name of the organisation, section or room
    folder: str
    number: str
    retention: str
    days: int  # since it was last changed


PLAN = [
    Draft("slots", "インフルエンザ予防接種の受入枠の調整について（案）", "tanaka.yobou", "予防接種 調整（医療機関）", "通知と依頼", "健第1482号", "3", 0),
    Draft("shelter", "避難所開設訓練 実施計画", "suzuki.kiki", "防災と避難所", "訓練", "危第212号", "5", 1),
    Draft("minutes", "DX推進会議 議事録（11月）", "sato.dx", "DX推進課", "会議", "", "1", 2),
    Draft("infection", "施設で感染症が出たときの連絡手順", "hidamari.care", "介護施設 連絡", "手順書", "", "", 4),
]  # fmt: skip
SHARED = [
    ("shelter", "sato.dx", Role.COMMENTER),
    ("minutes", "tanaka.yobou", Role.READER),
    ("slots", "sato.dx", Role.EDITOR),
]
STARRED = [("slots", "tanaka.yobou"), ("slots", "sato.dx"), ("minutes", "sato.dx")]
PASTED = ("slots", "予防接種 調整（医療機関）", "tanaka.yobou")


def save_documents(members: dict[str, Member], now: datetime) -> None:
    """Each draft in its folder, passed on, starred; one stands in a conversation."""
    documents = {draft.file: written(draft, members[draft.author], now) for draft in PLAN}
    for file, username, role in SHARED:
        document = documents[file]
        grant_access(
            by=document.created_by,
            document_id=document.pk,
            kind="member",
            target_id=members[username].pk,
            role=role,
        )
    for file, username in STARRED:
        star_document(member=members[username], document_id=documents[file].pk, on=True)
    DocumentEvent.objects.update(at=now - timedelta(days=1))
    paste(documents[PASTED[0]], members[PASTED[2]])


def written(draft: Draft, author: Member, now: datetime) -> Document:
    """As `create_document` would leave it, with an id that stays from run to run."""
    state = state_of_html((DRAFTS / f"{draft.file}.html").read_text(encoding="utf-8"))
    folder = folder_of(draft, author)
    document = Document.objects.create(
        id=key("document", draft.file),
        title=draft.title,
        organisation=author.organisation,
        folder=folder,
        created_by=author,
        number=draft.number,
        retention=draft.retention,
    )
    DocumentAccess.objects.create(
        document=document, member=author, role=Role.OWNER, granted_by=author
    )
    if folder is not None:
        place = place_of_folder(folder).column
        DocumentAccess.objects.create(
            document=document, role=Role.EDITOR, granted_by=author, **place
        )
    append(document, author=author, data=state)
    log(document, DocumentEvent.Kind.CREATED, by=author)
    when = now - timedelta(days=draft.days, minutes=25)
    document.created_at = document.edited_at = when
    document.save(update_fields=["created_at", "edited_at"])
    return document


def folder_of(draft: Draft, author: Member) -> Folder | None:
    for place in places_of(author):
        if place.name == draft.place:
            return create_folder(by=author, name=draft.folder, place=place.key)
    return None


def paste(document: Document, author: Member) -> None:
    """The author's last message in the room names the document."""
    said = Message.objects.filter(
        room__name=PASTED[1], author=author, event="", deleted_at=None, moved_to=None
    )
    message = said.order_by("-seq").first()
    if message is not None:
        message.body += f"\n{settings.ORIGINS[0]}/documents/{document.pk}/"
        message.save(update_fields=["body"])
