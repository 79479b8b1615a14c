"""Files of others: seen without leaving the page, and never run."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from hub.files.models import StoredFile
from tests.browser.conftest import OpenPage
from tests.browser.files import agree, attach, hostile, japanese_pdf, picture, status
from tests.browser.journeys import connected, message, write
from tests.browser.test_accessibility import violations
from tests.browser.test_boundary import MY_NUMBER
from tests.chat.factories import City

DARK_PIXELS = """(canvas) => {
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let dark = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at] < 128 && data[at + 3] > 128) dark++;
  return dark;
}"""


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
    expect(image).to_have_js_property("naturalWidth", 1600)
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


def test_hostile_files_run_nowhere(
    city: City, open_page: OpenPage, room_path: str, tmp_path: Path
) -> None:
    alice, bob = open_page(city.alice, room_path), open_page(city.bob, room_path)
    connected(alice)
    connected(bob)
    dialogs: list[str] = []

    def noticed(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    bob.on("dialog", noticed)
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
