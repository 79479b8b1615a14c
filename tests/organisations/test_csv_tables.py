"""Files as offices send them, and files that are none; what goes out comes back in."""

import csv
import io

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from hub.models import AuditEntry
from hub.organisations.actions.imports import begin_import
from hub.organisations.models import Import, Member, Organisation, Section
from hub.tables import Unreadable, decoded, guarded, lines, unguarded, written
from tests.chat.factories import City, make_member
from tests.conftest import SignedIn
from tests.organisations.lists import applied, checked, person, problems, table

TEXT = "組織名,氏名,ログインID\r\nみどり診療所,髙橋 﨑子,saki\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_the_encoding_is_found(town: City, encoding: str) -> None:
    job = applied(town.alice, TEXT.encode(encoding))
    assert Member.objects.get(user__username="saki").name == "髙橋 﨑子"
    assert job.counts["new"] == 1


def test_tabs_separate_too(town: City) -> None:
    applied(town.alice, TEXT.replace(",", "\t"))
    assert Member.objects.filter(user__username="saki").exists()


def test_quotes_hold_commas_and_lines(town: City) -> None:
    text = '組織名,氏名,役職,ログインID\n\nみどり診療所,"由美","看護師,主任",yumi\n'
    text += '"みどり診療所",,x,y\n'
    job = checked(town.alice, text)
    assert problems(job) == [(4, "氏名")], "rows are numbered as a spreadsheet shows them"
    assert job.changes[0]["fields"][1] == ["役職・職種", "", "看護師,主任"]


HOSTILE = {
    "binary": bytes(range(256)) * 40,
    "nothing": b"",
    "only headers": "組織名,氏名\n".encode(),
    "zip": b"PK\x03\x04" + b"\x00" * 200,
    "NUL": "組織名,氏名\nみどり\x00診療所,a\n".encode(),
    "no encoding": b"\xff\xfe\xfd\x81,\x00",
    "broken bytes": "組織名,氏名\n".encode() + b"\x81\xff\xfe,\xa0\xa0\n",
    "many columns": b"a," * 1_000_000 + b"\nb\n",
    "many columns below": "組織名,氏名\n".encode() + b"a," * 1_000_000 + b"\n",
    "one long cell": "組織名,氏名\n".encode() + b"a" * 1_000_000 + b",b\n",
    "lone quote": '組織名,氏名\n"みどり診療所,a\n'.encode(),
    "letters behind a quote": '組織名,氏名\n"みどり"診療所,a\n'.encode(),
    "many rows": "組織名,氏名\n".encode() + b"a,b\n" * 20_001,
    "large": b"a,b\n" * 2_200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_list_is_refused_in_words(town: City, name: str) -> None:
    with pytest.raises(ValidationError) as caught:
        begin_import(by=town.alice, kind="people", name="x.csv", content=HOSTILE[name])
    assert list(caught.value.message_dict) == ["file"]
    assert not Import.objects.exists()


def test_the_page_shows_the_refusal(town: City, browse: SignedIn) -> None:
    file = io.BytesIO(HOSTILE["lone quote"])
    file.name = "名簿.csv"
    page = browse(town.alice).post("/people/admin/imports/", {"kind": "people", "file": file})
    assert page.status_code == 422
    assert "引用符" in page.content.decode()


@given(st.text(alphabet="'=+-@＝a 1", max_size=6))
def test_guards_come_off_again(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "+", "-", "@", "＝"))


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_what_goes_out_comes_back_without_a_difference(town: City, encoding: str) -> None:
    Organisation.objects.filter(pk=town.bob.organisation_id).update(
        address='=HYPERLINK("http://x")', phone="+81-3", reading="みどり〜"
    )
    ward = Section.objects.create(organisation=town.bob.organisation, name="病棟", position=3)
    Section.objects.create(organisation=town.bob.organisation, name="東", parent=ward)
    Member.objects.filter(pk=town.bob.pk).update(title="'=1+1", section=ward)
    make_member(town.bob.organisation, "棒")
    from hub.organisations.exchange.export import exported  # noqa: PLC0415

    for kind in Import.Kind.values:
        content = written(exported(town.alice, kind), encoding)
        job = checked(town.alice, content, kind)
        assert (job.errors, job.changes) == ([], []), kind
        assert job.counts["same"] > 0


def test_no_cell_that_goes_out_is_a_formula(town: City, browse: SignedIn) -> None:
    Member.objects.filter(pk=town.bob.pk).update(name="=1+1", phone="+81", title="@SUM(A1)")
    answer = browse(town.alice).get("/people/admin/imports/export/?kind=people")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert any({"'=1+1", "'+81", "'@SUM(A1)"} <= set(row) for row in rows)
    assert not any(cell[:1] in {"=", "+", "-", "@"} for row in rows for cell in row)
    assert AuditEntry.objects.filter(action="export.made", member=town.alice).exists()


