"""Without a network: rooms stay readable, what is written goes out once, nothing is left behind."""

import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

from chat.models import Message
from tests.browser.conftest import OpenPage
from tests.browser.devices import CONTROLLED, kept, traces, until
from tests.browser.files import picture
from tests.browser.journeys import connected, message, write
from tests.browser.test_accessibility import violations
from tests.chat.factories import City, make_room, post, sign_in
from tests.realtime.server import Server


def answer(page: Page, *, yes: bool) -> None:
    """Answer the one question dialog."""
    page.locator(f'#confirm-dialog button[value="{"yes" if yes else "no"}"]').click()


def become(context: BrowserContext, origin: str, session: str) -> None:
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": session, "url": origin}])


@pytest.fixture
def desk(city: City, open_page: OpenPage, room_path: str) -> Page:
    """alice in the room, which her device keeps."""
    post(city.bob, city.room, "受け入れは14時からです")
    page = open_page(city.alice, room_path)
    connected(page)
    kept(page, room_path)
    return page


def test_a_room_is_read_offline_with_what_came_last(
    city: City, desk: Page, open_page: OpenPage, room_path: str
) -> None:
    bob = open_page(city.bob, room_path)
    connected(bob)
    write(bob, "15時に変わりました")
    expect(message(desk, "15時に変わりました")).to_be_visible()
    kept(desk, room_path, "15時に変わりました")
    desk.context.set_offline(True)
    desk.reload()
    expect(message(desk, "受け入れは14時からです")).to_be_visible()
    expect(message(desk, "15時に変わりました")).to_be_visible()
    expect(desk.locator(".kept-note")).to_contain_text("時点の内容です")
    expect(desk.locator(".status")).to_contain_text("切断")


def test_another_page_says_offline_and_names_the_rooms(desk: Page, room_path: str) -> None:
    desk.context.set_offline(True)
    desk.goto(desk.url.replace(room_path, "/people/"))
    expect(desk.locator("h1")).to_have_text("オフラインです")
    assert violations(desk) == []
    desk.get_by_role("link", name="夜間当番").click()
    expect(message(desk, "受け入れは14時からです")).to_be_visible()
    desk.goto(desk.url.replace(room_path, "/people/"))
    expect(desk.locator("h1")).to_have_text("オフラインです")
    desk.context.set_offline(False)
    expect(desk.locator("h1")).to_have_text("人と組織")


def test_written_offline_with_a_photo_over_a_reload_and_a_dead_server(
    city: City, server: Server, open_page: OpenPage, tmp_path: Path
) -> None:
    inside = make_room(city.alice, name="庁内")
    path = f"/rooms/{inside.id}/"
    page = open_page(city.alice, path)
    connected(page)
    kept(page, path)
    page.context.set_offline(True)
    server.kill()
    write(page, "一通目")
    page.set_input_files('input[type="file"] >> nth=0', picture(tmp_path / "温度計.png", "teal"))
    write(page, "写真です")
    write(page, "三通目")
    expect(page.locator(".status")).to_contain_text("未送信3件")
    expect(page.locator(".header__unsent")).to_have_text("未送信3件")
    page.reload()
    expect(page.locator(".message--pending")).to_have_count(3)
    expect(page.locator(".message--pending canvas")).to_have_count(1)
    assert page.title().startswith("未送信3件")
    write(page, "読み直した後の一通")
    page.goto(f"{server.origin}/rooms/")
    expect(page.locator(".header__unsent")).to_have_text("未送信4件")
    server.start()
    page.context.set_offline(False)
    expect(page.locator(".header__unsent")).to_be_hidden(timeout=60_000)
    stored = list(Message.objects.filter(room=inside, event="").order_by("seq"))
    assert [each.body for each in stored] == ["一通目", "写真です", "三通目", "読み直した後の一通"]
    assert [each.attachments.count() for each in stored] == [0, 1, 0, 0]


def test_two_tabs_send_each_message_once_in_the_order_of_writing(
    city: City, server: Server, desk: Page, room_path: str
) -> None:
    second = desk.context.new_page()
    second.goto(server.origin + room_path)
    connected(second)
    desk.context.set_offline(True)
    server.kill()
    for number in range(6):
        write(second if number % 2 else desk, f"交互{number}")
        for page in (desk, second):
            expect(page.locator(".header__unsent")).to_have_text(f"未送信{number + 1}件")
    server.start()
    desk.context.set_offline(False)
    for page in (desk, second):
        expect(page.locator(".header__unsent")).to_be_hidden(timeout=60_000)
        expect(page.locator(".message--pending")).to_have_count(0)
    stored = Message.objects.filter(room=city.room, body__startswith="交互").order_by("seq")
    assert [each.body for each in stored] == [f"交互{number}" for number in range(6)]


