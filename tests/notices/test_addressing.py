"""Whom an author outside city hall may address, by naming somebody or by naming nobody."""

from datetime import time
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from hub.notices.actions.boards import save_board, save_grants
from hub.notices.actions.publishing import publish_notice
from hub.notices.models import Audience, Board, BoardGrant, Notice
from hub.obligations.models import Branch
from hub.organisations.models import Member, OpeningHours
from tests.chat.factories import City, make_member
from tests.conftest import SignedIn
from tests.notices.writing import ASKS, city_board, draft_notice, put_up


@pytest.fixture
def board(town: City) -> Board:
    """A board of the whole city on which bob's clinic may post."""
    made = city_board(town.alice)
    grant = BoardGrant(organisation=town.bob.organisation, right="post")
    save_grants(by=town.alice, board_id=made.pk, grants=[grant])
    return made


def asking(board: Board, **changes: Any) -> dict[str, Any]:
    given = {
        "board": str(board.pk),
        "title": "お願い",
        "body": "<p>b</p>",
        "importance": "standard",
        "kind": "confirm",
        "holding": "organisation",
        "publish": "1",
    }
    return {**given, **changes}


def test_naming_nobody_reaches_no_further_than_naming_somebody(
    town: City, browse: SignedIn, board: Board
) -> None:
    bob, write = browse(town.bob), reverse("notices:write")
    everybody: tuple[dict[str, Any], ...] = (
        {},
        {"audience": "everyone"},
        {"audience": "kind:clinic"},
    )
    for audience in everybody:
        assert bob.post(write, asking(board, **audience)).status_code == 403
    assert not Notice.objects.exists()
    own = asking(board, audience=f"organisation:{town.bob.organisation_id}")
    assert bob.post(write, own).status_code == 302
    assert {branch.organisation for branch in Branch.objects.all()} == {town.bob.organisation}
    edit = reverse("notices:edit", args=[Notice.objects.get().pk])
    assert bob.post(edit, asking(board)).status_code == 403
    assert browse(town.charlie).post(write, own).status_code == 403
    assert browse(town.alice).post(write, asking(board)).status_code == 302


def test_a_draft_is_asked_again_when_it_goes_up(town: City, board: Board) -> None:
    """A room one has left is no way round, nor is a draft from before the board was opened."""
    room = draft_notice(town.bob, board, Audience(room_id=town.room.pk))
    town.bob.memberships.update(left_at=room.created_at)
    unnamed = draft_notice(town.bob, board, Audience(member=town.bob))
    unnamed.audience.all().delete()
    for draft in (room, unnamed):
        with pytest.raises(PermissionDenied):
            publish_notice(by=town.bob, notice_id=draft.pk)
    assert not Notice.objects.published().exists()


def test_a_board_of_the_own_house_needs_no_names(town: City) -> None:
    head = make_member(town.bob.organisation, "長", Member.Role.ORGANISATION_ADMINISTRATOR)
    own = save_board(by=head, name="院内", scope="organisation")
    assert put_up(head, own, asks=ASKS).is_published
    grant = BoardGrant(board=own, organisation=town.charlie.organisation, right="read")
    grant.save()
    with pytest.raises(PermissionDenied):
        put_up(head, own)


def test_a_preview_names_only_who_may_be_addressed(
    town: City, browse: SignedIn, board: Board
) -> None:
    for organisation in (town.bob.organisation, town.charlie.organisation):
        # Open for one minute of the week: closed now, and rung later.
        OpeningHours.objects.create(
            organisation=organisation, weekday=6, opens_at=time(3), closes_at=time(3, 1)
        )
    preview = reverse("notices:audience")
    for audience in ({}, {"audience": "everyone"}):
        given = asking(board, **audience)
        told = browse(town.bob).post(preview, given).content.decode()
        assert town.charlie.organisation.name not in told
        assert "ほかの組織" in told
        shown = browse(town.alice).post(preview, given).content.decode()
        assert town.charlie.organisation.name in shown
    own = asking(board, audience=f"organisation:{town.bob.organisation_id}")
    assert town.bob.organisation.name in browse(town.bob).post(preview, own).content.decode()
