"""What the server checks for all open documents together.

Hints through the channel layer are faster; this makes sure. Who lost a document is cut off,
whatever the reason (a role that ran out, a room left, the trash), and every tab hears the
newest seq, so that a lost frame shows.
"""

from collections import defaultdict
from uuid import UUID

from docs_app import frames
from docs_app.listening import DocumentListener
from docs_app.models import Document
from hub.organisations.models import Member
from hub.realtime.database import db
from hub.realtime.fanout import Fanout
from hub.realtime.groups import document_of
from hub.realtime.protocol import CloseCode

CHECK_EVERY = 5.0  # seconds
POSITION_EVERY = 15.0


def open_documents(fanout: Fanout) -> dict[UUID, list[DocumentListener]]:
    found: defaultdict[UUID, list[DocumentListener]] = defaultdict(list)
    for group, listeners in list(fanout.groups.items()):
        if document_id := document_of(group):
            found[document_id] += [each for each in listeners if isinstance(each, DocumentListener)]
    return found


def readable_ids(member_id: UUID, document_ids: list[UUID]) -> set[UUID]:
    member = Member.objects.active().select_related("organisation", "section").get(pk=member_id)
    return set(
        Document.objects.readable_by(member)
        .filter(pk__in=document_ids)
        .values_list("pk", flat=True)
    )


def lost(wanted: dict[UUID, list[UUID]]) -> set[tuple[UUID, UUID]]:
    """(member, document) for every open document its reader may not read any more."""
    found = set()
    for member_id, document_ids in wanted.items():
        try:
            readable = readable_ids(member_id, document_ids)
        except Member.DoesNotExist:
            readable = set()
        found |= {(member_id, each) for each in document_ids if each not in readable}
    return found


async def check(fanout: Fanout) -> None:
    wanted = defaultdict(list)
    documents = open_documents(fanout)
    for document_id, listeners in documents.items():
        for member_id in {each.member_id for each in listeners}:
            wanted[member_id].append(document_id)
    gone = await db(lost, wanted) if wanted else set()
    for document_id, listeners in documents.items():
        for listener in listeners:
            if (listener.member_id, document_id) in gone:
                listener.close(CloseCode.FORBIDDEN)


def newest(document_ids: list[UUID]) -> dict[UUID, int]:
    return dict(Document.objects.filter(pk__in=document_ids).values_list("pk", "seq"))


async def tell_position(fanout: Fanout) -> None:
    documents = open_documents(fanout)
    positions = await db(newest, list(documents)) if documents else {}
    for document_id, listeners in documents.items():
        for listener in listeners:
            if document_id in positions:
                listener.put_frame(frames.position(positions[document_id]))
