"""Files: into the tray, and over a broken network to other people."""

import hashlib
import os
from pathlib import Path

from playwright.sync_api import Page, Request, expect

from chat.models import Message, Room
from hub.files.models import StoredFile
from tests.browser.conftest import PATIENCE_MS, OpenPage
from tests.browser.files import (
    agree,
    attach,
    picture,
    slow_down,
    status,
    wait_for_bytes,
)
from tests.browser.journeys import connected, message, write
from tests.chat.factories import City
from tests.realtime.server import Server

PIECE = 4 * 1024 * 1024
LARGE = 200 * 1024 * 1024
# What a browser does when files are dragged in or pasted, as its own events.
DRAGGED = """([type, names]) => {
  const transfer = new DataTransfer();
  for (const name of names) transfer.items.add(new File(["本文"], name, {type: "text/plain"}));
  const options = {dataTransfer: transfer, bubbles: true, cancelable: true};
  document.querySelector(".timeline").dispatchEvent(new DragEvent(type, options));
}"""
PASTED = """(bytes) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "image.png", {type: "image/png"}));
  const options = {clipboardData: data, bubbles: true, cancelable: true};
  document.querySelector("#composer-body").dispatchEvent(new ClipboardEvent("paste", options));
}"""


def test_several_by_button_reach_the_other_organisation_alone(
    city: City, open_page: OpenPage, room_path: str, tmp_path: Path
) -> None:
    alice, bob = open_page(city.alice, room_path), open_page(city.bob, room_path)
    connected(alice)
    connected(bob)
    note = tmp_path / "連絡.txt"
    note.write_text("承知しました", encoding="cp932")
    rows = attach(alice, picture(tmp_path / "避難所.png", "teal"), note)
    expect(rows).to_have_count(2)
    expect(rows.first.locator("canvas")).to_be_visible()
    expect(rows.nth(1)).to_contain_text("連絡.txt")
    write(alice, "写真です")
    agree(alice)
    item = message(bob, "写真です")
    expect(item.get_by_role("img", name="避難所.png")).to_be_visible()
    expect(alice.locator(".composer .tray")).to_be_hidden()
    with bob.expect_download() as download:
        item.get_by_role("link", name="連絡.txtをダウンロード").click()
    assert download.value.path().read_bytes() == note.read_bytes()
    charlie = open_page(city.charlie, "/rooms/")
    for file in StoredFile.objects.all():
        for part in ("", "preview/", "data/"):
            assert status(charlie, f"/files/{file.id}/{part}") == 404


def test_dropped_anywhere_on_the_conversation(office: Page) -> None:
    office.evaluate(DRAGGED, ["dragenter", ["一.txt"]])
    expect(office.locator(".drop-sign")).to_be_visible()
    office.evaluate(DRAGGED, ["drop", ["一.txt", "二.txt"]])
    expect(office.locator(".drop-sign")).to_have_count(0)
    expect(office.locator(".composer .tray__item")).to_have_count(2)
    office.press("#composer-body", "Enter")
    expect(office.locator(".message .attachment__name")).to_have_text(["一.txt", "二.txt"])
    assert Message.objects.get(event="").body == ""


def test_a_pasted_screenshot_gets_a_name(office: Page, tmp_path: Path) -> None:
    shot = picture(tmp_path / "shot.png", "white", (40, 30))
    office.evaluate(PASTED, list(shot.read_bytes()))
    expect(office.locator(".tray__name")).to_contain_text("スクリーンショット 20")
    office.press("#composer-body", "Enter")
    expect(office.locator(".message[data-seq] .attachment__image")).to_be_visible()
    assert StoredFile.objects.get().name.startswith("スクリーンショット ")


def test_what_cannot_be_sent_is_said_at_once(office: Page, tmp_path: Path) -> None:
    error = office.locator(".composer .field__error")
    (tmp_path / "空.txt").touch()
    attach(office, tmp_path / "空.txt")
    expect(error).to_contain_text("空のファイル")
    with (tmp_path / "動画.mp4").open("wb") as large:
        large.truncate(LARGE + 1)
    attach(office, tmp_path / "動画.mp4")
    expect(error).to_contain_text("200 MBまで")
    many = [tmp_path / f"{number}.txt" for number in range(21)]
    for path in many:
        path.write_text(path.name)
    rows = attach(office, *many)
    expect(error).to_contain_text("20個まで")
    expect(rows).to_have_count(20)


