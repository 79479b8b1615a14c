"""Search, tasks, and messages on the move: the rest of what the browser can do."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from api.access import Bearer
from api.message_data import MessageOut, message_out
from api.people import caller
from api.problems import answers
from api.rooms import place_of
from api.scopes import Scope
from api.types import Input, Line, Seq, Text
from chat.actions import moving, tasks, topics
from chat.models import Message, Room, Task
from chat.search import Place, Question, find_messages, own_rooms
from hub.search.terms import terms_of

router = Router(tags=["work"], auth=Bearer(Scope.MESSAGES_READ))
writing = Bearer(Scope.MESSAGES_WRITE)
ONE = "/rooms/{uuid:room_id}/messages/{int:seq}"


class Asked(Schema):
    """Words as in the search box; `cursor` is the `next` of the page before."""

    q: Line
    room: UUID | None = None
    topic: UUID | None = None
    sender: Line = ""
    since: date | None = None
    until: date | None = None
    has_file: bool = False
    cursor: Line = ""


class HitsOut(Schema):
    """Newest first. `count` is exact up to 1,000."""

    items: list[MessageOut]
    count: int
    next: str | None


class OpenRoomOut(Schema):
    id: UUID
    name: str
    description: str


class TaskOut(Schema):
    id: UUID
    room: UUID
    seq: int
    title: str
    note: str
    assignee: UUID
    assignee_name: str
    created_by: UUID
    due_on: date | None
    done_at: datetime | None


class TaskIn(Input):
    title: Line
    assignee: UUID
    due_on: date | None = None
    note: Text = ""


class TaskState(Input):
    done: bool


class Mine(Schema):
    """Whose: assigned to the caller, given by the caller, or all in the caller's rooms."""

    whose: Literal["mine", "given", "all"] = "mine"
    done: bool = False


class SortIn(Input):
    """Into a topic of the same room, or (null) into none."""

    scope: Literal["one", "later", "all"] = "one"
    topic: UUID | None


class SortedOut(Schema):
    count: int


class MoveIn(Input):
    """`readers_accepted` says that somebody looked at who will newly read along."""

    scope: Literal["one", "later", "all"] = "one"
    room: UUID
    topic: UUID | None = None
    readers_accepted: bool = False


@router.get("/messages/search", response=answers(HitsOut))
def search(request: HttpRequest, asked: Query[Asked]) -> HitsOut:
    """In the caller's rooms only."""
    question = Question(
        terms=terms_of(asked.q),
        room=asked.room,
        topic=asked.topic,
        sender=asked.sender,
        since=asked.since,
        until=asked.until,
        has_file=asked.has_file,
    )
    if question.is_empty:
        return HitsOut(items=[], count=0, next=None)
    found = find_messages(own_rooms(caller(request)), question, Place.parse(asked.cursor))
    order = {row.pk: place for place, row in enumerate(found.rows)}
    rows = Message.objects.for_timeline().filter(pk__in=order)
    items = [message_out(row) for row in sorted(rows, key=lambda row: order[row.pk])]
    return HitsOut(items=items, count=found.count, next=str(found.next) if found.next else None)


@router.get("/open-rooms", response=answers(list[OpenRoomOut]), auth=Bearer(Scope.ROOMS_READ))
def open_rooms(request: HttpRequest) -> list[OpenRoomOut]:
    """Open rooms of the caller's organisation that the caller may join."""
    found = Room.objects.joinable_by(caller(request)).order_by("name")
    return [OpenRoomOut(id=room.id, name=room.name, description=room.description) for room in found]


def task_out(task: Task) -> TaskOut:
    return TaskOut(
        id=task.id,
        room=task.message.room_id,
        seq=task.message.seq,
        title=task.title,
        note=task.note,
        assignee=task.assignee_id,
        assignee_name=task.assignee.name,
        created_by=task.created_by_id,
        due_on=task.due_on,
        done_at=task.done_at,
    )


def stored(request: HttpRequest, task_id: UUID) -> TaskOut:
    return task_out(Task.objects.visible_to(caller(request)).with_people().get(pk=task_id))


@router.get("/tasks", response=answers(list[TaskOut]))
def list_tasks(request: HttpRequest, query: Query[Mine]) -> list[TaskOut]:
    """What is due first comes first; up to 500."""
    found = Task.objects.visible_to(caller(request)).with_people().filter(cancelled_at=None)
    if query.whose == "mine":
        found = found.filter(assignee=caller(request))
    elif query.whose == "given":
        found = found.filter(created_by=caller(request))
    found = found.filter(done_at__isnull=not query.done)
    return [task_out(each) for each in found.soonest()[:500]]


@router.post(ONE + "/tasks", response=answers(TaskOut, 201), auth=writing)
def create_task(request: HttpRequest, room_id: UUID, seq: int, given: TaskIn) -> Any:
    place_of(request, room_id)
    task = tasks.create_task(
        member=caller(request),
        room_id=room_id,
        seq=seq,
        title=given.title,
        assignee_id=given.assignee,
        due_on=given.due_on,
        note=given.note,
    )
    return Status(201, stored(request, task.id))


@router.put("/tasks/{uuid:task_id}", response=answers(TaskOut), auth=writing)
def change_task(request: HttpRequest, task_id: UUID, given: TaskIn) -> TaskOut:
    tasks.change_task(
        member=caller(request),
        task_id=task_id,
        title=given.title,
        assignee_id=given.assignee,
        due_on=given.due_on,
        note=given.note,
    )
    return stored(request, task_id)


@router.patch("/tasks/{uuid:task_id}", response=answers(TaskOut), auth=writing)
def complete_task(request: HttpRequest, task_id: UUID, given: TaskState) -> TaskOut:
    tasks.complete_task(member=caller(request), task_id=task_id, on=given.done)
    return stored(request, task_id)


@router.delete("/tasks/{uuid:task_id}", response=answers(None, 204), auth=writing)
def cancel_task(request: HttpRequest, task_id: UUID) -> Any:
    tasks.cancel_task(member=caller(request), task_id=task_id)
    return Status(204, None)


@router.post(ONE + "/sort", response=answers(SortedOut), auth=writing)
def sort_messages(request: HttpRequest, room_id: UUID, seq: Seq, given: SortIn) -> SortedOut:
    """Put a message (and others of its topic) into another topic."""
    place_of(request, room_id)
    count = topics.sort_messages(
        member=caller(request), room_id=room_id, seq=seq, scope=given.scope, topic_id=given.topic
    )
    return SortedOut(count=count)


@router.post(ONE + "/move", response=answers(list[MessageOut]), auth=writing)
def move_messages(request: HttpRequest, room_id: UUID, seq: Seq, given: MoveIn) -> list[MessageOut]:
    """Post it anew in another room; a trace stays. The new messages are returned."""
    place_of(request, room_id)
    moved = moving.move_messages(
        member=caller(request),
        room_id=room_id,
        seq=seq,
        scope=given.scope,
        target_id=given.room,
        topic_id=given.topic,
        readers_accepted=given.readers_accepted,
    )
    rows = Message.objects.for_timeline().filter(pk__in=[message.pk for message in moved])
    return [message_out(row) for row in rows.order_by("seq")]
