"""Tasks from messages: seen in the room, done by one, gone for who is outside."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from chat.actions.messages import recall_message
from chat.actions.rooms import archive_room, revoke_membership
from chat.actions.tasks import cancel_task, change_task, complete_task, create_task
from chat.home import home_context
from chat.models import Membership, Message, Task
from chat.timeline import item_of, render_item
from tests.chat.factories import City, post
from tests.conftest import SignedIn


def make_task(city: City, title: str = "案内板を直す", **given: Any) -> Task:
    message = post(city.alice, city.room, "案内板が倒れています")
    fields = {"member": city.alice, "assignee_id": city.bob.id, **given}
    return create_task(room_id=city.room.id, seq=message.seq, title=title, **fields)


def shown(task: Task) -> str:
    return render_item(item_of(Message.objects.for_timeline().get(pk=task.message_id)))


def test_it_stands_on_its_message_and_on_the_home_of_who_does_it(town: City) -> None:
    task = make_task(town, due_on=timezone.localdate())
    assert "案内板を直す" in shown(task)
    ((group, tasks),) = home_context(town.bob)["task_groups"]
    assert (group, tasks) == ("today", [task])
    assert home_context(town.alice)["given"] == [task]
    assert home_context(town.charlie)["task_groups"] == []


def test_tasks_are_sorted_by_what_hurts_first(town: City) -> None:
    today = timezone.localdate()
    days = {"later": today + timedelta(3), "undated": None, "overdue": today - timedelta(1)}
    for name, day in days.items():
        make_task(town, name, due_on=day)
    groups = home_context(town.bob)["task_groups"]
    assert [group for group, _tasks in groups] == ["overdue", "later", "undated"]


def test_done_is_told_to_all_and_can_be_taken_back(town: City) -> None:
    task = make_task(town)
    version = task.message.room.version
    complete_task(member=town.bob, task_id=task.id, on=True)
    task.refresh_from_db()
    assert (task.done_by, home_context(town.bob)["task_groups"]) == (town.bob, [])
    assert "task-chip--done" in shown(task)
    town.room.refresh_from_db()
    assert town.room.version > version, "the room hears of it"
    complete_task(member=town.alice, task_id=task.id, on=False)
    assert home_context(town.bob)["task_groups"]


def test_another_person_may_take_it_over(town: City) -> None:
    task = make_task(town)
    given = {"title": "案内板を直す", "due_on": None, "note": "脚立あり"}
    change_task(member=town.bob, task_id=task.id, assignee_id=town.alice.id, **given)  # type: ignore[arg-type]
    assert home_context(town.bob)["task_groups"] == []
    assert home_context(town.alice)["task_groups"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"title": "  "}, "title"), ({"title": "長" * 201}, "title"), ({"note": "長" * 2001}, "note")],
)
def test_bad_words_are_named(town: City, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as raised:
        make_task(town, **wrong)
    assert list(raised.value.message_dict) == [field]
    assert not Task.objects.exists()


def test_who_is_not_in_the_room_cannot_be_asked(town: City) -> None:
    with pytest.raises(ValidationError) as raised:
        make_task(town, assignee_id=town.charlie.id)
    assert list(raised.value.message_dict) == ["assignee"]


def test_outsiders_see_and_do_nothing(town: City, browse: SignedIn) -> None:
    task = make_task(town)
    with pytest.raises(Membership.DoesNotExist):
        make_task(town, member=town.charlie)
    with pytest.raises(Task.DoesNotExist):
        complete_task(member=town.charlie, task_id=task.id, on=True)
    with pytest.raises(Task.DoesNotExist):
        cancel_task(member=town.charlie, task_id=task.id)
    client = browse(town.charlie)
    assert client.get(f"/rooms/tasks/{task.id}/").status_code == 404
    assert client.get(f"/rooms/tasks/{uuid4()}/").status_code == 404
    for path in ("/rooms/tasks/?whose=all&state=all", "/rooms/tasks/export/?whose=all&state=all"):
        assert "案内板" not in client.get(path).content.decode()
        assert "案内板" in browse(town.bob).get(path).content.decode()


def test_who_left_the_room_has_left_its_tasks(town: City) -> None:
    task = make_task(town)
    revoke_membership(host=town.alice, room_id=town.room.id, member_id=town.bob.id)
    assert home_context(town.bob)["task_groups"] == []
    with pytest.raises(Task.DoesNotExist):
        complete_task(member=town.bob, task_id=task.id, on=True)


def test_a_recalled_text_does_not_live_on_in_a_task(town: City) -> None:
    task = make_task(town, "案内板が倒れています")
    recall_message(member=town.alice, room_id=town.room.id, seq=task.message.seq)
    task.refresh_from_db()
    assert (task.title, task.cancelled_at is not None) == ("", True)
    assert "案内板" not in shown(task)
    with pytest.raises(ValidationError):
        complete_task(member=town.bob, task_id=task.id, on=True)
    words = {"title": "案内板が倒れています", "due_on": None, "note": ""}
    with pytest.raises(ValidationError):  # a dialog that was open during the recall
        change_task(member=town.bob, task_id=task.id, assignee_id=town.bob.id, **words)  # type: ignore[arg-type]
    task.refresh_from_db()
    assert task.title == ""


def test_who_left_stays_named_until_somebody_is_chosen(town: City, browse: SignedIn) -> None:
    task = make_task(town)
    revoke_membership(host=town.alice, room_id=town.room.id, member_id=town.bob.id)
    text = browse(town.alice).get(f"/rooms/tasks/{task.id}/").content.decode()
    assert re.findall(r'value="([^"]+)" selected', text) == [str(town.bob.id)]


def test_an_archived_room_keeps_its_tasks_as_they_are(town: City) -> None:
    task = make_task(town)
    archive_room(host=town.alice, room_id=town.room.id, on=True)
    with pytest.raises(ValidationError):
        complete_task(member=town.bob, task_id=task.id, on=True)


def test_a_cell_of_the_export_is_no_formula(town: City, browse: SignedIn) -> None:
    make_task(town, '=HYPERLINK("http://example.jp")')
    text = browse(town.bob).get("/rooms/tasks/export/").content.decode()
    assert text.startswith("\ufeff")
    assert "'=HYPERLINK" in text


def test_the_dialog_offers_the_people_of_the_room(town: City, browse: SignedIn) -> None:
    task = make_task(town)
    page = browse(town.bob).get(f"/rooms/{town.room.id}/messages/{task.message.seq}/task/")
    text = page.content.decode()
    assert town.alice.name in text
    assert town.charlie.name not in text
