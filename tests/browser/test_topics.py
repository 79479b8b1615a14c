"""Two people keep subjects apart: topics, filtered views, moves, and the way back in."""

import re

from playwright.sync_api import Locator, Page, expect

from chat.actions.reading import mark_read
from chat.actions.topics import start_topic
from tests.browser.conftest import OpenPage
from tests.browser.journeys import connected, message, use, write
from tests.browser.test_accessibility import violations
from tests.chat.factories import City, make_room, post

IN_TOPIC = re.compile(r"\?topic=[0-9a-f-]{36}")


def start(page: Page, name: str) -> None:
    """Start a topic where one writes."""
    page.select_option("#composer-topic", "new")
    answer(page, name)
    expect(page.locator("#composer-topic option:checked")).to_have_text(name)


def answer(page: Page, text: str) -> None:
    field = page.locator("dialog[open] input")
    field.fill(text)
    field.press("Enter")


def link(page: Page, name: str) -> Locator:
    return page.locator(".topics__list .topics__link", has_text=name)


def setting(page: Page, name: str) -> None:
    page.get_by_role("button", name="話題の設定").click()
    page.get_by_role("button", name=name).click()


def unread_of(page: Page, name: str) -> Locator:
    return link(page, name).locator(".topics__unread")


def test_two_people_keep_subjects_apart(city: City, open_page: OpenPage, room_path: str) -> None:
    alice, bob = open_page(city.alice, room_path), open_page(city.bob, room_path)
    connected(alice)
    connected(bob)
    start(alice, "受入枠")
    write(alice, "明日の枠は5名です")
    expect(message(bob, "明日の枠は5名です").locator(".topic-chip")).to_have_text("受入枠")

    message(bob, "明日の枠は5名です").locator(".topic-chip").click()
    bob.wait_for_url(IN_TOPIC)
    expect(bob.locator("#composer-topic option:checked")).to_have_text("受入枠")
    alice.select_option("#composer-topic", "")
    write(alice, "駐車場の件です")
    alice.select_option("#composer-topic", label="受入枠")
    write(alice, "午後も空いています")
    expect(message(bob, "午後も空いています")).to_be_visible()
    expect(message(bob, "駐車場の件です")).to_have_count(0)
    write(bob, "2名お願いします")
    expect(message(alice, "2名お願いします").locator(".topic-chip")).to_have_text("受入枠")
    bob.reload()
    expect(message(bob, "2名お願いします")).to_be_visible()
    expect(message(bob, "駐車場の件です")).to_have_count(0)
    link(bob, "すべて").or_(bob.locator(".topics__bar > .topics__link")).first.click()
    expect(message(bob, "駐車場の件です")).to_be_visible()

    use(bob, "午後も空いています", "reply")
    expect(bob.locator("#composer-topic option:checked")).to_have_text("受入枠")


def test_a_name_and_a_solution_reach_the_other_at_once(
    city: City, open_page: OpenPage, room_path: str
) -> None:
    topic = start_topic(member=city.alice, room_id=city.room.id, name="枠")
    post(city.alice, city.room, "明日の枠です", topic=topic.id)
    alice = open_page(city.alice, f"{room_path}?topic={topic.id}")
    bob = open_page(city.bob, room_path)
    connected(alice)
    connected(bob)
    setting(alice, "名前を変える")
    answer(alice, "受入枠")
    expect(link(bob, "受入枠")).to_be_visible()
    expect(message(bob, "明日の枠です").locator(".topic-chip")).to_have_text("受入枠")
    expect(bob.locator(".message__event", has_text="枠 → 受入枠")).to_be_visible()
    setting(alice, "解決済みにする")
    expect(bob.locator(".message__event", has_text="解決済みにしました")).to_be_visible()
    expect(link(bob, "受入枠")).to_have_count(0)
    bob.get_by_role("button", name="話題一覧").click()
    bob.fill("#topics-search", "ｳｹｲﾚ")
    expect(bob.locator(".topics__found li", has_text="受入枠")).to_be_hidden()
    bob.fill("#topics-search", "受入")
    bob.locator(".topics__found .topics__link", has_text="受入枠").click()
    bob.wait_for_url(IN_TOPIC)
    expect(message(bob, "明日の枠です")).to_be_visible()