def test_a_sign_out_asks_for_what_is_unsent_and_wipes(desk: Page, server: Server) -> None:
    server.kill()
    write(desk, "まだ届いていません")
    expect(desk.locator(".header__unsent")).to_have_text("未送信1件")
    desk.click(".header__person")
    desk.get_by_role("button", name="サインアウト").click()
    expect(desk.locator("#confirm-dialog")).to_contain_text("未送信1件が消えます")
    answer(desk, yes=False)
    expect(desk.locator(".header__unsent")).to_have_text("未送信1件")
    assert len(traces(desk)["databases"]) == 1
    desk.evaluate("localStorage.setItem('draft', '内輪の話')")
    server.start()
    desk.click(".header__person")
    desk.get_by_role("button", name="サインアウト").click()
    if desk.locator("#confirm-dialog").is_visible():  # not sent in between
        answer(desk, yes=True)
    expect(desk.locator("h1")).to_have_text("サインイン")
    assert traces(desk) == {"databases": [], "pages": [], "storage": []}
    until(desk, CONTROLLED)
    desk.context.set_offline(True)
    desk.goto(server.origin + "/rooms/")
    expect(desk.locator("h1")).to_have_text("オフラインです")
    expect(desk.locator("body")).not_to_contain_text("夜間当番")


def test_the_next_person_finds_nothing_of_the_first(
    city: City, server: Server, desk: Page, room_path: str
) -> None:
    """The first forgot to sign out, and their session was taken away somewhere else."""
    server.kill()
    write(desk, "有栖だけの話")
    expect(desk.locator(".header__unsent")).to_have_text("未送信1件")
    desk.goto("about:blank")
    server.start()
    become(desk.context, server.origin, sign_in(city.charlie))
    desk.goto(server.origin + "/rooms/")
    connected(desk)
    expect(desk.locator("body")).not_to_contain_text("夜間当番")
    expect(desk.locator(".header__unsent")).to_be_hidden()
    found = traces(desk)
    assert len(found["pages"]) <= 1
    assert len([name for name in found["databases"] if name.startswith("outbox-")]) <= 1
    desk.context.set_offline(True)
    desk.goto(server.origin + room_path)
    expect(desk.locator("h1")).to_have_text("オフラインです")
    expect(desk.locator("body")).not_to_contain_text("夜間当番")
    assert not Message.objects.filter(body="有栖だけの話").exists()


def test_a_session_ended_elsewhere_wipes_and_says_what_was_lost(server: Server, desk: Page) -> None:
    server.kill()
    write(desk, "間に合わなかった話")
    expect(desk.locator(".header__unsent")).to_have_text("未送信1件")
    Session.objects.all().delete()
    server.start()
    expect(desk.locator("h1")).to_have_text("サインイン", timeout=60_000)
    expect(desk.locator("#toasts")).to_contain_text("未送信1件を消しました")
    assert traces(desk) == {"databases": [], "pages": [], "storage": []}
    assert not Message.objects.filter(body="間に合わなかった話").exists()


def test_a_new_version_takes_over_with_the_next_page(
    city: City, server: Server, open_page: OpenPage, room_path: str, tmp_path: Path
) -> None:
    build = tmp_path / "dist"
    shutil.copytree(settings.FRONTEND_DIST, build)
    server.stop()
    server.environment["TSUNAGU_FRONTEND"] = str(build)
    server.start()
    page = open_page(city.alice, room_path)
    connected(page)
    kept(page, room_path)
    before = script_of(page)
    server.stop()
    renew(build)
    server.start()
    connected(page)
    assert page.evaluate("(path) => fetch(path).then((answer) => answer.status)", before) == 200
    page.reload()
    connected(page)
    assert script_of(page) != before
    kept(page, room_path, script_of(page))
    page.context.set_offline(True)
    page.reload()
    expect(page.locator(".status")).to_contain_text("切断")


def script_of(page: Page) -> str:
    return str(page.get_attribute('script[type="module"]', "src"))


def renew(build: Path) -> None:
    """As a new build does: other names, and the old files are gone."""
    listing = build / ".vite" / "manifest.json"
    manifest = json.loads(listing.read_text())
    entry = manifest["src/app.ts"]
    old = build / entry["file"]
    new = old.with_name("app-NewBuild.js")
    old.rename(new)
    entry["file"] = f"assets/{new.name}"
    listing.write_text(json.dumps(manifest))


def test_the_app_can_be_installed(desk: Page) -> None:
    tools = desk.context.new_cdp_session(desk)
    found = tools.send("Page.getAppManifest")
    assert found["errors"] == []
    assert json.loads(found["data"])["name"] == "つなぐ"
    problems = tools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A private window, as every test has one, is the only thing in the way.
    assert {each["errorId"] for each in problems} <= {"in-incognito"}
