"""Files: into the tray, over a broken network, onto other people's screens."""

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from chat.models import Message, Room
from hub.files.models import StoredFile
from tests.browser.conftest import PATIENCE_MS, OpenPage
from tests.browser.files import hostile, japanese_pdf, picture
from tests.browser.journeys import connected, message, write
from tests.browser.test_accessibility import violations
from tests.chat.factories import City, make_member, make_room
from tests.realtime.server import Server

PIECE = 4 * 1024 * 1024
LARGE = 200 * 1024 * 1024
MY_NUMBER = "1234-5678-9018"
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
DARK_PIXELS = """(canvas) => {
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let dark = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at] < 128 && data[at + 3] > 128) dark++;
  return dark;
}"""


@pytest.fixture
def inside(city: City) -> Room:
    """A room of the city hall alone: nobody is asked there."""
    colleague = make_member(city.alice.organisation, "大地", reading="だいち")
    return make_room(city.alice, colleague, name="庁内")


@pytest.fixture
def office(city: City, open_page: OpenPage, inside: Room) -> Iterator[Page]:
    """alice in the inside room."""
    page = open_page(city.alice, f"/rooms/{inside.id}/")
    connected(page)
    yield page


def attach(page: Page, *paths: Path) -> Locator:
    """Choose files with the paperclip; returns their rows in the tray."""
    page.locator(".composer__tools input[type=file]").first.set_input_files(list(paths))
    return page.locator(".composer .tray__item")


def agree(page: Page) -> None:
    page.locator('#boundary-dialog button[value="yes"]').click()


def status(page: Page, address: str) -> int:
    """What the server answers to this page's own fetch."""
    code: int = page.evaluate("async (address) => (await fetch(address)).status", address)
    return code


def wait_for_bytes(bar: Locator, count: int) -> None:
    """Until the progress bar says that more than `count` were sent."""
    limit = time.monotonic() + 4 * PATIENCE_MS / 1000
    while bar.evaluate("(bar) => bar.value") <= count:
        assert time.monotonic() < limit
        bar.page.wait_for_timeout(50)


def slow_down(page: Page, bytes_a_second: int) -> None:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    rates = {"downloadThroughput": -1, "uploadThroughput": bytes_a_second}
    network.send("Network.emulateNetworkConditions", {"offline": False, "latency": 0, **rates})


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


def test_the_viewer_by_keyboard(office: Page, tmp_path: Path) -> None:
    paths = [picture(tmp_path / f"{name}.png", name) for name in ("red", "green", "blue")]
    attach(office, *paths)
    write(office, "3枚")
    links = message(office, "3枚").locator("[data-view]")
    links.first.focus()
    office.keyboard.press("Enter")
    viewer = office.locator("#viewer")
    name = viewer.locator("h2")
    expect(name).to_have_text("red.png")
    expect(viewer.get_by_role("img", name="red.png")).to_be_visible()
    expect(viewer.locator(".viewer__about")).to_contain_text("1 / 3件")
    office.keyboard.press("ArrowLeft")
    expect(name).to_have_text("red.png")
    office.keyboard.press("ArrowRight")
    expect(name).to_have_text("green.png")
    image = viewer.locator(".viewer__image")
    fitting = image.bounding_box()
    assert fitting is not None
    assert fitting["width"] <= 1440
    office.keyboard.press("0")
    expect(viewer.locator(".viewer__level")).to_have_text("100%")
    real = image.bounding_box()
    assert real is not None
    assert round(real["width"]) == 1600
    for _ in range(12):
        office.keyboard.press("Tab")
        inside = "['BODY', 'HTML'].includes(document.activeElement.tagName) || "
        assert office.evaluate(inside + "document.activeElement.closest('#viewer') !== null")
    with office.expect_download() as download:
        viewer.get_by_role("link", name="ダウンロード").click()
    assert download.value.suggested_filename == "green.png"
    office.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(links.nth(1)).to_be_focused()


