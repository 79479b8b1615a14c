"""What those asked see and press; others learn nothing."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.obligations.actions.answering import log_phone_call
from hub.obligations.models import Answer, Branch, Call
from tests.chat.factories import City, make_member
from tests.conftest import SignedIn
from tests.obligations.asking import CHOICES, ask, branch_of, confirm

JSON = {"Accept": "application/json"}


def press(client: Client, branch: Branch, choice: str = "confirmed", **more: Any) -> Any:
    headers = more.pop("headers", {})
    data = {"client_id": str(uuid4()), "choice": choice, **more}
    return client.post(f"/obligations/branches/{branch.pk}/answer/", data, headers=headers)


def test_a_colleague_sees_who_has_taken_it(town: City, browse: SignedIn) -> None:
    town.bob.title = "看護師"
    town.bob.save()
    nurse = make_member(town.bob.organisation, "佐藤")
    asked = ask(town.alice, town.bob.organisation)
    branch = branch_of(asked, town.bob.organisation)
    assert "確認しました" in browse(nurse).get("/obligations/mine/").content.decode()
    answer = press(browse(town.bob), branch, next="/rooms/")
    assert (answer.status_code, answer["Location"]) == (302, "/rooms/")
    page = browse(nurse).get(f"/obligations/branches/{branch.pk}/").content.decode()
    assert "棒（看護師）が確認" in page
    assert "取り消す" not in page
    assert (
        "取り消す" in browse(town.bob).get(f"/obligations/branches/{branch.pk}/").content.decode()
    )


def test_a_card_never_shows_who_else_was_asked(town: City, browse: SignedIn) -> None:
    asked = ask(town.alice, town.bob.organisation, town.charlie.organisation)
    page = browse(town.charlie).get(f"/obligations/{asked.pk}/asked/").content.decode()
    assert "さくら診療所" in page
    assert "みどり診療所" not in page
    others = branch_of(asked, town.bob.organisation)
    assert browse(town.charlie).get(f"/obligations/branches/{others.pk}/").status_code == 404
    assert press(browse(town.charlie), others).status_code == 404
    assert browse(town.charlie).get(f"/obligations/{asked.pk}/").status_code == 404


def test_a_form_sent_twice_is_one_answer(town: City, browse: SignedIn) -> None:
    branch = branch_of(ask(town.alice, town.bob.organisation), town.bob.organisation)
    client, key = browse(town.bob), str(uuid4())
    for _time in range(2):
        assert press(client, branch, client_id=key, headers=JSON).status_code == 200
    assert branch.answers.count() == 1
    given = branch.answers.get()
    assert (given.route, given.member) == (Answer.Route.BROWSER, town.bob)


def test_where_an_answer_leads_is_never_another_site(town: City, browse: SignedIn) -> None:
    asked = ask(town.alice, town.bob.organisation)
    branch = branch_of(asked, town.bob.organisation)
    answer = press(browse(town.bob), branch, next="https://example.com/")
    assert answer["Location"] == f"/obligations/{asked.pk}/asked/"


def test_a_wrong_answer_is_refused_in_words(town: City, browse: SignedIn) -> None:
    branch = branch_of(ask(town.alice, town.bob.organisation), town.bob.organisation)
    refused = press(browse(town.bob), branch, choice="nothing", headers=JSON)
    assert (refused.status_code, refused.json()["field"]) == (422, "choice")
    assert press(browse(town.bob), branch, client_id="x", headers=JSON).status_code == 422
    assert branch.answers.count() == 0


def test_own_words_and_choices_have_their_forms(town: City, browse: SignedIn) -> None:
    words = ask(town.alice, town.bob, holding="person", kind="words", title="希望日")
    choice = ask(town.alice, town.bob.organisation, kind="choice", choices=CHOICES)
    page = browse(town.bob).get("/obligations/mine/").content.decode()
    assert "<textarea" in page
    assert "応援必要" in page
    press(browse(town.bob), words.branches.get(), choice="", words="金曜の午後")
    press(browse(town.bob), choice.branches.get(), choice="c2", words="氷が足りません")
    page = browse(town.bob).get("/obligations/mine/").content.decode()
    assert "金曜の午後" in page
    assert "棒が「応援必要」と回答" in page


def test_only_who_answered_takes_it_back(town: City, browse: SignedIn) -> None:
    nurse = make_member(town.bob.organisation, "佐藤")
    branch = branch_of(ask(town.alice, town.bob.organisation), town.bob.organisation)
    given = confirm(town.bob, branch)
    path = f"/obligations/answers/{given.pk}/withdraw/"
    assert browse(nurse).post(path).status_code == 404
    assert browse(town.charlie).post(path).status_code == 404
    assert browse(town.bob).post(path).status_code == 302
    branch.refresh_from_db()
    assert branch.is_open


def test_what_was_delivered_and_displayed_is_what_was_reported(
    town: City, browse: SignedIn
) -> None:
    branch = branch_of(ask(town.alice, town.bob.organisation), town.bob.organisation)

    def report(client: Client, **told: object) -> int:
        body = {"branches": [branch.pk], "displayed": False, **told}
        answer = client.post("/obligations/seen/", body, content_type="application/json")
        return int(answer.status_code)

    browse(town.bob).get("/obligations/mine/")
    call = Call.objects.get(branch=branch, member=town.bob)
    assert call.delivered_at is None  # a page that was sent is not a page that arrived
    assert report(browse(town.bob)) == 204
    delivered = Call.objects.get(pk=call.pk)
    assert delivered.delivered_at is not None
    assert delivered.displayed_at is None
    assert report(browse(town.bob), displayed=True) == 204
    assert Call.objects.get(pk=call.pk).displayed_at is not None
    assert report(browse(town.charlie), displayed=True) == 204
    assert not Call.objects.filter(member=town.charlie).exists()
    assert report(browse(town.bob), branches="all") == 400


def test_the_alarm_stops_when_somebody_answered(town: City, browse: SignedIn) -> None:
    nurse = make_member(town.bob.organisation, "佐藤")
    asked = ask(town.alice, town.bob.organisation)
    ask(town.alice, town.bob.organisation, title="静かなお願い", urgent=False)
    page = browse(nurse).get("/obligations/alarm/").content.decode()
    assert asked.title in page
    assert "静かなお願い" not in page
    assert browse(town.charlie).get("/obligations/alarm/").content.strip() == b""
    confirm(town.bob, branch_of(asked, town.bob.organisation))
    assert browse(nurse).get("/obligations/alarm/").content.strip() == b""


def test_cards_for_other_pages(town: City, browse: SignedIn) -> None:
    asked = ask(town.alice, town.bob.organisation)
    path = f"/obligations/cards/?id={asked.pk}&id=nonsense"
    assert "確認しました" in browse(town.bob).get(path).json()[str(asked.pk)]
    assert "0／1 回答" in browse(town.alice).get(path).json()[str(asked.pk)]
    assert browse(town.charlie).get(path).json() == {str(asked.pk): ""}


def test_home_names_what_is_overdue_first(town: City, browse: SignedIn) -> None:
    late = ask(town.alice, town.bob.organisation, title="遅れている", urgent=False)
    ask(town.alice, town.bob.organisation, title="急ぎ")
    late.deadline = timezone.now() - timedelta(hours=1)
    late.save(update_fields=["deadline"])
    page = browse(town.bob).get("/obligations/mine/").content.decode()
    assert page.index("期限を過ぎています") < page.index("遅れている") < page.index("急ぎ")


def test_who_answered_by_phone_and_who_wrote_it_down(town: City, browse: SignedIn) -> None:
    branch = branch_of(ask(town.alice, town.bob.organisation), town.bob.organisation)
    log_phone_call(
        by=town.alice,
        branch_id=branch.pk,
        client_id=uuid4(),
        result="reached",
        spoken_with="受付 田中",
        choice="confirmed",
    )
    page = browse(town.bob).get(f"/obligations/branches/{branch.pk}/").content.decode()
    assert "受付 田中が確認" in page
    assert "記録: 有栖" in page


def test_more_cards_cost_no_more_queries(town: City, browse: SignedIn) -> None:
    client = browse(town.bob)

    def queries() -> int:
        client.get("/obligations/mine/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/obligations/mine/").status_code == 200
        return len(captured)

    for each in range(2):
        confirm(town.bob, ask(town.alice, town.bob.organisation).branches.get())
        ask(town.alice, town.bob.organisation, title=f"お願い{each}")
    few = queries()
    for each in range(3):
        confirm(town.bob, ask(town.alice, town.bob.organisation).branches.get())
        ask(town.alice, town.bob, holding="person", title=f"別のお願い{each}")
    assert queries() == few <= 24


def test_a_report_of_nonsense_is_refused(town: City, browse: SignedIn) -> None:
    for body in ("[" * 100_000, "null", "[]", '{"branches": 1, "displayed": true}'):
        told = browse(town.bob).post("/obligations/seen/", body, content_type="application/json")
        assert told.status_code == 400
