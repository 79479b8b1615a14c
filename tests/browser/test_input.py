"""Japanese input, the keyboard alone, and a touch screen."""

from playwright.sync_api import Page, expect

from chat.models import Message
from tests.browser.conftest import TABLET, OpenPage
from tests.browser.journeys import connected, message, write
from tests.chat.factories import City

# What a Windows or Mac input method sends while it converts.
PROCESS_KEY = {"windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"}


def confirm_conversion(page: Page, reading: str, text: str) -> None:
    """Type a reading, convert it and confirm with Enter, as the browser's own IME events."""
    devtools = page.context.new_cdp_session(page)
    devtools.send(
        "Input.imeSetComposition",
        {"text": reading, "selectionStart": len(reading), "selectionEnd": len(reading)},
    )
    devtools.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **PROCESS_KEY})
    devtools.send("Input.insertText", {"text": text})
    devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **PROCESS_KEY})


def test_the_enter_that_confirms_a_conversion_does_not_send(
    city: City, open_page: OpenPage, room_path: str
) -> None:
    alice = open_page(city.alice, room_path)
    connected(alice)
    alice.focus("#composer-body")
    confirm_conversion(alice, "せっしゅ", "接種")
    expect(alice.locator("#composer-body")).to_have_value("接種")
    alice.wait_for_timeout(300)
    assert not Message.objects.filter(event="").exists()
    alice.keyboard.press("Enter")
    expect(message(alice, "接種")).to_be_visible()


def test_the_safari_order_of_events_does_not_send_either(
    city: City, open_page: OpenPage, room_path: str
) -> None:
    alice = open_page(city.alice, room_path)
    connected(alice)
    alice.fill("#composer-body", "接種")
    alice.evaluate(
        """() => {
          const field = document.querySelector("#composer-body");
          field.dispatchEvent(new CompositionEvent("compositionstart", {bubbles: true}));
          field.dispatchEvent(new CompositionEvent("compositionend", {bubbles: true}));
          const enter = {key: "Enter", keyCode: 229, bubbles: true, cancelable: true};
          field.dispatchEvent(new KeyboardEvent("keydown", enter));
        }"""
    )
    alice.wait_for_timeout(300)
    assert not Message.objects.filter(event="").exists()
    expect(alice.locator("#composer-body")).to_have_value("接種")


def test_send_key_can_be_control_enter(city: City, open_page: OpenPage, room_path: str) -> None:
    alice = open_page(city.alice, room_path)
    connected(alice)
    alice.select_option(".composer__key select", "ctrl")
    alice.fill("#composer-body", "1行目")
    alice.press("#composer-body", "Enter")
    alice.keyboard.type("2行目")
    expect(alice.locator("#composer-body")).to_have_value("1行目\n2行目")
    alice.keyboard.press("Control+Enter")
    expect(message(alice, "2行目")).to_be_visible()


def test_everything_by_keyboard(city: City, open_page: OpenPage) -> None:
    alice = open_page(city.alice, "/rooms/")
    connected(alice)
    alice.keyboard.press("Control+k")
    alice.keyboard.type("夜間")
    expect(alice.locator("#switcher-list [role=option]").first).to_contain_text("夜間当番")
    alice.keyboard.press("Enter")
    expect(alice.locator("#composer-body")).to_be_focused()
    alice.keyboard.type("キーボードだけで書きました")
    alice.keyboard.press("Enter")
    item = message(alice, "キーボードだけで書きました")
    expect(item).to_be_visible()
    item.focus()
    alice.keyboard.press("Enter")
    alice.keyboard.press("Enter")
    expect(item.locator(".reaction")).to_have_attribute("aria-pressed", "true")
    alice.keyboard.press("Escape")
    expect(alice.locator("#composer-body")).to_be_focused()
    alice.keyboard.press("ArrowUp")
    expect(alice.locator("#composer-body")).to_have_value("キーボードだけで書きました")
    alice.keyboard.press("Escape")
    expect(alice.locator("#composer-body")).to_have_value("")


def test_a_shared_tablet_by_touch(city: City, open_page: OpenPage, room_path: str) -> None:
    bob = open_page(city.bob, "/rooms/", viewport=TABLET, has_touch=True)
    connected(bob)
    bob.tap(".room-link >> text=夜間当番")
    bob.tap("#composer-body")
    bob.fill("#composer-body", "タブレットから")
    bob.tap(".composer__send")
    item = message(bob, "タブレットから")
    expect(item).to_be_visible()
    item.tap()
    item.locator('[data-tool="react"]').first.tap()
    expect(item.locator(".reaction")).to_be_visible()
    small = bob.eval_on_selector_all(
        "button:not([hidden]), a.room-link",
        """(all) => all.filter((each) => {
             const box = each.getBoundingClientRect();
             return box.width > 0 && box.height > 0 && box.height < 24;
           }).map((each) => each.outerHTML.slice(0, 80))""",
    )
    assert small == []


def test_a_draft_is_kept(city: City, open_page: OpenPage, room_path: str) -> None:
    alice = open_page(city.alice, room_path)
    connected(alice)
    alice.focus("#composer-body")
    alice.keyboard.type("書きかけの文")
    alice.wait_for_timeout(1500)
    alice.reload()
    expect(alice.locator("#composer-body")).to_have_value("書きかけの文")


def test_new_messages_are_announced(city: City, open_page: OpenPage, room_path: str) -> None:
    alice, bob = open_page(city.alice, room_path), open_page(city.bob, room_path)
    connected(alice)
    connected(bob)
    write(bob, "読み上げの確認")
    announcer = alice.locator('[data-live-target="announcer"]')
    expect(announcer).to_have_attribute("aria-live", "polite")
    expect(announcer).to_contain_text("棒さん: 読み上げの確認")
