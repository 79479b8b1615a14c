"""Work grows out of a message: made by keyboard, done elsewhere, seen by all; and stamps."""

from playwright.sync_api import Page, expect

from chat.models import Message
from tests.browser.conftest import OpenPage
from tests.browser.journeys import connected, message, use, write
from tests.browser.test_accessibility import violations
from tests.chat.factories import City


def make_task(page: Page, text: str, title: str, assignee: str) -> None:
    use(page, text, "task")
    form = page.locator(".task-form")
    expect(form.locator("#task-title")).to_have_value(text)
    form.locator("#task-title").fill(title)
    option = form.locator("#task-assignee option", has_text=assignee)
    form.locator("#task-assignee").select_option(value=option.get_attribute("value") or "")
    form.locator("#task-due").fill("2030-01-31")
    form.locator("#task-title").press("Enter")
    expect(form).to_be_hidden()


def test_a_message_becomes_somebodys_task(city: City, open_page: OpenPage, room_path: str) -> None:
    alice, bob = open_page(city.alice, room_path), open_page(city.bob, "/rooms/")
    connected(alice)
    connected(bob)
    write(alice, "案内板が倒れています")
    make_task(alice, "案内板が倒れています", "案内板を直す", city.bob.name)
    chip = message(alice, "案内板が倒れています").locator(".task-chip")
    expect(chip).to_contain_text("案内板を直す")

    row = bob.locator(".task-row", has_text="案内板を直す")
    expect(row).to_contain_text(f"{city.alice.name}さんから")
    assert violations(bob) == []
    row.locator(".task-row__box").focus()
    bob.keyboard.press("Enter")
    expect(bob.locator(".home__done")).to_be_attached()
    expect(chip).to_contain_text("完了")

    chip.click()
    assert violations(alice) == []
    alice.get_by_role("button", name="未完了に戻す").click()
    expect(bob.locator(".home .task-rows").first).to_contain_text("案内板を直す")
    bob.locator(".task-row a").first.click()
    expect(message(bob, "案内板が倒れています")).to_be_visible()


def test_recalled_words_leave_an_open_home(city: City, open_page: OpenPage, room_path: str) -> None:
    alice, bob = open_page(city.alice, room_path), open_page(city.bob, "/rooms/")
    connected(alice)
    connected(bob)
    write(alice, "宛先を間違えました")
    make_task(alice, "宛先を間違えました", "間違えた宛先", city.bob.name)
    row = bob.locator(".task-row", has_text="間違えた宛先")
    expect(row).to_be_visible()
    use(alice, "宛先を間違えました", "recall")
    alice.locator('#confirm-dialog button[value="yes"]').click()
    expect(row).to_have_count(0)


def test_the_list_is_for_screen_and_paper(city: City, open_page: OpenPage, room_path: str) -> None:
    alice = open_page(city.alice, room_path)
    connected(alice)
    write(alice, "名簿を直す")
    make_task(alice, "名簿を直す", "名簿を直す", city.alice.name)
    alice.locator(".rooms a", has_text="タスク").click()
    expect(alice.locator("table")).to_contain_text("名簿を直す")
    assert violations(alice) == []
    alice.emulate_media(media="print")
    expect(alice.get_by_role("button", name="印刷する")).to_be_hidden()
    expect(alice.locator("table")).to_be_visible()


def test_a_stamp_is_sent_with_one_key(city: City, open_page: OpenPage, room_path: str) -> None:
    alice, bob = open_page(city.alice, room_path), open_page(city.bob, room_path)
    connected(alice)
    connected(bob)
    alice.fill("#composer-body", "書きかけ")
    alice.locator('[data-stamps-target="button"]').focus()
    alice.keyboard.press("Enter")
    panel = alice.locator(".stamps__panel")
    expect(panel.locator("button").first).to_be_focused()
    assert violations(alice) == []
    alice.keyboard.press("ArrowRight")
    alice.keyboard.press("Enter")
    expect(panel).to_be_hidden()
    expect(bob.locator(".message[data-seq] .stamp")).to_have_attribute("alt", "確認しました")
    expect(alice.locator("#composer-body")).to_have_value("書きかけ")
    alice.locator('[data-stamps-target="button"]').click()
    expect(panel.locator("img").first).to_have_attribute("alt", "確認しました")
    alice.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert Message.objects.exclude(stamp="").count() == 1
