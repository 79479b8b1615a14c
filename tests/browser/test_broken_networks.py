"""Networks and servers that fail: nothing is lost, nothing is doubled, the order stands."""

from playwright.sync_api import expect

from chat.models import Message
from tests.browser.conftest import OpenPage
from tests.browser.journeys import connected, message, write
from tests.browser.proxy import StrippingProxy
from tests.chat.factories import City
from tests.realtime.server import Server


def test_a_proxy_that_strips_upgrade(
    city: City, server: Server, open_page: OpenPage, room_path: str
) -> None:
    server.stop()
    with StrippingProxy(server.port) as proxy:
        server.environment["TSUNAGU_ORIGINS"] += f",{proxy.origin}"
        server.start()
        alice = open_page(city.alice, room_path, origin=proxy.origin)
        bob = open_page(city.bob, room_path, origin=proxy.origin)
        connected(alice)
        connected(bob)
        expect(alice.locator(".status")).to_have_attribute("data-carrier", "events")
        write(alice, "WebSocketなしで届きますか")
        expect(message(bob, "WebSocketなしで届きますか")).to_be_visible()
        write(bob, "届いています")
        expect(message(alice, "届いています")).to_be_visible()


def test_a_proxy_that_also_holds_streams_back(
    city: City, server: Server, open_page: OpenPage, room_path: str
) -> None:
    server.stop()
    with StrippingProxy(server.port, holds_streams=True) as proxy:
        server.environment["TSUNAGU_ORIGINS"] += f",{proxy.origin}"
        server.start()
        alice = open_page(city.alice, room_path, origin=proxy.origin)
        bob = open_page(city.bob, room_path, origin=proxy.origin)
        connected(alice)
        connected(bob)
        expect(alice.locator(".status")).to_have_attribute("data-carrier", "polling")
        write(alice, "ロングポーリングの確認")
        expect(message(bob, "ロングポーリングの確認")).to_be_visible()


def test_the_server_is_killed_while_twenty_messages_are_sent(
    city: City, server: Server, open_page: OpenPage, room_path: str
) -> None:
    alice = open_page(city.alice, room_path)
    connected(alice)
    for number in range(20):
        write(alice, f"連番{number:02d}")
        if number == 7:
            server.kill()
    expect(alice.locator(".status")).to_contain_text("未送信")
    server.start()
    expect(alice.locator(".message--pending")).to_have_count(0, timeout=60_000)
    stored = Message.objects.filter(room=city.room, event="").order_by("seq")
    assert [each.body for each in stored] == [f"連番{number:02d}" for number in range(20)]
    shown = alice.locator(".message[data-seq] .message__body").all_inner_texts()
    assert [text.strip() for text in shown] == [f"連番{number:02d}" for number in range(20)]


def test_unsent_messages_survive_a_reload(
    city: City, server: Server, open_page: OpenPage, room_path: str
) -> None:
    alice = open_page(city.alice, room_path)
    connected(alice)
    alice.context.set_offline(True)
    server.kill()
    write(alice, "切断中に書きました")
    expect(alice.locator(".status")).to_contain_text("未送信1件")
    server.start()
    alice.context.set_offline(False)
    alice.on("dialog", lambda dialog: dialog.accept())
    alice.reload()
    expect(message(alice, "切断中に書きました")).to_have_count(1)
    assert Message.objects.filter(body="切断中に書きました").count() == 1
