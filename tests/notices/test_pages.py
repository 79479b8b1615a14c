"""The pages of the board: written, previewed, published, read, and closed to outsiders."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hub.files.models import StoredFile
from hub.notices.actions.boards import save_board
from hub.notices.keeping import keep_turns
from hub.notices.models import Audience, Board, Notice, NoticeReading
from hub.obligations.models import Call, Obligation
from hub.organisations.models import Member
from tests.chat.factories import City, make_member
from tests.conftest import SignedIn
from tests.notices.writing import ASKS, city_board, put_up


def form_of(board: Board, **changes: Any) -> dict[str, Any]:
    given = {
        "board": str(board.pk),
        "title": "熱中症警戒アラート",
        "body": "<p>こまめに<strong>水分</strong>を。</p>",
        "importance": "urgent",
        "kind": "none",
        "comments_allowed": "on",
    }
    return {**given, **changes}


def test_written_previewed_and_published(town: City, browse: SignedIn) -> None:
    board = city_board(town.alice)
    alice = browse(town.alice)
    given = form_of(
        board,
        audience=["kind:clinic"],
        kind="choice",
        holding="organisation",
        choice_label=["対応済み", "応援必要", ""],
        choice_state=["done", "help", "done"],
        ladder="tree",
        says="体調の悪い方がいないか確かめてください。",
    )
    preview = alice.post(reverse("notices:audience"), given).content.decode()
    assert "<b>2</b>人" in preview
    assert "2の組織・役割に" in preview
    answer = alice.post(reverse("notices:write"), {**given, "publish": "1"})
    notice = Notice.objects.get()
    assert answer.headers["Location"] == reverse("notices:notice", args=[notice.pk])
    assert notice.state == "published"
    obligation = notice.obligation
    assert obligation is not None
    assert (obligation.urgent, obligation.is_open, obligation.branches.count()) == (True, True, 2)
    assert set(Call.objects.values_list("member__name", flat=True)) == {"棒", "茶織"}
    shown = browse(town.bob).get(reverse("notices:notice", args=[notice.pk])).content.decode()
    assert "<strong>水分</strong>" in shown
    assert "応援必要" in shown


def test_a_wrong_field_is_named_and_nothing_is_stored(town: City, browse: SignedIn) -> None:
    board = city_board(town.alice)
    past = (timezone.localtime() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    wrongs: list[dict[str, Any]] = [
        {"title": " "},
        {"audience": ["member:nobody"]},
        {"kind": "choice", "choice_label": ["一つだけ"], "choice_state": ["done"]},
        {"kind": "confirm", "deadline": past},
        {"starts_at": "2030-01-02T00:00", "ends_at": "2030-01-01T00:00"},
        {"attached": ["not-an-id"]},
        {"starts_at": "0001-01-01T00:00"},
        {"ends_at": "0001-01-01T00:00"},
        {"ends_at": "9999-12-31T23:59"},
    ]
    for wrong in wrongs:
        answer = browse(town.alice).post(reverse("notices:write"), form_of(board, **wrong))
        assert answer.status_code == 422, wrong
    assert not Notice.objects.exists()
    assert not Obligation.objects.exists()


def test_who_may_not_post_does_not(town: City, browse: SignedIn) -> None:
    board = city_board(town.alice)
    bob = browse(town.bob)
    assert bob.get(reverse("notices:write")).status_code == 403
    assert bob.post(reverse("notices:write"), form_of(board)).status_code == 403
    assert bob.post(reverse("notices:audience"), form_of(board)).status_code == 404
    nowhere = {"board": "xyz"}
    assert browse(town.alice).post(reverse("notices:audience"), nowhere).status_code == 404
    assert not Notice.objects.exists()


def test_candidates_are_those_one_may_know(town: City, browse: SignedIn) -> None:
    administrator = make_member(town.bob.organisation, "長", Member.Role.ORGANISATION_ADMINISTRATOR)
    save_board(by=administrator, name="院内", scope="organisation")
    address = reverse("notices:candidates")
    assert "茶織" in browse(town.alice).get(address, {"q": "茶織"}).content.decode()
    found = browse(administrator).get(address, {"q": "茶織"}).content.decode()
    assert "茶織" not in found.replace("「茶織」", "")


def test_outside_organisations_are_the_citys_to_address(town: City, browse: SignedIn) -> None:
    administrator = make_member(town.bob.organisation, "長", Member.Role.ORGANISATION_ADMINISTRATOR)
    own = save_board(by=administrator, name="院内", scope="organisation")
    answer = browse(administrator).post(
        reverse("notices:write"),
        form_of(own, audience=[f"organisation:{town.alice.organisation_id}"]),
    )
    assert answer.status_code == 403
    assert not Notice.objects.exists()


def test_displayed_for_two_seconds_is_read_and_nothing_less(town: City, browse: SignedIn) -> None:
    notice = put_up(
        town.alice, city_board(town.alice), Audience(organisation=town.bob.organisation)
    )
    bob, seen = browse(town.bob), reverse("notices:seen")

    def unread() -> bool:
        return Notice.objects.unread_by(town.bob).filter(pk=notice.pk).exists()

    bob.get(reverse("notices:notice", args=[notice.pk]))
    bob.post(seen, {"id": [str(notice.pk)], "displayed": "0"})
    assert unread()
    browse(town.charlie).post(seen, {"id": [str(notice.pk)], "displayed": "1"})
    bob.post(seen, {"id": [str(notice.pk)], "displayed": "1"})
    assert not unread()
    assert set(NoticeReading.objects.values_list("member__name", flat=True)) == {"棒"}
    listed = browse(town.alice).get(reverse("notices:readers", args=[notice.pk]))
    assert "棒" in listed.content.decode()
    assert bob.get(reverse("notices:readers", args=[notice.pk])).status_code == 404


def test_a_change_is_kept_and_can_make_it_unread_again(town: City, browse: SignedIn) -> None:
    board = city_board(town.alice)
    notice = put_up(town.alice, board, Audience(organisation=town.bob.organisation))
    bob, alice = browse(town.bob), browse(town.alice)
    bob.post(reverse("notices:seen"), {"id": [str(notice.pk)], "displayed": "1"})
    given = form_of(board, title="訂正", audience=[f"organisation:{town.bob.organisation_id}"])
    edit = reverse("notices:edit", args=[notice.pk])
    alice.post(edit, given)
    assert not Notice.objects.unread_by(town.bob).exists()
    alice.post(edit, {**given, "title": "再訂正", "unread_again": "1"})
    assert Notice.objects.unread_by(town.bob).exists()
    assert list(notice.revisions.values_list("title", flat=True)) == [
        "再訂正",
        "訂正",
        "熱中症警戒アラート",
    ]
    history = bob.get(reverse("notices:history", args=[notice.pk])).content.decode()
    assert "第3版" in history
    assert bob.post(edit, given).status_code == 403


def test_goes_up_and_comes_down_by_itself(town: City, browse: SignedIn) -> None:
    board, bob = city_board(town.alice), browse(town.bob)
    now = timezone.now()
    begin, end = now + timedelta(hours=1), now + timedelta(hours=3)
    notice = put_up(town.alice, board, starts_at=begin, ends_at=end, asks=ASKS)
    assert (notice.state, Obligation.objects.opened().exists()) == ("scheduled", False)
    assert notice.title not in bob.get(reverse("notices:list")).content.decode()
    with time_machine.travel(begin + timedelta(seconds=5), tick=False):
        keep_turns()
        keep_turns()
        assert notice.title in listed(bob)
        assert Obligation.objects.opened().count() == 1
    with time_machine.travel(end + timedelta(seconds=5), tick=False):
        keep_turns()
        assert notice.title not in listed(bob)
        assert notice.title in listed(bob, show="ended")
        assert notice.title in listed(bob, q="熱中")


def listed(client: Client, **query: str) -> str:
    return client.get(reverse("notices:list"), query).content.decode()


def test_filters_and_search_start_from_what_one_sees(town: City, browse: SignedIn) -> None:
    board = city_board(town.alice)
    put_up(town.alice, board, Audience(organisation=town.bob.organisation), title="ワクチン接種枠")
    put_up(town.alice, board, title="庁舎停電", importance="urgent", asks=ASKS)
    bob, charlie = browse(town.bob), browse(town.charlie)
    assert "ワクチン接種枠" in listed(bob, q="ﾜｸﾁﾝ")
    assert "ワクチン接種枠" not in listed(charlie, q="ﾜｸﾁﾝ")
    assert "ワクチン接種枠" not in listed(bob, importance="urgent")
    assert "庁舎停電" in listed(bob, show="asked")
    assert "ワクチン接種枠" not in listed(bob, show="asked")
    search = reverse("chat:search")
    assert 'お知らせ <span class="badge badge--quiet">1</span>' in searched(bob, search)
    assert 'お知らせ <span class="badge badge--quiet">0</span>' in searched(charlie, search)


def searched(client: Client, address: str) -> str:
    return client.get(address, {"q": "ワクチン"}).content.decode()


def test_withdrawn_closes_what_it_asked(town: City, browse: SignedIn) -> None:
    notice = put_up(town.alice, city_board(town.alice), asks=ASKS)
    browse(town.bob).post(reverse("notices:withdraw", args=[notice.pk]))
    assert Notice.objects.published().exists()
    browse(town.alice).post(reverse("notices:withdraw", args=[notice.pk]))
    assert browse(town.bob).get(reverse("notices:notice", args=[notice.pk])).status_code == 404
    assert Obligation.objects.get().closed_at is not None


def test_comments_where_they_are_allowed(town: City, browse: SignedIn) -> None:
    board = city_board(town.alice)
    quiet = put_up(town.alice, board, comments_allowed=False)
    open_one = put_up(town.alice, board, Audience(organisation=town.bob.organisation))
    bob = browse(town.bob)
    for notice in (quiet, open_one):
        bob.post(reverse("notices:comment", args=[notice.pk]), {"body": "了解しました"})
    browse(town.charlie).post(reverse("notices:comment", args=[open_one.pk]), {"body": "横から"})
    assert [comment.body for comment in open_one.comments.all()] == ["了解しました"]
    assert not quiet.comments.exists()
    remark = open_one.comments.get()
    browse(town.charlie).post(reverse("notices:delete-comment", args=[remark.pk]))
    remark.refresh_from_db()
    assert remark.deleted_at is None
    bob.post(reverse("notices:delete-comment", args=[remark.pk]))
    remark.refresh_from_db()
    assert remark.deleted_at is not None


def test_files_hang_on_it(town: City, browse: SignedIn, stored_file: StoredFile) -> None:
    board = city_board(town.alice)
    given = form_of(board, attached=[str(stored_file.pk)], publish="1")
    browse(town.alice).post(reverse("notices:write"), given)
    notice = Notice.objects.get()
    assert [row.file for row in notice.files.all()] == [stored_file]
    shown = browse(town.bob).get(reverse("notices:notice", args=[notice.pk])).content.decode()
    assert "対応手順.pdf" in shown


def test_the_calendar_shows_what_ends_and_what_is_due(town: City, browse: SignedIn) -> None:
    board = city_board(town.alice)
    deadline = timezone.now() + timedelta(days=1)
    put_up(town.alice, board, title="期限あり", asks={**ASKS, "deadline": deadline})
    put_up(
        town.alice,
        board,
        Audience(organisation=town.charlie.organisation),
        title="別の相手",
        ends_at=deadline,
    )
    month = timezone.localtime(deadline).strftime("%Y-%m")
    page = browse(town.bob).get(reverse("notices:calendar"), {"month": month}).content.decode()
    assert "期限あり" in page
    assert "別の相手" not in page
    for other in ("x", "0001-01", "9999-11", "9999-12"):
        shown = browse(town.bob).get(reverse("notices:calendar"), {"month": other})
        assert f"{timezone.localdate().year}年" in shown.content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_costs_the_same_however_much_there_is(
    town: City, browse: SignedIn, count: int, django_assert_num_queries: Any
) -> None:
    board = city_board(town.alice)
    for number in range(count):
        put_up(town.alice, board, title=f"{number}号", asks=ASKS)
    bob = browse(town.bob)
    bob.get(reverse("notices:list"))
    with django_assert_num_queries(QUERIES):
        bob.get(reverse("notices:list"))


QUERIES = 24


def test_boards_are_set_up_by_administrators(town: City, browse: SignedIn) -> None:
    alice, bob = browse(town.alice), browse(town.bob)
    given = {"name": "医療機関向け", "scope": "city", "categories": "感染症\n予防接種"}
    alice.post(reverse("notices:new-board"), given)
    board = Board.objects.get()
    assert list(board.categories.values_list("name", flat=True)) == ["感染症", "予防接種"]
    grants = reverse("notices:grants", args=[board.pk])
    rights = {"audience": [f"member:{town.bob.pk}"], "right": ["post"]}
    assert bob.post(grants, rights).status_code == 404
    assert not Board.objects.postable_by(town.bob).exists()
    alice.post(grants, rights)
    assert Board.objects.postable_by(town.bob).exists()
    assert not Board.objects.manageable_by(town.bob).exists()
    assert bob.get(reverse("notices:boards")).status_code == 403
    assert bob.post(reverse("notices:new-board"), given).status_code == 403
