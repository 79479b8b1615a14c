"""回覧: in order or at once, confirmed or returned with a reason."""

from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError

from docs_app.actions.circulation import cancel, circulate, confirm, return_it
from docs_app.actions.documents import create_document
from docs_app.actions.revisions import freeze_revision, keep_revision
from docs_app.models import Circulation, DocumentAccess, Revision
from docs_app.roles import Role
from hub.organisations.models import Member
from tests.chat.factories import City, make_member
from tests.conftest import SignedIn


@pytest.fixture
def dave(town: City) -> Member:
    return make_member(town.alice.organisation, "dave")


@pytest.fixture
def revision(town: City, dave: Member) -> Revision:
    """A frozen revision that bob and dave may read, and charlie may not."""
    document = create_document(author=town.alice, title="通知文")
    for reader in (town.bob, dave):
        DocumentAccess.objects.create(
            document=document, member=reader, role=Role.READER, granted_by=town.alice
        )
    kept = keep_revision(member=town.alice, document_id=document.pk, name="第1案")
    return freeze_revision(member=town.alice, revision_id=kept.pk)


def sent(town: City, revision: Revision, *people: Member, order: str = "sequential") -> Circulation:
    ids = [person.pk for person in people]
    return circulate(member=town.alice, revision_id=revision.pk, people=ids, order=order)


def states(circulation: Circulation) -> list[str]:
    return list(circulation.steps.order_by("position").values_list("state", flat=True))


def test_in_order_one_after_another_is_asked(town: City, dave: Member, revision: Revision) -> None:
    circulation = sent(town, revision, dave, town.bob)
    assert states(circulation) == ["asked", "waiting"]
    with pytest.raises(ObjectDoesNotExist):
        confirm(member=town.bob, circulation_id=circulation.pk)
    confirm(member=dave, circulation_id=circulation.pk)
    assert states(circulation) == ["confirmed", "asked"]
    confirm(member=town.bob, circulation_id=circulation.pk)
    circulation.refresh_from_db()
    assert circulation.finished_at is not None


def test_at_once_all_are_asked(town: City, dave: Member, revision: Revision) -> None:
    circulation = sent(town, revision, dave, town.bob, order="parallel")
    assert states(circulation) == ["asked", "asked"]
    confirm(member=town.bob, circulation_id=circulation.pk)
    circulation.refresh_from_db()
    assert circulation.finished_at is None


def test_returning_needs_a_reason_and_ends_it(town: City, dave: Member, revision: Revision) -> None:
    circulation = sent(town, revision, dave, town.bob)
    with pytest.raises(ValidationError):
        return_it(member=dave, circulation_id=circulation.pk, reason="  ")
    return_it(member=dave, circulation_id=circulation.pk, reason="電話番号が違います")
    assert states(circulation) == ["returned", "waiting"]
    with pytest.raises(ValidationError):
        confirm(member=town.bob, circulation_id=circulation.pk)


def test_only_readers_of_the_document_can_be_asked(town: City, revision: Revision) -> None:
    for people in ([], [town.charlie], [town.bob, town.charlie]):
        with pytest.raises(ValidationError):
            sent(town, revision, *people)
    assert not Circulation.objects.exists()


def test_a_revision_that_is_not_frozen_does_not_go_round(town: City, revision: Revision) -> None:
    other = keep_revision(member=town.alice, document_id=revision.document_id, name="第2案")
    with pytest.raises(ValidationError):
        sent(town, other, town.bob)


def test_who_is_not_part_of_it_sees_nothing(
    town: City, dave: Member, revision: Revision, browse: SignedIn
) -> None:
    circulation = sent(town, revision, dave, town.bob)
    path = f"/documents/circulations/{circulation.pk}/"
    assert browse(dave).get(path).status_code == 200
    assert browse(town.bob).get(path).status_code == 404  # not asked yet
    assert browse(town.charlie).get(path).status_code == 404
    assert browse(town.charlie).post(f"{path}confirm/").status_code == 404
    assert "通知文" in browse(dave).get("/documents/circulations/").content.decode()
    assert "通知文" not in browse(town.charlie).get("/documents/circulations/").content.decode()


def test_who_began_it_takes_it_back(town: City, dave: Member, revision: Revision) -> None:
    circulation = sent(town, revision, dave)
    with pytest.raises(ObjectDoesNotExist):
        cancel(member=dave, circulation_id=circulation.pk)
    cancel(member=town.alice, circulation_id=circulation.pk)
    assert not Circulation.objects.waiting_for(dave).exists()


