"""Documents found, shared and put into a conversation, by hand."""

import re

from playwright.sync_api import expect

from docs_app.actions.comments import begin_thread
from docs_app.actions.documents import create_document
from docs_app.actions.folders import create_folder
from docs_app.actions.sharing import grant_access
from docs_app.models import Document
from docs_app.roles import Role
from docs_app.starters import state_of
from tests.browser.conftest import OpenPage
from tests.browser.journeys import connected, message, write
from tests.browser.test_accessibility import violations
from tests.chat.factories import City

PHONE = {"width": 390, "height": 844}


def draft(city: City, title: str = "避難所の運営") -> Document:
    return create_document(author=city.alice, title=title, state=state_of("minutes"))


def test_from_the_shelf_to_a_new_document_in_a_folder(city: City, open_page: OpenPage) -> None:
    page = open_page(city.alice, f"/documents/places/room/{city.room.id}/")
    page.get_by_role("button", name="フォルダーを作る").click()
    page.get_by_label("フォルダー名").fill("会議資料")
    page.get_by_role("button", name="作る", exact=True).click()
    expect(page.get_by_role("heading", name="会議資料")).to_be_visible()
    page.get_by_role("link", name="新しい文書").click()
    page.get_by_label("表題").fill("11月の会議")
    page.get_by_label("議事録").check()
    assert violations(page) == []
    page.get_by_role("button", name="文書を作る").click()
    expect(page.locator("[data-ready]")).to_be_visible()
    expect(page.locator(".ck-content")).to_contain_text("今後の対応")
    assert Document.objects.readable_by(city.bob, Role.EDITOR).filter(title="11月の会議").exists()


def test_a_star_stays(city: City, open_page: OpenPage) -> None:
    draft(city)
    page = open_page(city.alice, "/documents/all/")
    assert violations(page) == []
    star = page.get_by_role("button", name="「避難所の運営」のスター")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="スター付き").click()
    expect(page.get_by_role("link", name="避難所の運営")).to_be_visible()


def test_sharing_and_taking_back_cuts_the_open_editor(city: City, open_page: OpenPage) -> None:
    document = draft(city)
    alice = open_page(city.alice, f"/documents/{document.pk}/")
    alice.get_by_role("link", name="共有").click()
    alice.get_by_label("人、部署、組織、ルームの名前").press_sequentially("ぼぶ")
    alice.get_by_role("radio").check()
    alice.locator("#grant-role").select_option("編集")
    alice.get_by_role("button", name="共有する").click()
    expect(alice.locator(".sharing__row")).to_have_count(2)
    assert violations(alice) == []
    bob = open_page(city.bob, f"/documents/{document.pk}/")
    expect(bob.locator("[data-ready]")).to_be_visible()
    row = alice.locator(".sharing__row", has_text="棒")
    row.locator("summary").click()
    row.get_by_role("button", name="権限を取り消す").click()
    expect(alice.locator(".sharing__row")).to_have_count(1)
    expect(bob.locator(".ck-content")).to_have_attribute("contenteditable", "false")
    bob.reload()
    expect(bob.locator("[data-ready]")).to_have_count(0)


def test_a_document_goes_into_a_conversation_and_opens_beside_it(
    city: City, open_page: OpenPage, room_path: str
) -> None:
    draft(city)
    alice = open_page(city.alice, room_path)
    connected(alice)
    alice.get_by_role("button", name="文書を貼る").click()
    row = alice.locator(".choose__row", has_text="避難所の運営")
    row.get_by_role("button", name="権限を付けて貼る").click()
    expect(alice.locator("#composer-body")).to_have_value(re.compile("/documents/"))
    alice.press("#composer-body", "Enter")
    card = alice.locator(".document-card")
    expect(card).to_contain_text("避難所の運営")
    bob = open_page(city.bob, room_path)
    expect(bob.locator(".document-card")).to_contain_text("閲覧")
    expect(bob.locator(".message__body a")).to_be_hidden()
    bob.get_by_role("button", name="並べて開く").click()
    beside = bob.frame_locator(".beside iframe")
    expect(beside.locator(".ck-content")).to_contain_text("今後の対応")
    expect(beside.locator(".header")).to_have_count(0)
    write(bob, "読みました")
    expect(message(alice, "読みました")).to_be_visible()
    bob.get_by_role("button", name="文書を閉じる").click()
    expect(bob.locator(".beside iframe")).to_have_count(0)


def test_who_may_not_open_sees_a_card_that_says_so(
    city: City, open_page: OpenPage, room_path: str
) -> None:
    document = draft(city, "人事の案")
    alice = open_page(city.alice, room_path)
    connected(alice)
    origin = alice.url.split("/rooms")[0]
    write(alice, f"{origin}/documents/{document.pk}/")
    bob = open_page(city.bob, room_path)
    expect(bob.locator(".document-card--closed")).to_be_visible()
    assert "人事の案" not in bob.content()


def test_trash_and_back(city: City, open_page: OpenPage) -> None:
    folder = create_folder(by=city.alice, name="会議資料", place=f"room:{city.room.id}")
    document = create_document(author=city.alice, title="古い案", folder=folder)
    grant_access(
        by=city.alice,
        document_id=document.pk,
        kind="member",
        target_id=city.bob.pk,
        role=Role.READER,
    )
    page = open_page(city.alice, f"/documents/{document.pk}/about/")
    assert violations(page) == []
    page.get_by_role("button", name="ごみ箱に入れる").click()
    page.locator("dialog[open]").get_by_role("button", name="ごみ箱に入れる").click()
    page.get_by_role("link", name="ごみ箱").click()
    assert violations(page) == []
    page.get_by_role("button", name="元に戻す").click()
    expect(page.locator("h1")).to_contain_text("古い案")


def test_what_is_for_me_stands_on_my_home_on_a_phone_too(city: City, open_page: OpenPage) -> None:
    document = draft(city)
    begin_thread(member=city.alice, document_id=document.pk, body=f"@{city.alice.name} 鍵の件")
    page = open_page(city.alice, "/rooms/", viewport=PHONE, has_touch=True)
    page.get_by_role("link", name="ホーム", exact=True).tap()
    comment = page.locator("main.home").get_by_role("link", name="鍵の件")
    expect(comment).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="ルームの一覧").tap()
    expect(page.locator(".room-link", has_text=city.room.name)).to_be_visible()
    page.go_back()
    comment.tap()
    expect(page.locator("#document-comments")).to_contain_text("鍵の件")