def test_more_than_four_pictures_are_one_click_away(office: Page, tmp_path: Path) -> None:
    attach(office, *[picture(tmp_path / f"{n}.png", "teal", (80, 60)) for n in range(1, 7)])
    write(office, "6枚")
    item = message(office, "6枚")
    expect(item.locator(".attachment__more")).to_have_text("ほか2枚")
    expect(item.locator(".attachment__image:visible")).to_have_count(4)
    item.locator(".attachment__more").click()
    office.keyboard.press("ArrowRight")
    expect(office.locator("#viewer h2")).to_have_text("5.png")


def test_a_recalled_picture_leaves_the_viewer(
    city: City, open_page: OpenPage, room_path: str, tmp_path: Path
) -> None:
    alice, bob = open_page(city.alice, room_path), open_page(city.bob, room_path)
    connected(alice)
    connected(bob)
    attach(alice, picture(tmp_path / "誤送信.png", "red"))
    alice.click(".composer__send")
    agree(alice)
    bob.locator("[data-view]").click()
    expect(bob.locator("#viewer h2")).to_have_text("誤送信.png")
    item = alice.locator(".message--mine[data-seq]", has=alice.locator(".attachment"))
    item.hover()
    item.locator('[data-tool="more"]').click()
    item.locator('[data-tool="recall"]').click()
    alice.locator('#confirm-dialog button[value="yes"]').click()
    expect(bob.locator("#viewer")).to_be_hidden()
    expect(bob.locator(".message--deleted")).to_be_visible()
    assert status(bob, f"/files/{StoredFile.objects.get().id}/") == 404


def test_a_japanese_pdf_without_its_fonts(office: Page, tmp_path: Path) -> None:
    attach(office, japanese_pdf(tmp_path / "お知らせ.pdf", "予防接種のお知らせ", 12))
    write(office, "ご確認ください")
    message(office, "ご確認ください").locator("[data-view]").click()
    viewer = office.locator("#viewer")
    page = viewer.get_by_role("img", name="1ページ", exact=True)
    expect(page).to_be_visible()
    expect(viewer.locator(".viewer__page").first).to_contain_text("予防接種のお知らせ")
    assert page.evaluate(DARK_PIXELS) > 500
    expect(viewer.locator(".viewer__place")).to_have_text("1 / 12ページ")
    expect(viewer.locator(".viewer__page")).to_have_count(12)
    assert viewer.locator(".viewer__page canvas").count() < 6
    office.keyboard.press("End")
    expect(viewer.locator(".viewer__place")).to_have_text("12 / 12ページ")
    expect(viewer.get_by_role("img", name="12ページ", exact=True)).to_be_visible()


def test_a_broken_pdf_says_so(office: Page, tmp_path: Path) -> None:
    broken = tmp_path / "壊れた.pdf"
    broken.write_bytes(b"%PDF-1.4\n" + os.urandom(2000))
    attach(office, broken)
    office.click(".composer__send")
    office.locator("[data-view]").click()
    expect(office.locator(".viewer__problem")).to_contain_text("表示できませんでした")


def test_the_question_before_a_number_leaves_the_organisation(
    city: City, open_page: OpenPage, room_path: str
) -> None:
    alice = open_page(city.alice, room_path)
    connected(alice)
    write(alice, "明日の枠は20名です")
    expect(message(alice, "明日の枠は20名です")).to_be_visible()
    dialog = alice.locator("#boundary-dialog")
    write(alice, f"番号は{MY_NUMBER}です")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("みどり診療所1人")
    expect(dialog).not_to_contain_text("青葉市役所")
    expect(dialog.locator("mark")).to_have_text("12••-••••-••18")
    expect(dialog.get_by_role("button", name="やめる")).to_be_focused()
    alice.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(alice.locator("#composer-body")).to_have_value(f"番号は{MY_NUMBER}です")
    assert not Message.objects.filter(body__contains=MY_NUMBER).exists()
    alice.press("#composer-body", "Enter")
    alice.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    alice.press("#composer-body", "Enter")
    agree(alice)
    expect(message(alice, MY_NUMBER)).to_be_visible()
    write(alice, f"再送{MY_NUMBER}")
    expect(dialog).to_be_visible()  # remembers nothing


