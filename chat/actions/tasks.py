"""Tasks taken from messages: one person does them, the room sees how they stand."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chat.actions.locking import in_room, message_in, writable_room
from chat.actions.messages import store_change
from chat.addresses import members_of
from chat.event_protocol import TaskChanged
from chat.models import Room, Task
from hub.organisations.models import Member
from hub.realtime import publish
from hub.realtime.groups import member_group

TASKS_OF_MESSAGE = 10


def assignee_in(room: Room, member_id: UUID) -> Member:
    """Somebody of the room. Raises ValidationError for anybody else."""
    found: Member | None = members_of(room).filter(pk=member_id).first()
    if found is None:
        raise ValidationError({"assignee": _("担当者はルームのメンバーから選んでください。")})
    return found


def clean_title(title: str) -> str:
    text = " ".join(title.replace("\x00", "").split())
    if not text:
        raise ValidationError({"title": _("やることを入力してください。")})
    if len(text) > Task.TITLE_LIMIT:
        limit = {"limit": Task.TITLE_LIMIT}
        raise ValidationError({"title": _("%(limit)d文字以内で入力してください。") % limit})
    return text


def clean_note(note: str) -> str:
    text = note.replace("\x00", "").strip()
    if len(text) > Task.NOTE_LIMIT:
        limit = {"limit": Task.NOTE_LIMIT}
        raise ValidationError({"note": _("%(limit)d文字以内で入力してください。") % limit})
    return text


def locked_task(member: Member, task_id: UUID) -> Task:
    """A task of a room the member is in, read while that room is locked: a recall or a move
    that came first has already changed it."""
    visible = Task.objects.visible_to(member).with_people()
    room_id = visible.get(pk=task_id).message.room_id
    room = writable_room(in_room(member, room_id).get())
    task = visible.get(pk=task_id, message__room_id=room_id)
    task.message.room = room
    return task


def refuse_cancelled(task: Task) -> None:
    if task.cancelled_at is not None:
        raise ValidationError(_("取りやめたタスクです。"))


def told(task: Task, *also: Member) -> Task:
    """The room sees the message's chip change; home pages of those concerned are renewed."""
    room: Room = task.message.room
    store_change(room, message_in(room, task.message.seq))
    concerned = {task.assignee_id, task.created_by_id, *(member.id for member in also)}
    for member_id in concerned:
        publish(member_group(member_id), lambda: TaskChanged(task=task.id))
    return task


@transaction.atomic
def create_task(
    *,
    member: Member,
    room_id: UUID,
    seq: int,
    title: str,
    assignee_id: UUID,
    due_on: date | None = None,
    note: str = "",
) -> Task:
    """Raises DoesNotExist outside the room, ValidationError naming the field."""
    room = writable_room(in_room(member, room_id).get())
    message = message_in(room, seq)
    if message.event or message.is_gone:
        raise ValidationError(_("このメッセージはタスクにできません。"))
    if message.tasks.count() >= TASKS_OF_MESSAGE:
        raise ValidationError(_("このメッセージのタスクが多すぎます。"))
    message.room = room
    task = Task(
        message=message,
        title=clean_title(title),
        note=clean_note(note),
        assignee=assignee_in(room, assignee_id),
        created_by=member,
        due_on=due_on,
    )
    task.full_clean()
    task.save(force_insert=True)
    return told(task)


@transaction.atomic
def change_task(
    *,
    member: Member,
    task_id: UUID,
    title: str,
    assignee_id: UUID,
    due_on: date | None,
    note: str,
) -> Task:
    """Other words, another person or another day."""
    task = locked_task(member, task_id)
    refuse_cancelled(task)  # nor may the words of a recalled message come back
    before = task.assignee
    task.title, task.note, task.due_on = clean_title(title), clean_note(note), due_on
    task.assignee = assignee_in(task.message.room, assignee_id)
    task.full_clean()
    task.save(update_fields=["title", "note", "due_on", "assignee"])
    return told(task, before)


@transaction.atomic
def complete_task(*, member: Member, task_id: UUID, on: bool) -> Task:
    """Done, or open again; twice changes nothing."""
    task = locked_task(member, task_id)
    refuse_cancelled(task)
    if (task.done_at is not None) == on:
        return task
    task.done_at = timezone.now() if on else None
    task.done_by = member if on else None
    task.save(update_fields=["done_at", "done_by"])
    return told(task)


@transaction.atomic
def cancel_task(*, member: Member, task_id: UUID) -> Task:
    """Nobody has to do it any more."""
    task = locked_task(member, task_id)
    if task.cancelled_at is None:
        task.cancelled_at = timezone.now()
        task.save(update_fields=["cancelled_at"])
        told(task)
    return task
