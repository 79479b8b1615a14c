"""What the server checks for all open documents together.

Hints through the channel layer are faster; this makes sure. Who lost a document is cut off,
whatever the reason (a role that ran out, a room left, the trash), and every tab hears the
newest seq, so that a lost frame shows.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from docs_app import frames
from docs_app.listening import DocumentListener
from docs_app.models import Document
from docs_app.rights import DocumentRight
from docs_app.roles import Role
from hub.organisations.models import Member, Section
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


class Reading(NamedTuple):
    """A right to read, and what its holder was when its query was put together."""

    was: tuple[Any, ...]
    right: DocumentRight


# Weak: an ended connection takes its entry along.
readings: WeakKeyDictionary[DocumentListener, Reading] = WeakKeyDictionary()


def lost(wanted: list[tuple[DocumentListener, UUID]]) -> set[DocumentListener]:
    """Whose reader may not read the document any more."""
    ids = {listener.member_id for listener, _document_id in wanted}
    people = Member.objects.active().select_related("organisation", "section").in_bulk(ids)
    above = dict(Section.objects.values_list("pk", "parent_id"))
    gone = set()
    for listener, document_id in wanted:
        member = people.get(listener.member_id)
        if member is None or not reads(listener, member, document_id, above):
            gone.add(listener)
    return gone


def reads(
    listener: DocumentListener, member: Member, document_id: UUID, above: Mapping[UUID, UUID | None]
) -> bool:
    sections, each = list[UUID](), member.section_id
    while each is not None:
        sections.append(each)
        each = above.get(each)
    was = (member.organisation_id, member.organisation.kind, member.role, *sections)
    known = readings.get(listener)
    if known is None or known.was != was:
        known = readings[listener] = Reading(was, DocumentRight(member, document_id, Role.READER))
    return known.right.holds()


async def check(fanout: Fanout) -> None:
    documents = open_documents(fanout)
    wanted = [(each, key) for key, listeners in documents.items() for each in listeners]
    for listener in await db(lost, wanted) if wanted else ():
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
