"""Tracking: exact counts, the order of work, the phone, evidence; for trackers alone."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.obligations.models import Branch, Obligation, PhoneCall
from hub.organisations.models import Member, Organisation
from hub.tables import lines
from tests.chat.factories import City, make_member, make_organisation
from tests.conftest import SignedIn
from tests.obligations.asking import CHOICES, ask, branch_of, confirm

CLINIC = Organisation.Kind.CLINIC


def facilities(count: int, start: int = 1) -> list[Organisation]:
    found = []
    for number in range(start, start + count):
        each = make_organisation(f"施設{number:02}", CLINIC)
        each.phone = f"03-0000-{number:04}"
        each.save()
        make_member(each, f"職員{number:02}")
        found.append(each)
    return found


def asked_of(town: City, *houses: Organisation) -> Obligation:
    return ask(town.alice, *houses, kind="choice", choices=CHOICES, says="窓を閉めてください")


def staff(house: Organisation) -> Member:
    return house.members.get()


def needs_ringing(obligation: Obligation, house: Organisation) -> Branch:
    branch = branch_of(obligation, house)
    branch.ring_now_at = obligation.opened_at
    branch.save()
    return branch


def test_help_comes_first_then_whom_to_ring(town: City, browse: SignedIn) -> None:
    answered, helpless, silent, ring = facilities(4)
    asked = asked_of(town, answered, helpless, silent, ring)
    confirm(staff(answered), branch_of(asked, answered), "c1")
    confirm(staff(helpless), branch_of(asked, helpless), "c2")
    needs_ringing(asked, ring)
    page = browse(town.alice).get(f"/obligations/{asked.pk}/").content.decode()
    at = [page.index(f"<b>{house.name}</b>") for house in (helpless, ring, silent, answered)]
    assert at == sorted(at)
    assert "4件中2件が回答、応援必要1件、今すぐ電話1件" in page
    assert "窓を閉めてください" in page
    assert f"tel:{ring.phone.replace('-', '')}" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [("state=help", "施設02"), ("state=ring", "施設04"), ("q=施設03", "施設03"), ("q=職員", "")],
)
def test_filters(town: City, browse: SignedIn, query: str, shown: str) -> None:
    houses = facilities(4)
    asked = asked_of(town, *houses)
    confirm(staff(houses[1]), branch_of(asked, houses[1]), "c2")
    needs_ringing(asked, houses[3])
    page = browse(town.alice).get(f"/obligations/{asked.pk}/rows/?{query}").content.decode()
    assert [house.name for house in houses if f"<b>{house.name}</b>" in page] == (
        [shown] if shown else []
    )


def test_only_trackers(town: City, browse: SignedIn) -> None:
    asked = ask(town.alice, town.bob.organisation)
    for path in ("", "rows/", "evidence/", "evidence.csv"):
        address = f"/obligations/{asked.pk}/{path}"
        assert browse(town.alice).get(address).status_code == 200
        assert browse(town.bob).get(address).status_code == 404
        assert browse(town.charlie).get(address).status_code == 404
    assert asked.title in browse(town.alice).get("/obligations/").content.decode()
    assert asked.title not in browse(town.bob).get("/obligations/?whose=all").content.decode()
    for path in ("again/", "close/"):
        assert browse(town.bob).post(f"/obligations/{asked.pk}/{path}").status_code == 404
    asked.refresh_from_db()
    assert asked.is_open


def test_more_rows_cost_no_more_queries(town: City, browse: SignedIn) -> None:
    client = browse(town.alice)
    few, many = asked_of(town, *facilities(3)), asked_of(town, *facilities(40, start=10))

    def queries(obligation: Obligation, part: str) -> int:
        path = f"/obligations/{obligation.pk}/{part}"
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    for part in ("", "rows/", "evidence/"):
        assert queries(few, part) == queries(many, part)
        assert queries(many, part) <= 20, part


def test_a_phone_call_is_logged_with_and_without_an_answer(town: City, browse: SignedIn) -> None:
    (house,) = facilities(1)
    asked = asked_of(town, house)
    branch = needs_ringing(asked, house)
    path = f"/obligations/{asked.pk}/phone/{branch.pk}/"
    client = browse(town.alice)
    assert house.phone in client.get(path).content.decode()
    client.post(path, {"client_id": str(uuid4()), "result": "no_answer"})
    assert branch.phone_calls.get().result == PhoneCall.Result.NO_ANSWER
    branch.refresh_from_db()
    assert branch.is_open
    said = {"client_id": str(uuid4()), "result": "reached", "choice": "c1"}
    assert client.post(path, said).status_code == 422  # nobody is named
    said |= {"spoken_with": "田中", "client_id": str(uuid4())}
    assert client.post(path, said).status_code == 302
    branch.refresh_from_db()
    assert branch.state == Branch.State.DONE
    assert "田中が「対応済み」と回答" in client.get(f"/obligations/{asked.pk}/").content.decode()
    assert browse(town.bob).get(path).status_code == 404
    other = ask(town.alice, town.bob.organisation)
    foreign = f"/obligations/{asked.pk}/phone/{other.branches.get().pk}/"
    assert client.get(foreign).status_code == 404


def test_ringing_chosen_ones_again(town: City, browse: SignedIn) -> None:
    one, two = facilities(2)
    asked = asked_of(town, one, two)
    chosen = branch_of(asked, one)
    client = browse(town.alice)
    client.post(f"/obligations/{asked.pk}/again/", {"branch": [str(chosen.pk), "x"]})
    assert chosen.calls.get().times == 2
    assert branch_of(asked, two).calls.get().times == 1
    client.post(f"/obligations/{asked.pk}/again/", {"everyone": "1"})
    assert branch_of(asked, two).calls.get().times == 2
    accept = {"Accept": "application/json"}
    assert client.post(f"/obligations/{asked.pk}/again/", {}, headers=accept).status_code == 422


def test_closing(town: City, browse: SignedIn) -> None:
    asked = ask(town.alice, town.bob.organisation)
    browse(town.alice).post(f"/obligations/{asked.pk}/close/")
    page = browse(town.alice).get(f"/obligations/{asked.pk}/").content.decode()
    assert "受付を終了しました" in page
    assert "もう一度呼び出す" not in page
    assert asked.title in browse(town.alice).get("/obligations/?state=closed").content.decode()


def test_the_table_holds_no_formula(town: City, browse: SignedIn) -> None:
    (house,) = facilities(1)
    house.name = "=HYPERLINK(1)"
    house.save()
    asked = ask(town.alice, house, kind="words")
    confirm(staff(house), branch_of(asked, house), "", words="+1+1")
    content = browse(town.alice).get(f"/obligations/{asked.pk}/evidence.csv").content
    text = content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert "'+1+1" in text
    head, row = (line.cells for line in lines(text, 10))
    assert dict(zip(head, row, strict=True))["内容"] == "+1+1"


def test_evidence_names_what_was_withdrawn(town: City, browse: SignedIn) -> None:
    asked = ask(town.alice, town.bob.organisation)
    given = confirm(town.bob, branch_of(asked, town.bob.organisation))
    browse(town.bob).post(f"/obligations/answers/{given.pk}/withdraw/")
    page = browse(town.alice).get(f"/obligations/{asked.pk}/evidence/").content.decode()
    assert "取り消された回答" in page
    assert "未回答" in page