def test_progress_and_cancel(office: Page, tmp_path: Path) -> None:
    path = tmp_path / "録画.bin"
    path.write_bytes(os.urandom(2 * PIECE))
    slow_down(office, 1024 * 1024)
    rows = attach(office, path)
    bar = rows.locator("progress")
    expect(bar).to_be_visible()
    expect(rows.locator(".tray__state")).to_contain_text("/ 8.0 MB")
    wait_for_bytes(bar, 500_000)
    rows.get_by_role("button", name="録画.binを外す").click()
    expect(rows).to_have_count(0)
    expect(office.locator("#composer-body")).to_be_focused()
    slow_down(office, -1)
    write(office, "やめました")
    expect(message(office, "やめました")).to_be_visible()
    expect(office.locator(".attachment")).to_have_count(0)
    assert not StoredFile.objects.exists()


def test_a_message_on_its_way_shows_how_far_it_is_and_can_be_stopped(
    office: Page, tmp_path: Path
) -> None:
    path = tmp_path / "録画.bin"
    path.write_bytes(os.urandom(2 * PIECE))
    slow_down(office, 1024 * 1024)
    attach(office, path)
    write(office, "会議の録画")
    pending = office.locator(".message--pending")
    expect(pending.locator("progress")).to_be_visible()
    expect(pending.locator(".message__state")).to_contain_text("ファイルを送信中")
    pending.get_by_role("button", name="送信をやめる").click()
    expect(pending).to_have_count(0)
    slow_down(office, -1)
    write(office, "録画は後日")
    expect(message(office, "録画は後日")).to_be_visible()
    assert Message.objects.filter(event="").count() == 1


def test_two_hundred_megabytes_over_a_crash_and_a_reload(
    office: Page, server: Server, tmp_path: Path
) -> None:
    path = tmp_path / "記録.bin"
    path.write_bytes(os.urandom(LARGE))
    offsets: list[int] = []

    def sent(request: Request) -> None:
        if request.method == "PATCH":
            offsets.append(int(request.headers["upload-offset"]))

    office.on("request", sent)
    attach(office, path)
    write(office, "健診の記録")
    wait_for_bytes(office.locator(".tray--pending progress"), 60_000_000)
    server.kill()
    server.start()
    office.wait_for_timeout(300)
    office.reload()
    item = office.locator(".message[data-seq]", has_text="健診の記録")
    expect(item.locator(".attachment__name")).to_have_text("記録.bin", timeout=4 * PATIENCE_MS)
    file = StoredFile.objects.get()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    [stored] = tmp_path.rglob(Path(file.content.name).name)
    assert file.sha256 == digest == hashlib.sha256(stored.read_bytes()).hexdigest()
    again = sum(min(PIECE, LARGE - offset) for offset in offsets) - LARGE
    assert max(offsets) > 60_000_000
    assert again <= 4 * PIECE


def test_a_touch_screen_offers_the_camera_and_large_targets(
    city: City, open_page: OpenPage, inside: Room, tmp_path: Path
) -> None:
    tablet = {"viewport": {"width": 1024, "height": 768}, "has_touch": True, "is_mobile": True}
    page = open_page(city.alice, f"/rooms/{inside.id}/", **tablet)
    connected(page)
    camera = page.locator(".composer__camera")
    expect(camera).to_be_visible()
    expect(camera.locator("input")).to_have_attribute("capture", "environment")
    rows = attach(page, picture(tmp_path / "現場.png", "teal"))
    expect(rows.locator("progress")).to_be_hidden()
    targets = [camera, rows.locator("[data-remove-upload]")]
    page.tap(".composer__send")
    targets.append(page.locator(".message[data-seq] [data-view]"))
    for target in targets[:1] + targets[2:]:
        box = target.bounding_box()
        assert box is not None
        assert box["width"] >= 44
        assert box["height"] >= 44
