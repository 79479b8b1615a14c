"""Duties whose holder changes by the clock: who is reached, who is in the room, and since when."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from chat.actions.duties import add_duty, remove_duty
from chat.actions.rooms import grant_membership, leave_room, revoke_membership
from chat.addresses import own_addresses
from chat.keeping import keep_duties
from chat.mentions import unread_mentions
from chat.models import DutyPlace, Membership, Message, Room
from chat.resume import resume
from hub.models import AuditEntry
from hub.organisations.actions.members import end_membership
from hub.organisations.actions.organisations import delete_duty, save_duty
from hub.organisations.actions.rosters import plan_shifts, remove_shift
from hub.organisations.models import Duty, Member, Organisation, Shift
from hub.organisations.rosters import HOLIDAY, Day, Planned, matching_days, month_of, pasted, span
from tests.chat.factories import City, make_member, make_room, post
from tests.conftest import SignedIn

# Monday 9 November 2026 in Tokyo: 08:50.
MORNING = datetime(2026, 11, 8, 23, 50, tzinfo=UTC)
NINE = MORNING + timedelta(minutes=10)
NOON = NINE + timedelta(hours=3)


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def duty(town: City) -> Duty:
    return Duty.objects.create(organisation=town.bob.organisation, name="休日当番医 受付")


@pytest.fixture
def eve(town: City) -> Member:
    """A colleague of bob, in no room of his."""
    return make_member(town.bob.organisation, "絵舞", reading="いぶ")


@pytest.fixture
def roster(town: City, duty: Duty, eve: Member) -> list[Planned]:
    """bob from nine to noon, eve from noon to three."""
    shifts = [
        Planned(town.bob.id, NINE, NOON),
        Planned(eve.id, NOON, NOON + timedelta(hours=3)),
    ]
    plan(town, duty, shifts)
    return shifts


def plan(city: City, duty: Duty, shifts: list[Planned], **more: Any) -> int:
    return plan_shifts(
        by=city.alice,
        organisation_id=duty.organisation_id,
        duty_id=duty.id,
        planned=shifts,
        **more,
    )


def names(duty: Duty) -> list[str]:
    return sorted(member.name for member in duty.present_holders())


def inside(room: Room) -> set[str]:
    return {each.member.name for each in Membership.objects.active().filter(room=room)}


@pytest.mark.usefixtures("roster")
def test_the_holder_changes_with_the_clock_alone(
    clock: Any, town: City, duty: Duty, eve: Member
) -> None:
    assert names(duty) == []
    clock.move_to(NINE)
    assert names(duty) == [town.bob.name]
    clock.move_to(NOON)
    assert names(duty) == [eve.name], "at its end a shift is over"
    clock.move_to(NOON + timedelta(hours=3))
    assert names(duty) == []


@pytest.mark.usefixtures("roster")
def test_fixed_holders_hold_it_beside_the_roster(
    clock: Any, town: City, duty: Duty, eve: Member
) -> None:
    clock.move_to(NINE)
    save_duty(
        by=town.alice,
        organisation_id=duty.organisation_id,
        duty_id=duty.id,
        name=duty.name,
        reading="",
        holders=[eve],
    )
    assert names(duty) == sorted([town.bob.name, eve.name])


@pytest.mark.usefixtures("roster")
def test_a_mention_reaches_todays_holder_and_not_yesterdays(
    clock: Any, town: City, duty: Duty, eve: Member
) -> None:
    grant_membership(host=town.alice, room_id=town.room.id, member_ids=[eve.id])
    clock.move_to(NINE)
    address = f"duty:{duty.id}"
    post(town.alice, town.room, f"@{duty.name} お願いします", mentions=[address])
    assert unread_mentions(town.bob).count() == 1
    assert unread_mentions(eve).count() == 0
    clock.move_to(NOON)
    assert (address in own_addresses(town.bob), address in own_addresses(eve)) == (False, True)
    assert unread_mentions(town.bob).count() == 0
    assert unread_mentions(eve).count() == 1


@pytest.mark.usefixtures("roster")
def test_the_present_holder_is_in_the_room_while_on_shift(
    clock: Any, town: City, duty: Duty, eve: Member, browse: SignedIn
) -> None:
    room = make_room(town.alice, name="休日当番医")
    post(town.alice, room, "先週の引き継ぎ")
    add_duty(host=town.alice, room_id=room.id, duty_id=duty.id)
    assert inside(room) == {town.alice.name}
    for moment, holder, other in ((NINE, town.bob, eve), (NOON, eve, town.bob)):
        clock.move_to(moment)
        keep_duties()
        assert inside(room) == {town.alice.name, holder.name}
        page = browse(holder).get(f"/rooms/{room.id}/")
        assert page.status_code == 200
        assert "先週の引き継ぎ" in page.content.decode(), "the history belongs to the duty"
        assert browse(other).get(f"/rooms/{room.id}/").status_code == 404
    clock.move_to(NOON + timedelta(hours=3))
    keep_duties()
    assert inside(room) == {town.alice.name}
    with pytest.raises(Room.DoesNotExist):
        resume(member=eve, room_id=room.id, after=0, language="ja")


@pytest.mark.usefixtures("roster")
def test_what_no_holder_read_waits_unread_for_the_next(
    clock: Any, town: City, duty: Duty, eve: Member
) -> None:
    room = make_room(town.alice, name="休日当番医")
    add_duty(host=town.alice, room_id=room.id, duty_id=duty.id)
    clock.move_to(NINE)
    keep_duties()
    post(town.bob, room, "受付を始めます")
    post(town.alice, room, "混んでいますか")
    post(town.alice, room, "返事をください")
    clock.move_to(NOON)
    keep_duties()
    assert Membership.objects.get(room=room, member=eve).unread_count == 2
    assert Membership.objects.get(room=room, member=town.alice).unread_count == 0


@pytest.mark.usefixtures("roster")
def test_a_message_names_the_duty_it_was_posted_for(clock: Any, town: City, duty: Duty) -> None:
    room = make_room(town.alice, name="休日当番医")
    add_duty(host=town.alice, room_id=room.id, duty_id=duty.id)
    clock.move_to(NINE)
    keep_duties()
    assert post(town.bob, room, "受付です").posted_as == duty.name
    assert post(town.alice, room, "市役所です").posted_as == ""
    assert post(town.bob, town.room, "別の部屋").posted_as == ""
    clock.move_to(NOON)
    keep_duties()
    shown = resume(member=town.alice, room_id=room.id, after=0, language="ja")["messages"]
    assert any(f"（{duty.name}）" in message["html"] for message in shown), "also when it is over"


@pytest.mark.usefixtures("roster")
def test_who_is_in_the_room_anyway_stays(clock: Any, town: City, duty: Duty) -> None:
    add_duty(host=town.alice, room_id=town.room.id, duty_id=duty.id)
    clock.move_to(NINE)
    keep_duties()
    assert post(town.bob, town.room, "当番です").posted_as == duty.name
    clock.move_to(NOON)
    keep_duties()
    assert town.bob.name in inside(town.room)
    assert post(town.bob, town.room, "帰りました").posted_as == ""


@pytest.mark.usefixtures("roster")
def test_a_holder_invited_by_name_stays_after_the_shift(clock: Any, town: City, duty: Duty) -> None:
    room = make_room(town.alice, name="休日当番医")
    add_duty(host=town.alice, room_id=room.id, duty_id=duty.id)
    clock.move_to(NINE)
    keep_duties()
    added = grant_membership(host=town.alice, room_id=room.id, member_ids=[town.bob.id])
    assert added == [town.bob]
    clock.move_to(NOON)
    keep_duties()
    assert town.bob.name in inside(room)


@pytest.mark.usefixtures("roster")
def test_a_holder_neither_leaves_nor_is_removed(clock: Any, town: City, duty: Duty) -> None:
    room = make_room(town.alice, name="休日当番医")
    add_duty(host=town.alice, room_id=room.id, duty_id=duty.id)
    clock.move_to(NINE)
    keep_duties()
    with pytest.raises(ValidationError, match="担当者"):
        leave_room(member=town.bob, room_id=room.id)
    with pytest.raises(ValidationError, match="担当者"):
        revoke_membership(host=town.alice, room_id=room.id, member_id=town.bob.id)
    remove_duty(host=town.alice, room_id=room.id, duty_id=duty.id)
    assert inside(room) == {town.alice.name}


@pytest.mark.usefixtures("roster")
def test_a_second_run_changes_nothing(clock: Any, town: City, duty: Duty) -> None:
    room = make_room(town.alice, name="休日当番医")
    add_duty(host=town.alice, room_id=room.id, duty_id=duty.id)
    clock.move_to(NINE)
    keep_duties()
    before = list(Membership.objects.order_by("pk").values())
    version = Room.objects.get(pk=room.pk).version
    keep_duties()
    assert list(Membership.objects.order_by("pk").values()) == before
    assert Room.objects.get(pk=room.pk).version == version


@pytest.mark.usefixtures("roster")
def test_changes_of_the_roster_take_effect_at_once(
    clock: Any, town: City, duty: Duty, eve: Member
) -> None:
    room = make_room(town.alice, name="休日当番医")
    add_duty(host=town.alice, room_id=room.id, duty_id=duty.id)
    clock.move_to(NINE)
    keep_duties()
    shift = Shift.objects.get(member=town.bob)
    remove_shift(by=town.alice, organisation_id=duty.organisation_id, shift_id=shift.id)
    assert inside(room) == {town.alice.name}
    plan(town, duty, [Planned(eve.id, NINE, NOON, Shift.Rank.DEPUTY)])
    assert inside(room) == {town.alice.name, eve.name}
    end_membership(by=town.alice, member_id=eve.id)
    keep_duties()
    assert inside(room) == {town.alice.name}
    assert not Shift.objects.filter(member=eve, starts_at__gte=NOON).exists()


@pytest.mark.usefixtures("roster")
def test_a_deleted_duty_takes_its_holders_along(clock: Any, town: City, duty: Duty) -> None:
    room = make_room(town.alice, name="休日当番医")
    add_duty(host=town.alice, room_id=room.id, duty_id=duty.id)
    clock.move_to(NINE)
    keep_duties()
    message = post(town.bob, room, "受付です")
    delete_duty(by=town.alice, organisation_id=duty.organisation_id, duty_id=duty.id)
    assert inside(room) == {town.alice.name}
    assert not DutyPlace.objects.filter(room=room).exists()
    assert Message.objects.get(pk=message.pk).posted_as == duty.name


def test_only_administrators_plan_and_only_own_people(clock: Any, town: City, duty: Duty) -> None:
    with pytest.raises(Organisation.DoesNotExist):
        plan_shifts(
            by=town.charlie,
            organisation_id=duty.organisation_id,
            duty_id=duty.id,
            planned=[Planned(town.bob.id, NINE, NOON)],
        )
    with pytest.raises(ValidationError, match="自分の組織"):
        plan(town, duty, [Planned(town.charlie.id, NINE, NOON)])
    with pytest.raises(ValidationError, match="終了"):
        plan(town, duty, [Planned(town.bob.id, NOON, NINE)])
    assert not Shift.objects.exists()


def test_planning_twice_equals_once(clock: Any, town: City, duty: Duty, eve: Member) -> None:
    shifts = [Planned(town.bob.id, NINE, NOON), Planned(eve.id, NINE, NOON, Shift.Rank.DEPUTY)]
    assert plan(town, duty, shifts) == 2
    assert plan(town, duty, shifts) == 0
    assert plan(town, duty, shifts[:1], replaces=(MORNING, NOON)) == 1
    assert [shift.member for shift in duty.shifts.all()] == [town.bob]
    assert AuditEntry.objects.filter(action="duty.changed", member=town.alice).count() == 3


def test_past_shifts_stay_as_evidence(clock: Any, town: City, duty: Duty) -> None:
    plan(town, duty, [Planned(town.bob.id, NINE, NOON)])
    clock.move_to(NOON)
    shift = Shift.objects.get()
    with pytest.raises(ValidationError, match="記録"):
        remove_shift(by=town.alice, organisation_id=duty.organisation_id, shift_id=shift.id)
    plan(town, duty, [], replaces=(MORNING, NOON))
    assert Shift.objects.filter(pk=shift.pk).exists()


def test_sundays_and_holidays() -> None:
    days = matching_days(date(2026, 11, 1), date(2026, 11, 30), {6, HOLIDAY})
    assert [day.day for day in days] == [1, 3, 8, 15, 22, 23, 29]


def test_a_night_ends_the_next_day() -> None:
    begins, ends = span(date(2026, 11, 9), NINE.time(), NINE.time())
    assert ends - begins == timedelta(days=1)


def test_a_pasted_month(town: City, eve: Member) -> None:
    people = Member.objects.filter(organisation=town.bob.organisation).select_related("user")
    first = "日付\t開始\t終了\t氏名\t区分\n2026/11/3\t9:00\t17:00\t棒\t\n"
    text = first + "令和8年11月15日,９時,17時30分,絵　舞,代行\n"
    found = pasted(text, people)
    assert [(each.member_id, each.rank) for each in found] == [
        (town.bob.id, "lead"),
        (eve.id, "deputy"),
    ]
    assert found[1].ends_at == datetime(2026, 11, 15, 8, 30, tzinfo=UTC)


def test_a_pasted_month_with_mistakes_tells_each_line(town: City) -> None:
    text = "11月31日,9:00,17:00,棒\n2026/11/3,25:00,17:00,棒\n"
    text += "2026/11/3,9:00,17:00,茶織\n2026/11/3,9:00"
    with pytest.raises(ValidationError) as caught:
        pasted(text, Member.objects.filter(pk=town.bob.pk).select_related("user"))
    assert [problem[:4] for problem in caught.value.messages] == [
        "1行目:",
        "2行目:",
        "3行目:",
        "4行目:",
    ]


def november(duty: Duty) -> dict[int, Day]:
    weeks = month_of(duty, date(2026, 11, 1))
    return {day.date.day: day for week in weeks for day in week if day.inside}


def test_the_calendar_shows_gaps_and_overlaps(
    clock: Any, town: City, duty: Duty, eve: Member
) -> None:
    plan(
        town,
        duty,
        [
            Planned(town.bob.id, NINE, NOON),
            Planned(eve.id, NOON - timedelta(hours=1), NOON + timedelta(hours=1)),
            Planned(eve.id, NINE, NINE + timedelta(hours=1), Shift.Rank.DEPUTY),
        ],
    )
    days = november(duty)
    ninth = days[9]
    assert [(gap.starts_at, gap.ends_at) for gap in ninth.overlaps] == [
        (NOON - timedelta(hours=1), NOON)
    ], "a deputy overlaps nobody"
    assert [gap.ends_at - gap.starts_at for gap in ninth.gaps] == [
        timedelta(hours=9),
        timedelta(hours=11),
    ]
    assert (days[10].empty, ninth.empty) == (True, False)
    duty.holders.add(town.bob)
    days = november(duty)
    assert (days[10].empty, days[9].gaps) == (False, [])
