"""A heat alert to forty facilities: written once, answered by screen, chat and phone, 40/40."""

import csv
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from hub.notices.models import Notice
from hub.obligations.models import Answer, Branch, Obligation
from hub.organisations.models import Member, Organisation
from tests.browser.conftest import OpenPage
from tests.browser.journeys import connected, message, use, write
from tests.chat.factories import City, make_member, make_organisation, post, sign_in
from tests.notices.writing import city_board
from tests.realtime.server import Server

TITLE = "熱中症特別警戒アラートが発表されました"
PHONED = 4


@pytest.fixture
def homes(city: City) -> list[Member]:
    """38 care facilities, one person in each; with the two clinics forty."""
    city_board(city.alice)
    made = []
    for number in range(1, 39):
        house = make_organisation(f"ひだまり介護{number:02}", Organisation.Kind.CARE_FACILITY)
        house.phone = f"0266-12-{number:04}"
        house.save()
        made.append(make_member(house, f"介護{number:02}"))
    return made


def write_alert(page: Page) -> None:
    page.get_by_role("link", name="お知らせを書く").click()
    page.get_by_label("件名").fill(TITLE)
    page.locator(".ck-editor__editable").click()
    page.keyboard.type("本日13時から屋外の行事を中止してください。")
    page.get_by_role("radio", name="緊急").check()
    page.get_by_role("radio", name="選択肢から選ぶ").check()
    page.get_by_label("電話で伝える内容").fill("屋外の行事は中止、室温は28度以下に")
    expect(page.locator(".audience__count")).to_contain_text("41組織")  # with the city hall
    page.get_by_role("checkbox", name="診療所").check()
    page.get_by_role("checkbox", name="介護施設").check()
    expect(page.locator(".audience__count")).to_contain_text("40組織")
    expect(page.locator(".audience__preview")).to_contain_text("40の組織・役割に")
    page.get_by_role("button", name="公開する").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()


def answered(board: Page, count: int) -> None:
    expect(board.locator(".board__number")).to_have_text(str(count))


def answer_over_http(server: Server, member: Member, branch: Branch) -> None:
    with server.client(sign_in(member)) as client:
        given = {"client_id": str(uuid4()), "choice": "c1", "next": "/rooms/"}
        path = f"/obligations/branches/{branch.pk}/answer/"
        assert client.post(path, data=given).status_code == 302


def log_call(board: Page, name: str) -> None:
    line = board.locator(".line", has_text=name)
    line.get_by_role("link", name="電話の結果").click()
    dialog = board.get_by_role("dialog")
    expect(dialog).to_contain_text("屋外の行事は中止")
    dialog.get_by_label("話した相手").fill("事務 田中")
    dialog.get_by_label("対応済み").check()
    dialog.get_by_role("button", name="記録する").click()
    expect(dialog).to_be_hidden()


def test_from_writing_to_forty_of_forty(
    city: City, homes: list[Member], server: Server, open_page: OpenPage
) -> None:
    desk = open_page(city.alice, "/notices/")
    write_alert(desk)
    notice = Notice.objects.get()
    assert notice.obligation is not None
    asked: Obligation = notice.obligation
    board = open_page(city.alice, f"/obligations/{asked.pk}/")
    answered(board, 0)
    expect(board.locator(".board__total")).to_contain_text("／40 回答")
    # In the browser: the alarm leads to the notice, and somebody needs help.
    clinic = open_page(city.charlie, "/documents/")
    clinic.locator(".alarm").get_by_role("link", name="内容を見て回答する").click()
    clinic.locator(".ask").get_by_role("button", name="応援必要").click()
    expect(clinic.locator(".ask__taken")).to_contain_text("「応援必要」と回答")
    answered(board, 1)
    expect(board.locator(".board__group").first).to_contain_text("さくら診療所")
    # In the conversation: somebody put the address of the notice there.
    post(city.alice, city.room, f"お願いします\n{server.origin}/notices/{notice.pk}/")
    chat = open_page(city.bob, f"/rooms/{city.room.id}/")
    under = message(chat, "お願いします").locator("xpath=..")
    under.locator(".ask").get_by_role("button", name="対応済み").click()
    answered(board, 2)
    # The others, each signed in; the last ones do not react and are rung.
    branches = {each.organisation_id: each for each in asked.branches.all()}
    for count, home in enumerate(homes[:-PHONED], start=3):
        answer_over_http(server, home, branches[home.organisation_id])
        if count % 10 == 0:
            answered(board, count)
    answered(board, 36)
    asked.branches.filter(state="open").update(ring_now_at=timezone.now())
    board.reload()
    expect(board.locator(".board__group--ring .line")).to_have_count(PHONED)
    expect(board.locator(".board__group--ring")).to_contain_text("0266-12-0038")
    for home in homes[-PHONED:]:
        log_call(board, home.organisation.name)
    answered(board, 40)
    routes = Answer.objects.values_list("route", flat=True)
    assert {route: list(routes).count(route) for route in routes} == {
        "browser": 35, "chat": 1, "phone": PHONED,
    }  # fmt: skip
    evidence_names_all(city.alice, asked, server)


