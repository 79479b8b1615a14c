"""Carry an old log into rooms: in bulk, in order of time, every line once.

Lines go only into rooms an import made, or rooms where nobody has posted yet; once people
post in such a room nothing more is put before or behind their words. A line that is there
already is known by its client id.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from chat.actions.locking import hosts
from chat.actions.rooms import place, publish_changed
from chat.history.reading import NAMESPACE, Entry, guessed, missing
from chat.models import Attachment, HistoryImport, Membership, Message, Room
from hub.audit import AuditAction, record
from hub.files.attaching import claim
from hub.files.models import StoredFile
from hub.identity.models import User
from hub.jobs import Job
from hub.organisations.models import Member, Organisation
from hub.tables import Line


class Carried(NamedTuple):
    """An entry with its author and its files, ready to be stored."""

    entry: Entry
    author: Member
    body: str
    files: list[StoredFile]


def check_in_charge(by: Member) -> None:
    if by.role != Member.Role.CITY_ADMINISTRATOR:
        raise PermissionDenied(_("この操作は市の管理者だけができます。"))


@transaction.atomic
def open_history_room(*, by: Member, organisation: Organisation, name: str) -> Room:
    """The closed room of that name that imports made, or a new one with `by` as its host."""
    check_in_charge(by)
    key = uuid5(NAMESPACE, f"{organisation.id}/room/{name}")
    room, created = Room.objects.get_or_create(
        id=key,
        defaults={
            "kind": Room.Kind.CLOSED,
            "organisation": organisation,
            "name": name,
            "description": _("過去ログから取り込んだルームです。"),
            "created_by": by,
        },
    )
    if created:
        place(room, by, Membership.Role.HOST)
    return room


def existing_room(by: Member, room_id: UUID) -> Room:
    """A room `by` runs. Raises Room.DoesNotExist for any other."""
    own = Membership.objects.active().filter(member=by, room_id=room_id)
    membership = own.select_related("room__organisation", "member").first()
    kinds = {Room.Kind.OPEN, Room.Kind.CLOSED}
    if membership is None or membership.room.kind not in kinds or not hosts(membership):
        raise Room.DoesNotExist
    return membership.room


def takes_history(room: Room) -> bool:
    """Whether nobody has posted in it but the imports."""
    posted = Message.objects.in_room(room).filter(seq__gt=room.imported_seq, event="")
    return not posted.exists()


def stored_ids(room: Room) -> set[UUID]:
    return set(Message.objects.in_room(room).values_list("client_id", flat=True))


def newest_imported(room: Room) -> datetime | None:
    imported = Message.objects.in_room(room).filter(seq__lte=room.imported_seq, event="")
    newest: datetime | None = imported.aggregate(newest=Max("created_at"))["newest"]
    return newest


@transaction.atomic
def append_history(*, room_id: UUID, carried: Sequence[Carried]) -> None:
    """Store the next messages of a room. Raises ValidationError once people post there."""
    room = Room.objects.select_for_update().get(pk=room_id)
    if not takes_history(room):
        raise ValidationError(_("取り込みの途中で、ルームに新しい投稿がありました。"))
    before = room.last_seq
    rows = [
        Message(
            room=room,
            seq=before + place,
            version=room.version + place,
            author=each.author,
            client_id=each.entry.client_id,
            body=each.body,
            created_at=each.entry.at,
        )
        for place, each in enumerate(carried, start=1)
    ]
    Message.objects.bulk_create(rows)
    store_files(rows, carried)
    room.last_seq = room.imported_seq = before + len(rows)
    room.version += len(rows)
    newest = carried[-1].entry.at
    room.last_posted_at = newest if before == 0 else max(room.last_posted_at, newest)
    room.save(update_fields=["last_seq", "imported_seq", "version", "last_posted_at"])
    # Who had read everything has nothing new to read.
    readers = Membership.objects.filter(room=room, read_seq=before)
    readers.update(read_seq=room.last_seq)


def store_files(rows: Sequence[Message], carried: Sequence[Carried]) -> None:
    attachments = [
        Attachment(message=row, file=file, position=position)
        for row, each in zip(rows, carried, strict=True)
        for position, file in enumerate(each.files)
    ]
    Attachment.objects.bulk_create(attachments)
    claim([attachment.file for attachment in attachments])


@transaction.atomic
def close_history(
    *, room_id: UUID, by: Member, members: Collection[Member], archives: bool, carried: int
) -> Room:
    """Let the people of the log in, archive when asked to, write it down, tell who looks."""
    room = Room.objects.select_for_update().get(pk=room_id)
    for member in members:
        place(room, member)
    if archives and room.archived_at is None:
        room.archived_at = timezone.now()
    room.version += 1
    room.save(update_fields=["archived_at", "version"])
    record(
        AuditAction.HISTORY_IMPORTED,
        by=by,
        organisation=room.organisation,
        name=room.name,
        messages=carried,
    )
    publish_changed(room)
    return room


@transaction.atomic
def store_placeholder(*, member: Member) -> Member:
    """Somebody who is only in the log: never active, signs in never."""
    stored = Member.objects.filter(pk=member.pk).select_related("organisation").first()
    if stored is not None:
        return stored
    user = User(username=f"history-{member.pk.hex[:24]}", password=make_password(None))
    user.is_active = False
    user.save(force_insert=True)
    member.user, member.left_at = user, timezone.now()
    member.save(force_insert=True)
    return member


@transaction.atomic
def begin_history(
    *, by: Member, file: StoredFile, enclosures: StoredFile | None, headers: Line
) -> HistoryImport:
    """Keep the files of a log with a guess at its columns."""
    check_in_charge(by)
    claim([file, *([enclosures] if enclosures else [])])
    return HistoryImport.objects.create(
        uploaded_by=by,
        file_name=file.name,
        file=file,
        enclosures=enclosures,
        mapping=guessed(headers.cells),
        organisation=by.organisation,
    )


@transaction.atomic
def choose_columns(*, by: Member, import_id: UUID, mapping: Sequence[str]) -> HistoryImport:
    """Raises ValidationError for a required column that is missing or chosen twice."""
    job = HistoryImport.objects.visible_to(by).select_for_update().get(pk=import_id)
    chosen = [key for key in mapping if key]
    if job.state != Job.State.MAPPING or len(mapping) != len(job.mapping):
        raise ValidationError(_("この取り込みは、いまは変更できません。"))
    if len(chosen) != len(set(chosen)):
        raise ValidationError(_("同じ項目が2つの列に選ばれています。"))
    if labels := missing(mapping):
        names = "、".join(labels)
        raise ValidationError(_("次の項目の列を選んでください: %(names)s") % {"names": names})
    job.mapping = list(mapping)
    job.save(update_fields=["mapping"])
    return job


@transaction.atomic
def start_history(
    *,
    by: Member,
    import_id: UUID,
    organisation: Organisation,
    rooms: Mapping[str, str],
    archives: bool,
    joins: bool,
) -> HistoryImport:
    """Queue it. Raises ValidationError for a room that cannot take a log."""
    job = HistoryImport.objects.visible_to(by).select_for_update().get(pk=import_id)
    if job.state != Job.State.MAPPING:
        raise ValidationError(_("この取り込みは、いまは変更できません。"))
    for room_id in rooms.values():
        if not takes_history(existing_room(by, UUID(room_id))):
            raise ValidationError(_("すでに投稿のあるルームには取り込めません。"))
    options: dict[str, Any] = {"rooms": dict(rooms), "archives": archives, "joins": joins}
    job.finish(Job.State.APPLYING, organisation=organisation, done=0, **options)
    return job


@transaction.atomic
def discard_history(*, by: Member, import_id: UUID) -> None:
    job = HistoryImport.objects.visible_to(by).select_for_update().get(pk=import_id)
    if job.state not in {Job.State.MAPPING, Job.State.FAILED}:
        raise ValidationError(_("この取り込みは、いまは変更できません。"))
    release_files(job)
    job.delete()


def release_files(job: HistoryImport) -> None:
    """The log itself is not kept: the clean-up of unused files takes it away."""
    kept = StoredFile.objects.filter(pk__in=[job.file_id, job.enclosures_id])
    kept.update(attached_at=None, changed_at=timezone.now())