def test_it_is_begun_and_answered_on_the_pages(
    town: City, dave: Member, revision: Revision, browse: SignedIn
) -> None:
    path = f"/documents/{revision.document_id}/revisions/{revision.pk}/circulate/"
    browser = browse(town.alice)
    assert dave.name in browser.get(path).content.decode()
    begun = browser.post(path, {"order": "sequential", "people": [dave.pk, town.bob.pk]})
    circulation = Circulation.objects.get()
    assert begun["Location"] == f"/documents/circulations/{circulation.pk}/"
    people = list(circulation.steps.values_list("member", flat=True))
    assert people == [dave.pk, town.bob.pk]
    browse(dave).post(f"/documents/circulations/{circulation.pk}/confirm/")
    assert states(circulation) == ["confirmed", "asked"]


def chosen(response: Any) -> list[str]:
    return [person.name for person in response.context["form"].chosen]


def test_without_scripts_the_server_arranges_the_people(
    town: City, dave: Member, revision: Revision, browse: SignedIn
) -> None:
    path = f"/documents/{revision.document_id}/revisions/{revision.pk}/circulate/"
    asked = {"order": "sequential", "note": "至急", "people": [town.bob.pk, dave.pk]}
    arranged = browse(town.alice).post(path, {**asked, "arrange": ""})
    assert chosen(arranged) == ["棒", "dave"]
    up = browse(town.alice).post(path, {**asked, "arrange": f"up:{dave.pk}"})
    assert chosen(up) == ["dave", "棒"]
    assert "至急" in up.content.decode()
    down = browse(town.alice).post(path, {**asked, "arrange": f"down:{town.bob.pk}"})
    assert chosen(down) == ["dave", "棒"]
    assert not Circulation.objects.exists()


@pytest.mark.parametrize("name", ["charlie", None])
def test_the_page_sends_nothing_round_to_others_or_nobody(
    town: City, revision: Revision, browse: SignedIn, name: str | None
) -> None:
    path = f"/documents/{revision.document_id}/revisions/{revision.pk}/circulate/"
    people = [getattr(town, name).pk] if name else []
    answer = browse(town.alice).post(path, {"order": "parallel", "people": people})
    assert "people" in answer.context["form"].errors
    assert not Circulation.objects.exists()


def test_what_came_back_leads_to_the_next_round(
    town: City, dave: Member, revision: Revision, browse: SignedIn
) -> None:
    circulation = sent(town, revision, town.bob, dave)
    return_it(member=town.bob, circulation_id=circulation.pk, reason="電話番号が違います")
    home = browse(town.alice).get("/rooms/").content.decode()
    assert "差し戻された回覧" in home
    assert "電話番号が違います" in home
    assert "差し戻された回覧" not in browse(town.bob).get("/rooms/").content.decode()
    own = browse(town.alice).get(f"/documents/circulations/{circulation.pk}/").content.decode()
    assert "文書を直す" in own
    theirs = browse(town.bob).get(f"/documents/circulations/{circulation.pk}/").content.decode()
    assert "文書を直す" not in theirs
    second = keep_revision(member=town.alice, document_id=revision.document_id, name="第2案")
    freeze_revision(member=town.alice, revision_id=second.pk)
    path = f"/documents/{revision.document_id}/revisions/{second.pk}/circulate/"
    assert (
        path
        in browse(town.alice).get(f"/documents/circulations/{circulation.pk}/").content.decode()
    )
    assert chosen(browse(town.alice).get(path)) == ["棒", "dave"]
    sent(town, second, town.bob, dave)
    assert "差し戻された回覧" not in browse(town.alice).get("/rooms/").content.decode()


def test_numbers_stand_only_where_there_is_an_order(
    town: City, dave: Member, revision: Revision, browse: SignedIn
) -> None:
    for order, shown in (("sequential", True), ("parallel", False)):
        circulation = sent(town, revision, dave, town.bob, order=order)
        page = browse(town.alice).get(f"/documents/circulations/{circulation.pk}/")
        assert ("1. dave" in page.content.decode()) is shown
        cancel(member=town.alice, circulation_id=circulation.pk)


def test_pressing_twice_sends_it_round_once(
    town: City, dave: Member, revision: Revision, browse: SignedIn
) -> None:
    path = f"/documents/{revision.document_id}/revisions/{revision.pk}/circulate/"
    form = {"order": "parallel", "people": [dave.pk]}
    assert browse(town.charlie).post(path, form).status_code == 404
    for _time in range(2):
        answer = browse(town.alice).post(path, form)
    assert "すでに回覧しています" in answer.content.decode()
    first = Circulation.objects.get()
    sent(town, revision, town.bob)  # whom the first does not ask
    confirm(member=dave, circulation_id=first.pk)
    sent(town, revision, dave)  # the first is over
    assert Circulation.objects.count() == 3
