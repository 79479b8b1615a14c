"""Two people of two organisations talk; an outsider learns nothing."""

from playwright.sync_api import expect

from chat.models import Message
from tests.browser.conftest import OpenPage
from tests.browser.journeys import connected, message, use, write
from tests.chat.factories import City


def test_two_organisations_talk_live(city: City, open_page: OpenPage, room_path: str) -> None:
    alice, bob = open_page(city.alice, room_path), open_page(city.bob, room_path)
    connected(alice)
    connected(bob)
    write(alice, "明日の接種枠は**20名**です")
    expect(message(bob, "明日の接種枠は20名です").locator("strong")).to_have_text("20名")
    write(bob, "承知しました")
    expect(message(alice, "承知しました")).to_be_visible()
    expect(alice.locator(".boundary")).to_contain_text("みどり診療所")
    expect(alice.locator(".message--pending")).to_have_count(0)


def test_who_has_read_and_who_has_not(city: City, open_page: OpenPage, room_path: str) -> None:
    alice = open_page(city.alice, room_path)
    connected(alice)
    write(alice, "確認をお願いします")
    use(alice, "確認をお願いします", "receipts")
    dialog = alice.locator("#panel-dialog")
    expect(dialog).to_contain_text("1人中 0人が既読")
    alice.keyboard.press("Escape")
    bob = open_page(city.bob, room_path)
    expect(message(bob, "確認をお願いします")).to_be_visible()
    expect(message(alice, "確認をお願いします").locator("[data-receipts]")).to_have_text("既読 1")
    message(alice, "確認をお願いします").locator("[data-receipts]").click()
    expect(dialog).to_contain_text("1人中 1人が既読")
    expect(dialog).to_contain_text("棒")


def test_recall_reaches_everyone_and_reports(
    city: City, open_page: OpenPage, room_path: str
) -> None:
    alice, bob = open_page(city.alice, room_path), open_page(city.bob, room_path)
    connected(alice)
    connected(bob)
    write(alice, "部屋を間違えました")
    expect(message(bob, "部屋を間違えました")).to_be_visible()
    expect(message(alice, "部屋を間違えました").locator("[data-receipts]")).to_have_text("既読 1")
    use(alice, "部屋を間違えました", "recall")
    alice.locator('#confirm-dialog button[value="yes"]').click()
    expect(bob.locator(".message--deleted")).to_contain_text("取り消されました")
    expect(bob.locator("body")).not_to_contain_text("部屋を間違えました")
    assert not Message.objects.filter(body__contains="部屋を間違えました").exists()
    gone = alice.locator(".message--deleted")
    gone.hover()
    gone.locator('[data-tool="receipts"]').click()
    expect(alice.locator("#panel-dialog")).to_contain_text("表示済み")


def test_an_outsider_sees_nothing(city: City, open_page: OpenPage, room_path: str) -> None:
    charlie = open_page(city.charlie, "/rooms/")
    connected(charlie)
    alice = open_page(city.alice, room_path)
    connected(alice)
    write(alice, "これは内輪の話です")
    expect(message(alice, "これは内輪の話です")).to_be_visible()
    expect(charlie.locator(".rooms__list")).not_to_contain_text("夜間当番")
    for path in ("/rooms/", "/people/", "/rooms/switcher/?q=", "/rooms/browse/"):
        charlie.goto(charlie.url.split("/rooms")[0].split("/people")[0] + path)
        text = charlie.content()
        assert "みどり診療所" not in text
        assert "夜間当番" not in text
        assert "これは内輪の話です" not in text
    answer = charlie.goto(alice.url)
    assert answer is not None
    assert answer.status == 404


def test_reply_react_edit_and_mention(city: City, open_page: OpenPage, room_path: str) -> None:
    alice, bob = open_page(city.alice, room_path), open_page(city.bob, room_path)
    connected(alice)
    connected(bob)
    write(alice, "水曜は何名ですか")
    use(bob, "水曜は何名ですか", "reply")
    bob.keyboard.type("@あり")
    expect(bob.locator("#completion [role=option]").first).to_contain_text("有栖")
    bob.keyboard.press("Enter")
    bob.keyboard.type("15名です")
    bob.keyboard.press("Enter")
    answer = message(alice, "15名です")
    expect(answer.locator(".message__quote")).to_contain_text("水曜は何名ですか")
    expect(answer.locator(".mention--me")).to_have_text("@有栖")
    use(alice, "15名です", "react")
    expect(message(bob, "15名です").locator(".reaction")).to_contain_text("1")
    bob.press("#composer-body", "ArrowUp")
    bob.fill("#composer-body", "@有栖 18名です")
    bob.keyboard.press("Enter")
    expect(message(alice, "18名です").locator(".message__edited")).to_be_visible()


def test_unread_counts_and_divider(city: City, open_page: OpenPage, room_path: str) -> None:
    bob = open_page(city.bob, "/rooms/")
    connected(bob)
    alice = open_page(city.alice, room_path)
    connected(alice)
    write(alice, "お知らせが1件あります")
    write(alice, "もう1件あります")
    expect(bob.locator(".room-link--unread .room-link__unread")).to_be_visible()
    expect(message(alice, "もう1件あります")).to_be_visible()
    assert bob.title().startswith("(")
    bob.click(".room-link--unread")
    expect(bob.locator(".unread-line")).to_be_visible()
    expect(bob.locator(".room-link--unread")).to_have_count(0)