def evidence_names_all(alice: Member, asked: Obligation, server: Server) -> None:
    with server.client(sign_in(alice)) as client:
        table = client.get(f"/obligations/{asked.pk}/evidence.csv").content.decode("utf-8-sig")
        paper = client.get(f"/obligations/{asked.pk}/evidence/").text
    rows = list(csv.DictReader(StringIO(table)))
    assert len(rows) == 40
    for row in rows:
        assert row["組織名"] in paper
        assert row["経路"] in {"画面", "チャット", "電話"}
        assert row["回答日時"]
    assert sum("事務 田中" in str(row) for row in rows) == PHONED


def test_who_is_not_addressed_sees_nothing(
    city: City, homes: list[Member], open_page: OpenPage
) -> None:
    desk = open_page(city.alice, "/notices/")
    write_alert(desk)
    notice = Notice.objects.get()
    pharmacy = make_member(make_organisation("薬局", Organisation.Kind.PHARMACY), "薬子")
    page = open_page(pharmacy, "/notices/")
    expect(page.get_by_text("お知らせはありません")).to_be_visible()
    expect(page.locator(".alarm")).to_be_hidden()
    page.goto(page.url + f"?q={TITLE[:4]}")
    expect(page.get_by_text("見つかりませんでした")).to_be_visible()
    answer = page.goto(page.url.split("?")[0] + f"{notice.pk}/")
    assert answer is not None
    assert answer.status == 404


def test_a_message_asks_and_is_answered_below_it(
    city: City, open_page: OpenPage, room_path: str
) -> None:
    desk, clinic = open_page(city.alice, room_path), open_page(city.bob, room_path)
    connected(desk)
    connected(clinic)
    write(desk, "今夜の当番を引き受けられますか")
    expect(message(clinic, "今夜の当番")).to_be_visible()
    use(desk, "今夜の当番", "ask")
    dialog = desk.get_by_role("dialog")
    dialog.get_by_role("radio", name="選択肢から選ぶ").check()
    dialog.get_by_role("button", name="回答を求める").click()
    expect(dialog).to_be_hidden()
    card = message(clinic, "今夜の当番").locator(".ask")
    card.get_by_role("button", name="対応済み").click()
    expect(message(desk, "今夜の当番").locator(".standing")).to_contain_text("1／1 回答")
    assert Answer.objects.get().route == "chat"
    card.get_by_role("button", name="取り消す（5分以内）").click()
    expect(message(desk, "今夜の当番").locator(".standing")).to_contain_text("0／1 回答")


def test_an_error_keeps_what_was_written_and_names_the_field(
    city: City, homes: list[Member], open_page: OpenPage
) -> None:
    page = open_page(city.alice, "/notices/new/")
    page.get_by_label("件名").fill("予防接種の会場変更")
    page.locator(".ck-editor__editable").click()
    page.keyboard.type("会場は保健センターです。")
    page.get_by_role("checkbox", name="診療所").check()
    page.get_by_label("掲載終了").fill("2020-01-01T00:00")
    page.get_by_role("button", name="公開する").click()
    expect(page.locator(".field", has=page.get_by_label("掲載終了"))).to_contain_text(
        "今より後の日時"
    )
    expect(page.locator(".ck-editor__editable")).to_contain_text("保健センター")
    expect(page.get_by_role("checkbox", name="診療所")).to_be_checked()
    assert not Notice.objects.exists()


def test_an_open_list_follows_publication_and_end(city: City, open_page: OpenPage) -> None:
    city_board(city.alice)
    page = open_page(city.bob, "/notices/")
    page.clock.install()
    page.reload()
    expect(page.get_by_text("お知らせはありません")).to_be_visible()
    desk = open_page(city.alice, "/notices/new/")
    desk.get_by_label("件名").fill("臨時休診")
    desk.locator(".ck-editor__editable").click()
    desk.keyboard.type("午後は休診します。")
    desk.get_by_role("button", name="公開する").click()
    expect(desk.get_by_role("heading", name="臨時休診")).to_be_visible()
    row = page.locator(".notice-row", has_text="臨時休診")
    page.clock.run_for(1_000)
    expect(row).to_be_visible()
    Notice.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    page.clock.run_for(46_000)
    expect(row).to_have_count(0)
    page.goto(page.url + "?q=臨時")
    expect(row).to_be_visible()