def test_an_organisation_exports_only_itself(town: City, browse: SignedIn) -> None:
    manager = make_member(town.bob.organisation, "長", Member.Role.ORGANISATION_ADMINISTRATOR)
    text = browse(manager).get("/people/admin/imports/export/?kind=people").content.decode()
    assert town.bob.user.username in text
    assert town.charlie.user.username not in text
    assert "メールアドレス" not in text
    for kind in ("organisations", "sections"):
        answer = browse(manager).get(f"/people/admin/imports/export/?kind={kind}")
        assert town.charlie.organisation.name not in answer.content.decode("utf-8-sig")


def test_letters_shift_jis_has_not_are_named(town: City, browse: SignedIn) -> None:
    Member.objects.filter(pk=town.bob.pk).update(name="𠮷田")
    client = browse(town.alice)
    answer = client.get("/people/admin/imports/export/?kind=people&encoding=cp932", follow=True)
    assert "𠮷" in answer.content.decode()
    with pytest.raises(Unreadable):
        written([["𠮷"]], "cp932")


def test_organisations(town: City) -> None:
    header = ("名称", "カナ", "種類", "TEL", "住所", "2段階認証")
    rows = [
        ("ひまわり薬局", "ひまわりやっきょく", "薬局", "0XX-555-1", "青葉市本町1", "○"),
        ("みどり診療所", "みどり", "診療所", "0XX-555-2", "", ""),
    ]
    job = applied(town.alice, table(*rows, header=header), "organisations")
    assert {each["status"] for each in job.changes} == {"new", "changed"}
    pharmacy = Organisation.objects.get(name="ひまわり薬局")
    assert (pharmacy.kind, pharmacy.requires_second_factor) == ("pharmacy", True)
    assert checked(town.alice, table(*rows, header=header), "organisations").changes == []
    bad = [
        ("新病院", "", "", "", "", ""),
        ("新市役所", "", "市役所", "", "", ""),
        ("みどり診療所", "", "診療所", "", "", "たぶん"),
        ("みどり診療所", "", "診療所", "", "", ""),
        ("", "", "診療所", "1", "", ""),
    ]
    job = checked(town.alice, table(*bad, header=header), "organisations")
    assert problems(job) == [
        (2, "種別"),
        (3, "種別"),
        (4, "2段階認証を必須にする"),
        (5, "組織名"),
        (6, "組織名"),
    ]


def test_an_organisation_administrator_makes_no_organisations(town: City) -> None:
    manager = make_member(town.bob.organisation, "長", Member.Role.ORGANISATION_ADMINISTRATOR)
    header = ("組織名", "種別", "電話")
    rows = [
        ("みどり診療所", "診療所", "1"),
        ("新診療所", "診療所", "2"),
        ("さくら診療所", "診療所", "3"),
    ]
    job = checked(manager, table(*rows, header=header), "organisations")
    assert problems(job) == [(3, "組織名"), (4, "組織名")]
    job = checked(manager, table(("みどり診療所", "病院", "1"), header=header), "organisations")
    assert problems(job) == [(2, "種別")]
    assert applied(manager, table(rows[0], header=header), "organisations").counts["changed"] == 1


def test_sections_in_any_order(town: City) -> None:
    hall = town.alice.organisation.name
    header = ("組織名", "上位の部署", "部署名", "ふりがな")
    rows = [
        (hall, "福祉部/介護課", "給付係", "きゅうふ"),
        (hall, "福祉部", "介護課", "かいご"),
        (hall, "", "福祉部", "ふくし"),
        (hall, "ない部", "係", ""),
    ]
    job = checked(town.alice, table(*rows, header=header), "sections")
    assert problems(job) == [(5, "上位の部署")]
    applied(town.alice, table(*rows[:3], header=header), "sections")
    leaf = Section.objects.get(name="給付係")
    assert [section.name for section in leaf.lineage()] == ["給付係", "介護課", "福祉部"]
    assert Section.objects.matching("きゅうふ").get() == leaf
    assert checked(town.alice, table(*rows[:3], header=header), "sections").changes == []
    row = person(hall, "有栖", town.alice.user.username, 部署="福祉部／介護課")
    assert ["部署", "", "福祉部/介護課"] in checked(town.alice, table(row)).changes[0]["fields"]


def test_lines_and_encodings_by_themselves() -> None:
    assert decoded("あ".encode("cp932")) == ("あ", "cp932")
    assert [line.number for line in lines("a\n\n\nb\n", 10)] == [1, 4]
    assert [line.number for line in lines('a\n"x\ny"\nb\n', 10)] == [1, 2, 4]
