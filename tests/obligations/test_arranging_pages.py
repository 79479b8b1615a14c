"""連絡順 and ladders: for the administrators of an organisation."""

from typing import Any

from hub.obligations.models import LadderPreset, Rank
from hub.organisations.models import Duty, Member
from tests.chat.factories import City
from tests.conftest import SignedIn


def formset(rows: list[dict[str, Any]]) -> dict[str, Any]:
    data: dict[str, Any] = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": 0}
    for at, row in enumerate(rows):
        data |= {f"form-{at}-{name}": value for name, value in row.items()}
    return data


def administrator(town: City) -> Member:
    town.bob.role = Member.Role.ORGANISATION_ADMINISTRATOR
    town.bob.save()
    return town.bob


def test_contacts_are_kept_in_the_order_of_their_numbers(town: City, browse: SignedIn) -> None:
    bob = administrator(town)
    duty = Duty.objects.create(organisation=bob.organisation, name="当直")
    path = f"/obligations/contacts/{bob.organisation_id}/"
    rows: list[dict[str, Any]] = [
        {"place": 2, "rank": "deputy", "who": f"member:{bob.pk}"},
        {"place": 1, "rank": "holder", "who": f"duty:{duty.pk}"},
        {"place": "", "rank": "holder", "who": ""},
    ]
    assert browse(bob).post(path, formset(rows)).status_code == 302
    kept = [(each.rank, each.duty or each.member) for each in bob.organisation.contacts.all()]
    assert kept == [(Rank.HOLDER, duty), (Rank.DEPUTY, bob)]
    assert "いま呼び出される人" in browse(bob).get(path).content.decode()
    assert browse(bob).post(path, formset([])).status_code == 302
    assert not bob.organisation.contacts.exists()


def test_contacts_of_others(town: City, browse: SignedIn) -> None:
    bob = administrator(town)
    path = f"/obligations/contacts/{bob.organisation_id}/"
    rows = [{"place": 1, "rank": "holder", "who": f"member:{town.charlie.pk}"}]
    assert browse(bob).post(path, formset(rows)).status_code == 422
    assert browse(town.charlie).get(path).status_code == 404
    assert browse(town.charlie).post(path, formset([])).status_code == 404
    assert not bob.organisation.contacts.exists()


def test_a_ladder_of_ones_own(town: City, browse: SignedIn) -> None:
    bob = administrator(town)
    rows: list[dict[str, Any]] = [
        {"minutes": 0, "base": "after", "rank": "holder"},
        {"minutes": 30, "base": "before", "rank": "ring_now"},
        {"minutes": "", "base": "after", "rank": ""},
    ]
    data = {"name": "夜間", "mode": "sequential", **formset(rows)}
    assert browse(bob).post("/obligations/ladders/", data).status_code == 302
    preset = LadderPreset.objects.get(organisation=bob.organisation)
    assert preset.steps == [["holder", 0], ["ring_now", -30]]
    page = browse(bob).get(f"/obligations/ladders/{preset.pk}/").content.decode()
    assert "期限の30分前" in page
    assert browse(town.alice).get(f"/obligations/ladders/{preset.pk}/").status_code == 404
    assert browse(town.alice).post(f"/obligations/ladders/{preset.pk}/delete/").status_code == 404
    assert browse(bob).post(f"/obligations/ladders/{preset.pk}/delete/").status_code == 302
    assert not LadderPreset.objects.exists()


def test_a_ladder_that_starts_with_nobody_is_refused(town: City, browse: SignedIn) -> None:
    bob = administrator(town)
    rows = [{"minutes": 5, "base": "after", "rank": "deputy"}]
    data = {"name": "夜間", "mode": "sequential", **formset(rows)}
    answer = browse(bob).post("/obligations/ladders/", data)
    assert answer.status_code == 422
    assert "0分に担当から" in answer.content.decode()
    assert browse(town.charlie).get("/obligations/ladders/").status_code == 404