def test_nobody_is_asked_within_the_own_organisation(office: Page, tmp_path: Path) -> None:
    attach(office, picture(tmp_path / "名簿.png", "teal"))
    write(office, f"番号は{MY_NUMBER}です")
    expect(message(office, MY_NUMBER).locator(".attachment__image")).to_be_visible()
    expect(office.locator("#boundary-dialog")).to_be_hidden()


def test_the_question_names_those_who_joined_since(
    city: City, open_page: OpenPage, office: Page, inside: Room, tmp_path: Path
) -> None:
    attach(office, picture(tmp_path / "名簿.png", "teal"))
    settings = open_page(city.alice, f"/rooms/{inside.id}/settings/")
    settings.locator(f'input[value="{city.charlie.id}"]').check()
    settings.get_by_role("button", name="追加する", exact=True).click()
    expect(office.locator(".boundary")).to_contain_text("さくら診療所 1")
    expect(office.locator(".composer .tray__item")).to_have_count(1)
    office.press("#composer-body", "Enter")
    expect(office.locator("#boundary-dialog")).to_contain_text("さくら診療所1人")


def test_hostile_files_run_nowhere(
    city: City, open_page: OpenPage, room_path: str, tmp_path: Path
) -> None:
    alice, bob = open_page(city.alice, room_path), open_page(city.bob, room_path)
    connected(alice)
    connected(bob)
    dialogs: list[str] = []
    bob.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    paths = hostile(tmp_path)
    attach(alice, *paths)
    write(alice, "見てください")
    agree(alice)
    item = message(bob, "見てください")
    expect(item.locator(".attachment")).to_have_count(len(paths))
    for path in paths:
        link = item.locator(f'[data-name="{path.name}"] [data-view]')
        if item.locator(f'[data-name="{path.name}"]').get_attribute("data-type") == "text/plain":
            link.click()
            expect(bob.locator(".viewer__text")).to_contain_text("<script>")
            bob.keyboard.press("Escape")
        else:
            with bob.expect_download():
                link.click()
    for file in StoredFile.objects.all():
        address = f"/files/{file.id}/"
        with bob.expect_download():
            bob.evaluate("(address) => { location.href = address }", address)
        bob.evaluate(
            """(address) => new Promise((done) => {
              const image = new Image();
              image.onload = image.onerror = done;
              image.src = address;
            })""",
            address,
        )
    assert bob.evaluate("window.ran") is None
    assert dialogs == []
    expect(item).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_viewer_tray_and_question_are_accessible(
    city: City, open_page: OpenPage, room_path: str, tmp_path: Path, theme: str
) -> None:
    page = open_page(city.alice, room_path, color_scheme=theme)
    connected(page)
    pdf = japanese_pdf(tmp_path / "お知らせ.pdf", "予防接種のお知らせ", 3)
    attach(page, *[picture(tmp_path / f"{n}.png", "teal") for n in range(5)], pdf)
    page.fill("#composer-body", f"番号は{MY_NUMBER}です")
    problems = violations(page)
    page.press("#composer-body", "Enter")
    expect(page.locator("#boundary-dialog")).to_be_visible()
    problems += violations(page)
    agree(page)
    item = message(page, MY_NUMBER)
    item.locator(".attachment__image").first.click()
    expect(page.locator(".viewer__image")).to_be_visible()
    problems += violations(page)
    page.keyboard.press("Escape")
    item.locator(".attachment__file").click()
    expect(page.get_by_role("img", name="1ページ", exact=True)).to_be_visible()
    problems += violations(page)
    page.keyboard.press("Escape")
    assert problems + violations(page) == []


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
