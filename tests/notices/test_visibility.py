"""The rule of notices: addressed, on a board one reads, published. Both ways of it agree."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.files.models import StoredFile
from hub.notices.actions.boards import save_board, save_grants
from hub.notices.actions.publishing import withdraw_notice
from hub.notices.audiences import audience_of_notice, left_out
from hub.notices.models import Audience, Board, BoardGrant, Notice
from hub.organisations.models import Duty, Member, Section
from tests.chat.factories import City, make_member
from tests.notices.writing import city_board, draft_notice, put_up


def sees(member: Member | None, notice: Notice) -> bool:
    return Notice.objects.visible_to(member).filter(pk=notice.pk).exists()


def duty_of(town: City) -> Duty:
    duty = Duty.objects.create(organisation=town.bob.organisation, name="休日当番医 受付")
    duty.holders.add(town.bob)
    return duty


def section_above(town: City) -> Section:
    ward = Section.objects.create(organisation=town.bob.organisation, name="病棟")
    below = Section.objects.create(organisation=town.bob.organisation, name="3階", parent=ward)
    town.bob.section = below
    town.bob.save()
    return ward


TO_BOB: dict[str, Callable[[City], Audience]] = {
    "organisation": lambda town: Audience(organisation=town.bob.organisation),
    "section": lambda town: Audience(section=section_above(town)),
    "duty": lambda town: Audience(duty=duty_of(town)),
    "room": lambda town: Audience(room_id=town.room.pk),
    "member": lambda town: Audience(member=town.bob),
}


@pytest.mark.parametrize("kind", TO_BOB)
def test_those_addressed_see_it_and_nobody_else(town: City, kind: str) -> None:
    notice = put_up(town.alice, city_board(town.alice), TO_BOB[kind](town))
    assert sees(town.bob, notice)
    assert not sees(town.charlie, notice)
    assert not sees(None, notice)
    people = set(audience_of_notice(notice))
    assert people - {town.alice} == {town.bob}


def test_kinds_everyone_and_none_named(town: City) -> None:
    board = city_board(town.alice)
    clinics = put_up(town.alice, board, Audience(kind="clinic"))
    everyone = put_up(town.alice, board, Audience(everyone=True))
    unnamed = put_up(town.alice, board)
    pharmacies = put_up(town.alice, board, Audience(kind="pharmacy"))
    for member in (town.bob, town.charlie):
        seen = set(Notice.objects.visible_to(member))
        assert seen == {clinics, everyone, unnamed}
    assert sees(town.alice, pharmacies)  # its author
    assert set(audience_of_notice(everyone)) == {town.alice, town.bob, town.charlie}
    assert set(audience_of_notice(pharmacies)) == set()


def test_both_ways_of_the_rule_agree(town: City) -> None:
    board = city_board(town.alice)
    own = save_board(by=town.alice, name="庁内", scope="organisation")
    audiences = [(), (Audience(everyone=True),), *((make(town),) for make in TO_BOB.values())]
    for where in (board, own):
        for audience in audiences:
            rows = [Audience(**{name: getattr(row, name) for name in NAMES}) for row in audience]
            notice = put_up(town.alice, where, *rows)
            people = set(audience_of_notice(notice))
            asked = {
                member
                for member in Member.objects.all()
                if Notice.objects.addressed_to(member).filter(pk=notice.pk).exists()
            }
            assert people == asked


NAMES = ("everyone", "kind", "organisation", "section", "duty", "room_id", "member")


def test_a_board_of_the_house_is_read_by_the_house(town: City) -> None:
    colleague = make_member(town.alice.organisation, "同僚")
    board = save_board(by=town.alice, name="庁内", scope="organisation")
    notice = put_up(town.alice, board, Audience(everyone=True))
    assert sees(colleague, notice)
    assert not sees(town.bob, notice)
    assert not Board.objects.readable_by(town.bob).exists()
    assert left_out(board, [Audience(organisation=town.bob.organisation)]) == 1
    grant = BoardGrant(organisation=town.bob.organisation, right="read")
    save_grants(by=town.alice, board_id=board.pk, grants=[grant])
    assert sees(town.bob, notice)
    assert not sees(town.charlie, notice)
    assert left_out(board, [Audience(organisation=town.bob.organisation)]) == 0


def test_a_draft_is_its_authors(town: City) -> None:
    second = make_member(town.alice.organisation, "管理者", Member.Role.CITY_ADMINISTRATOR)
    notice = draft_notice(town.alice, city_board(town.alice), Audience(everyone=True))
    assert sees(town.alice, notice)
    assert not sees(second, notice)
    assert not sees(town.bob, notice)


def test_withdrawn_is_gone_for_its_readers(town: City) -> None:
    notice = put_up(town.alice, city_board(town.alice), Audience(everyone=True))
    assert sees(town.bob, notice)
    withdraw_notice(by=town.alice, notice_id=notice.pk)
    assert not sees(town.bob, notice)
    assert sees(town.alice, notice)


def test_an_ended_one_leaves_the_list_and_can_still_be_opened(town: City) -> None:
    notice = put_up(town.alice, city_board(town.alice), ends_at=timezone.now() + timedelta(hours=1))
    later = timezone.now() + timedelta(hours=2)
    assert Notice.objects.visible_to(town.bob).current().filter(pk=notice.pk).exists()
    assert not Notice.objects.visible_to(town.bob).current(later).filter(pk=notice.pk).exists()
    assert sees(town.bob, notice)


def test_its_files_are_read_by_its_readers(town: City, stored_file: StoredFile) -> None:
    audience = Audience(organisation=town.bob.organisation)
    put_up(town.alice, city_board(town.alice), audience, files=[stored_file.pk])
    readable = StoredFile.objects.filter(pk=stored_file.pk)
    assert StoredFile.objects.visible_to(town.bob).filter(pk__in=readable).exists()
    assert not StoredFile.objects.visible_to(town.charlie).filter(pk__in=readable).exists()