def test_a_message_moves_and_leaves_a_trace(
    city: City, open_page: OpenPage, room_path: str
) -> None:
    make_room(city.alice, city.bob, name="受入枠の調整")
    make_room(city.alice, city.charlie, name="別室")
    alice, bob = open_page(city.alice, room_path), open_page(city.bob, room_path)
    connected(alice)
    connected(bob)
    write(alice, "明日の枠は5名です")
    expect(message(bob, "明日の枠は5名です")).to_be_visible()
    use(alice, "明日の枠は5名です", "move")
    alice.select_option("#move-room", label="別室")
    alice.get_by_role("button", name="移す", exact=True).click()
    expect(alice.locator("[data-move-target=readersText]")).to_contain_text("さくら診療所")
    alice.select_option("#move-room", label="受入枠の調整")
    expect(alice.locator("[data-move-target=readers]")).to_be_hidden()
    alice.select_option("#move-topic", "new")
    alice.fill("#move-name", "インフル")
    alice.get_by_role("button", name="移す", exact=True).click()
    expect(alice.locator("h1", has_text="受入枠の調整")).to_be_visible()
    expect(message(alice, "明日の枠は5名です").locator(".topic-chip")).to_have_text("インフル")

    expect(message(bob, "明日の枠は5名です")).to_have_count(0)
    trace = message(bob, "別のルームへ移動しました")
    expect(trace).to_be_visible()
    assert violations(bob) == []
    trace.get_by_role("link", name="移動先を開く").click()
    expect(message(bob, "明日の枠は5名です")).to_be_focused()


def test_reading_topic_by_topic_clears_the_room(
    city: City, open_page: OpenPage, room_path: str
) -> None:
    first, second = (
        start_topic(member=city.alice, room_id=city.room.id, name=name) for name in ("枠", "納入")
    )
    mark_read(member=city.bob, room_id=city.room.id)
    for topic in (first, second, first, second):
        post(city.alice, city.room, f"{topic.name}の連絡", topic=topic.id)
    bob = open_page(city.bob, f"{room_path}?topic={first.id}")
    connected(bob)
    expect(unread_of(bob, "枠")).to_be_hidden()
    expect(unread_of(bob, "納入")).to_contain_text("2")
    expect(bob.locator(".room-link--unread")).to_have_count(1)
    link(bob, "納入").click()
    expect(bob.locator(".room-link--unread")).to_have_count(0)
    expect(unread_of(bob, "納入")).to_be_hidden()


def test_a_muted_topic_is_quiet(city: City, open_page: OpenPage, room_path: str) -> None:
    topic = start_topic(member=city.alice, room_id=city.room.id, name="雑談")
    bob = open_page(city.bob, f"{room_path}?topic={topic.id}")
    connected(bob)
    setting(bob, "ミュートする")
    expect(link(bob, "雑談").locator(".visually-hidden").first).to_have_text("ミュート中")
    mark_read(member=city.bob, room_id=city.room.id)
    bob.goto(bob.url.split("/rooms/")[0] + "/rooms/")
    connected(bob)
    post(city.alice, city.room, "お茶にしませんか", topic=topic.id)
    post(city.alice, city.room, "至急の連絡です")
    unread = bob.locator(".room-link--unread .room-link__unread")
    expect(unread).to_contain_text("1")
    bob.reload()
    expect(unread).to_contain_text("1")


def test_catching_up_by_keyboard(city: City, open_page: OpenPage) -> None:
    topic = start_topic(member=city.alice, room_id=city.room.id, name="受入枠")
    mark_read(member=city.bob, room_id=city.room.id)
    post(city.alice, city.room, "明日の枠は5名です", topic=topic.id)
    post(city.alice, city.room, "@棒 ご確認ください", mentions=[f"member:{city.bob.id}"])
    bob = open_page(city.bob)
    connected(bob)
    bob.locator(".rooms").get_by_role("link", name="前回からの出来事").focus()
    bob.keyboard.press("Enter")
    expect(bob.locator("h1")).to_have_text("前回からの出来事")
    expect(bob.locator(".news__mention")).to_contain_text("ご確認ください")
    expect(bob.locator(".strand", has_text="受入枠")).to_contain_text("明日の枠は5名です")
    assert violations(bob) == []
    strand = bob.locator(".strand", has_text="受入枠")
    strand.get_by_role("link", name="最初の未読を開く").focus()
    bob.keyboard.press("Enter")
    bob.wait_for_url(IN_TOPIC)
    expect(message(bob, "明日の枠は5名です")).to_be_focused()
    assert violations(bob) == []

    bob.go_back()
    bob.get_by_role("button", name="既読にする").press("Enter")
    expect(bob.get_by_text("すべて読み終えています")).to_be_visible()
    assert violations(bob) == []
