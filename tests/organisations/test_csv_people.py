"""Lists of people: who may, what changes, and that it is all or nothing."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model

from chat.models import Membership, Room
from hub.identity.models import User
from hub.models import AuditEntry
from hub.organisations.actions.imports import begin_import, run_import, start_apply, start_check
from hub.organisations.actions.invitations import invite_to_renew, renew_password
from hub.organisations.actions.members import end_membership
from hub.organisations.models import Import, Member, Section
from tests.chat.factories import City, make_member
from tests.conftest import SignedIn
from tests.organisations.lists import applied, checked, person, problems, table

Role = Member.Role


@pytest.fixture
def manager(town: City) -> Member:
    """Administrator of clinic A."""
    return make_member(town.bob.organisation, "事務長", Role.ORGANISATION_ADMINISTRATOR)


@pytest.fixture
def ward(town: City) -> Section:
    return Section.objects.create(organisation=town.bob.organisation, name="外来")


def everything() -> list[list[dict[str, Any]]]:
    models: list[type[Model]] = [User, Member, Section, Membership, AuditEntry, Room]
    return [list(model._default_manager.order_by("pk").values()) for model in models]


@pytest.mark.usefixtures("ward")
def test_new_people_have_a_sign_in_and_their_rooms(town: City) -> None:
    clinic = town.bob.organisation.name
    row = person(clinic, "髙橋 由美", "yumi", ふりがな="たかはし ゆみ", 部署="外来", 役職="看護師")
    job = applied(town.alice, table(row))
    assert job.counts == {"new": 1, "same": 0, "errors": 0}
    yumi = Member.objects.get(user__username="yumi")
    assert (yumi.name, yumi.section.name, yumi.title) == ("髙橋 由美", "外来", "看護師")  # type: ignore[union-attr]
    assert not yumi.user.has_usable_password()
    assert Member.objects.visible_to(town.bob).matching("高橋").get() == yumi
    assert Room.objects.for_member(yumi).get().kind == Room.Kind.ORGANISATION
    assert AuditEntry.objects.filter(action="member.added", member=town.alice).count() == 1
    assert AuditEntry.objects.get(action="import.applied").detail["new"] == "1"


def test_they_sign_in_after_choosing_a_password(town: City) -> None:
    applied(town.alice, table(person(town.bob.organisation.name, "由美", "yumi")))
    yumi = Member.objects.get(user__username="yumi")
    _card, token = invite_to_renew(by=town.alice, member_id=yumi.id)
    renew_password(token=token, password="nagai-aikotoba-2026")
    yumi.user.refresh_from_db()
    assert yumi.user.check_password("nagai-aikotoba-2026")


def test_cards_for_everybody_new(town: City, manager: Member, browse: SignedIn) -> None:
    clinic = town.bob.organisation
    User.objects.filter(members__organisation=clinic).update(password="set")
    client = browse(Member.objects.get(pk=manager.pk))
    applied(manager, table(*(person(clinic.name, f"職員{n}", f"staff{n}") for n in range(3))))
    page = f"/people/admin/{clinic.id}/invitations/"
    assert "3人" in client.get(page).content.decode()
    cards = client.post(f"{page}waiting/").content.decode()
    assert [cards.count(f"職員{n} 様") for n in range(3)] == [1, 1, 1]
    assert client.post(f"{page}waiting/").status_code == 302, "everybody holds a card now"
    assert browse(town.charlie).post(f"{page}waiting/").status_code == 404
    assert browse(make_member(clinic, "一般")).post(f"{page}waiting/").status_code == 404


@pytest.mark.usefixtures("ward")
def test_a_second_run_finds_no_differences(town: City) -> None:
    clinic = town.bob.organisation.name
    rows = [
        person(clinic, "由美", "yumi", 部署="外来", 権限="組織の管理者", メール="yumi@example.jp"),
        person(clinic, "棒", town.bob.user.username, 電話="内線 12"),
    ]
    applied(town.alice, table(*rows))
    before = everything()
    again = checked(town.alice, table(*rows))
    assert (again.changes, again.counts["same"]) == ([], 2)
    with pytest.raises(ValidationError, match="実行できません"):
        start_apply(by=town.alice, import_id=again.id)
    assert everything() == before


def test_the_preview_shows_old_and_new_and_changes_nothing(town: City) -> None:
    before = everything()
    row = person(town.bob.organisation.name, "棒 太郎", town.bob.user.username, ふりがな="ぼぶ")
    job = checked(town.alice, table(row))
    assert job.changes == [
        {
            "row": 2,
            "status": "changed",
            "title": f"{town.bob.organisation.name} 棒 太郎",
            "fields": [["氏名", "棒", "棒 太郎"]],
        }
    ]
    assert everything() == before


def test_one_error_keeps_everything_out(town: City) -> None:
    clinic = town.bob.organisation.name
    before = everything()
    rows = [person(clinic, f"職員{n}", f"staff{n}") for n in range(5)]
    rows.insert(2, person(clinic, "", "nameless"))
    rows.append(person("ない診療所", "誰か", "somebody"))
    rows.append(person(clinic, "職員", "staff1"))
    rows.append(person(clinic, "職員", "bad name!"))
    rows.append(person(clinic, "職員", "staff9", 権限="王様"))
    rows.append(person(clinic, "職員", "staff8", 部署="ない課"))
    rows.append(person(clinic, "長" * 101, "staff7"))
    job = checked(town.alice, table(*rows))
    assert problems(job) == [
        (4, "氏名"),
        (8, "組織名"),
        (9, "サインイン名"),
        (10, "サインイン名"),
        (11, "権限"),
        (12, "部署"),
        (13, "氏名"),
    ]
    with pytest.raises(ValidationError):
        start_apply(by=town.alice, import_id=job.id)
    assert everything() == before


def test_what_became_wrong_in_between_is_told(town: City) -> None:
    """Somebody takes the sign-in name after the preview: nothing is stored."""
    job = checked(
        town.alice,
        table(
            person(town.bob.organisation.name, "一", "first"),
            person(town.bob.organisation.name, "二", "second", メール="two@example.jp"),
        ),
    )
    start_apply(by=town.alice, import_id=job.id)
    User.objects.create_user(username="other", password=None, email="two@example.jp")
    run_import(job.id)
    job.refresh_from_db()
    assert (job.state, problems(job)) == ("checked", [(3, "メールアドレス")])
    assert not User.objects.filter(username="first").exists()


def test_an_organisation_administrator_reaches_no_other(town: City, manager: Member) -> None:
    """A foreign organisation answers like one that does not exist."""
    own, foreign = town.bob.organisation.name, town.charlie.organisation.name
    rows = [person(own, "由美", "yumi"), person(foreign, "敵", "foe"), person("ない", "無", "none")]
    job = checked(manager, table(*rows))
    assert problems(job) == [(3, "組織名"), (4, "組織名")]
    texts = {error["text"].replace(foreign, "*").replace("ない」", "*」") for error in job.errors}
    assert len(texts) == 1
    assert applied(manager, table(rows[0])).counts["new"] == 1
    without = table(("由里", "yuri"), header=("氏名", "サインイン名"))
    assert applied(manager, without).counts["new"] == 1, (
        "their own organisation goes without saying"
    )


def test_nor_a_person_of_another(town: City, manager: Member) -> None:
    own = town.bob.organisation.name
    job = checked(manager, table(person(own, "茶織", town.charlie.user.username)))
    assert problems(job) == [(2, "サインイン名")]
    row = person(own, "棒", town.bob.user.username, メール="new@example.jp")
    assert problems(checked(manager, table(row))) == [(2, "メールアドレス")]
    joined = applied(town.alice, table(person(own, "茶織", town.charlie.user.username)))
    assert joined.counts["new"] == 1, "the city may: one person at two places"
    assert town.charlie.user.members.count() == 2


def test_roles_follow_the_rules_of_the_pages(town: City, manager: Member) -> None:
    own = town.bob.organisation.name
    row = person(own, "棒", town.bob.user.username, 権限="市の管理者")
    assert problems(checked(manager, table(row))) == [(2, "権限")]
    assert problems(checked(town.alice, table(row))) == [(2, "権限")]
    bot = person(own, "棒", town.bob.user.username, 権限="ボット")
    assert problems(checked(town.alice, table(bot))) == [(2, "権限")]
    hall = town.alice.organisation.name
    last = person(hall, "有栖", town.alice.user.username, 権限="一般")
    job = checked(town.alice, table(last))
    start_apply(by=town.alice, import_id=job.id)
    run_import(job.id)
    job.refresh_from_db()
    assert "1人もいなく" in job.errors[0]["text"]
    town.alice.refresh_from_db()
    assert town.alice.role == Role.CITY_ADMINISTRATOR


def test_only_administrators_and_only_their_own_imports(
    town: City, manager: Member, browse: SignedIn
) -> None:
    assert browse(town.bob).get("/people/admin/imports/").status_code == 404
    assert browse(town.bob).get("/people/admin/imports/export/?kind=people").status_code == 404
    job = checked(manager, table(person(town.bob.organisation.name, "由美", "yumi")))
    path = f"/people/admin/imports/{job.id}/"
    assert "由美" in browse(manager).get(path).content.decode()
    assert browse(town.alice).get(path).status_code == 404
    with pytest.raises(Import.DoesNotExist):
        start_apply(by=town.alice, import_id=job.id)


def test_who_lost_the_role_in_between_imports_nothing(town: City, manager: Member) -> None:
    job = checked(manager, table(person(town.bob.organisation.name, "由美", "yumi")))
    start_apply(by=manager, import_id=job.id)
    Member.objects.filter(pk=manager.pk).update(role=Role.MEMBER)
    run_import(job.id)
    job.refresh_from_db()
    assert job.state == "failed"
    assert not User.objects.filter(username="yumi").exists()


def test_people_move_sections_and_their_rooms_follow(town: City, ward: Section) -> None:
    from chat.actions.rooms import create_room  # noqa: PLC0415

    manager = make_member(town.bob.organisation, "長", Role.ORGANISATION_ADMINISTRATOR)
    room = create_room(creator=manager, kind="section", name="外来", section=ward)
    row = person(town.bob.organisation.name, "棒", town.bob.user.username, 部署="外来")
    job = applied(town.alice, table(row))
    assert ["部署", "", "外来"] in job.changes[0]["fields"]
    assert Room.objects.for_member(town.bob).filter(pk=room.pk).exists()
    assert town.room in Room.objects.for_member(town.bob), "other rooms are none of its business"
    row = person(town.bob.organisation.name, "棒", town.bob.user.username, 部署="")
    applied(town.alice, table(row))
    assert not Room.objects.for_member(town.bob).filter(pk=room.pk).exists()


def test_who_is_missing_leaves_only_when_asked(town: City) -> None:
    clinic = town.bob.organisation
    eve = make_member(clinic, "絵舞")
    row = person(clinic.name, "棒", town.bob.user.username, ふりがな="ぼぶ")
    assert checked(town.alice, table(row)).changes == []
    job = applied(town.alice, table(row), ends_missing=True)
    assert [(each["status"], each["title"]) for each in job.changes] == [
        ("ended", f"{clinic.name} 絵舞")
    ]
    eve.refresh_from_db()
    assert eve.left_at is not None
    town.charlie.refresh_from_db()
    assert town.charlie.left_at is None, "an organisation the file does not name stays"


def test_nobody_removes_themselves(town: City) -> None:
    other = make_member(town.alice.organisation, "別の人")
    row = person(town.alice.organisation.name, "別の人", other.user.username)
    job = checked(town.alice, table(row), ends_missing=True)
    assert "あなた自身" in job.errors[0]["text"]


def test_who_comes_back_is_reinstated(town: City) -> None:
    end_membership(by=town.alice, member_id=town.bob.id)
    job = applied(
        town.alice, table(person(town.bob.organisation.name, "棒", town.bob.user.username))
    )
    assert job.changes[0]["status"] == "returned"
    assert Member.objects.active().filter(pk=town.bob.pk).exists()
    assert Room.objects.for_member(town.bob).get().kind == Room.Kind.ORGANISATION


def test_namesakes_need_their_sign_in_name(town: City) -> None:
    clinic = town.bob.organisation
    make_member(clinic, "山田 花子", reading="やまだ はなこ")
    one = table((clinic.name, "山田　花子", "2"), header=("組織", "氏名", "内線"))
    assert checked(town.alice, one).counts["changed"] == 1
    make_member(clinic, "山田 花子")
    assert problems(checked(town.alice, one)) == [(2, "サインイン名")]


def test_columns_left_out_stay_as_they_are(town: City) -> None:
    Member.objects.filter(pk=town.bob.pk).update(title="医師", phone="1")
    text = table((town.bob.organisation.name, "棒", ""), header=("組織", "氏名", "電話"))
    job = begin_import(by=town.alice, kind="people", name="a.csv", content=text.encode())
    assert job.mapping == ["organisation", "name", "phone"]
    with pytest.raises(ValidationError, match="氏名"):
        start_check(
            by=town.alice, import_id=job.id, mapping=["organisation", "", ""], ends_missing=False
        )
    with pytest.raises(ValidationError, match="2つの列"):
        start_check(
            by=town.alice,
            import_id=job.id,
            mapping=["organisation", "name", "name"],
            ends_missing=False,
        )
    applied(town.alice, text)
    town.bob.refresh_from_db()
    assert (town.bob.title, town.bob.phone) == ("医師", "")
