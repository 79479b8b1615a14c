"""Answering and tracking with several browsers at once; keyboard and axe on its pages."""

from collections.abc import Iterator

import pytest
from django.db.models import QuerySet
from playwright.sync_api import Locator, Page, expect

from hub.obligations.models import Branch, Call, Obligation
from hub.organisations.models import Member
from tests.browser.conftest import PATIENCE_MS, OpenPage
from tests.browser.test_accessibility import violations
from tests.chat.factories import City, make_member
from tests.obligations.asking import CHOICES, ask

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def nurse(city: City) -> Member:
    made = make_member(city.bob.organisation, "佐藤", reading="さとう")
    made.title = "看護師"
    made.save()
    return made


@pytest.fixture
def asked(city: City, nurse: Member) -> Iterator[Obligation]:
    """Urgent, of both clinics."""
    yield ask(
        city.alice,
        city.bob.organisation,
        city.charlie.organisation,
        kind="choice",
        choices=CHOICES,
        says="窓を閉めてください",
    )


def tracked(page: Page, count: str) -> None:
    expect(page.locator(".board__number")).to_have_text(count)


def line(page: Page, name: str) -> Locator:
    return page.locator(".line", has_text=name)


def stored(page: Page, calls: QuerySet[Call]) -> None:
    """Wait until the device's report is in the database."""
    for _time in range(PATIENCE_MS // 250):
        if calls.exists():
            return
        page.wait_for_timeout(250)
    pytest.fail("no report came")


def test_one_nurse_takes_it_and_the_house_is_quiet(
    city: City, open_page: OpenPage, nurse: Member, asked: Obligation
) -> None:
    board = open_page(city.alice, f"/obligations/{asked.pk}/")
    elsewhere = open_page(city.bob, "/documents/")
    expect(elsewhere.locator(".alarm")).to_contain_text(asked.title)
    expect(elsewhere).to_have_title("【緊急】最近使った文書 — 文書 — つなぐ")
    page = open_page(nurse, "/rooms/")
    page.locator(".mine .ask").get_by_role("button", name="対応済み").click()
    expect(page.locator(".ask__taken")).to_contain_text("佐藤（看護師）が「対応済み」と回答")
    expect(elsewhere.locator(".alarm")).to_be_hidden()
    expect(elsewhere).to_have_title("最近使った文書 — 文書 — つなぐ")
    tracked(board, "1")
    expect(line(board, "みどり診療所")).to_contain_text("佐藤（看護師）が「対応済み」と回答")
    page.get_by_text("最近回答したもの").click()
    page.get_by_role("button", name="取り消す（5分以内）").click()
    tracked(board, "0")
    expect(elsewhere.locator(".alarm")).to_be_visible()


def test_displayed_is_told_only_when_it_was(
    city: City, open_page: OpenPage, asked: Obligation
) -> None:
    board = open_page(city.alice, f"/obligations/{asked.pk}/")
    expect(line(board, "みどり診療所")).to_contain_text("呼び出した・届いていない")
    open_page(city.bob, "/documents/")  # the alarm arrives, the card does not show
    page = open_page(city.charlie, f"/obligations/{asked.pk}/asked/")
    stored(page, Call.objects.filter(member=city.charlie, displayed_at__isnull=False))
    stored(page, Call.objects.filter(member=city.bob, delivered_at__isnull=False))
    board.reload()
    expect(line(board, "さくら診療所")).to_contain_text("表示した・未回答")
    expect(line(board, "みどり診療所")).to_contain_text("端末に届いた・未回答")


def test_a_call_is_logged_beside_the_live_board(
    city: City, open_page: OpenPage, asked: Obligation
) -> None:
    asked.branches.update(ring_now_at=asked.opened_at)
    board = open_page(city.alice, f"/obligations/{asked.pk}/")
    clinic = line(board, "みどり診療所")
    clinic.get_by_role("button", name="応答なし").click()
    expect(clinic.locator(".line__call")).to_contain_text("応答なし")
    clinic.get_by_role("link", name="電話の結果").click()
    dialog = board.get_by_role("dialog")
    expect(dialog).to_contain_text("窓を閉めてください")
    dialog.get_by_label("応援必要").check()
    dialog.get_by_role("button", name="記録する").click()
    expect(dialog).to_contain_text("誰が回答したかを入力してください")
    dialog.get_by_label("話した相手").fill("受付 田中")
    dialog.get_by_role("button", name="記録する").click()
    expect(dialog).to_be_hidden()
    expect(board.locator(".board__group--help")).to_contain_text("受付 田中が「応援必要」と回答")
    tracked(board, "1")


def test_ticks_and_typed_words_stay_while_the_board_moves(
    city: City, open_page: OpenPage, nurse: Member, asked: Obligation
) -> None:
    board = open_page(city.alice, f"/obligations/{asked.pk}/")
    line(board, "さくら診療所").get_by_role("checkbox").check()
    writing = open_page(city.bob, f"/obligations/{asked.pk}/asked/")
    writing.get_by_text("ひとこと添える").click()
    writing.get_by_label("ひとこと", exact=True).fill("書きかけ")
    page = open_page(nurse, f"/obligations/{asked.pk}/asked/")
    page.get_by_role("button", name="応援必要").click()
    tracked(board, "1")
    expect(line(board, "さくら診療所").get_by_role("checkbox")).to_be_checked()
    expect(writing.locator(".ask__taken")).to_contain_text("佐藤")
    board.get_by_role("button", name="選んだ相手をもう一度呼び出す").click()
    expect(board.locator(".toasts")).to_contain_text("1人をもう一度呼び出しました")


def test_the_keyboard_alone_answers(city: City, open_page: OpenPage, asked: Obligation) -> None:
    page = open_page(city.bob, f"/obligations/{asked.pk}/asked/")
    page.get_by_role("button", name="対応済み").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ask__taken")).to_contain_text("棒が「対応済み」と回答")
    assert page.evaluate("document.activeElement !== document.body")
    page.get_by_role("button", name="取り消す（5分以内）").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="対応済み")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe(city: City, open_page: OpenPage, asked: Obligation, theme: str) -> None:
    asked.branches.filter(organisation=city.bob.organisation).update(
        ring_now_at=asked.opened_at, state=Branch.State.OPEN
    )
    own = f"/obligations/{asked.pk}/"
    branch = asked.branches.first()
    assert branch is not None
    page = open_page(city.alice, own, color_scheme=theme)
    origin = page.url.split("/obligations")[0]
    problems = violations(page)
    paths = [f"{own}evidence/", f"{own}phone/{branch.pk}/", "/obligations/"]
    paths += ["/obligations/ladders/", f"/obligations/contacts/{city.alice.organisation_id}/"]
    for path in paths:
        page.goto(origin + path)
        problems += violations(page)
    answering = open_page(city.bob, "/obligations/mine/", color_scheme=theme, viewport=PHONE)
    expect(answering.locator(".alarm")).to_be_visible()
    assert problems + violations(answering) == []
