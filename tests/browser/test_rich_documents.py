"""Pictures, readings and people in a document that two have open."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from docs_app.actions.documents import create_document
from docs_app.models import Document, DocumentAccess
from docs_app.roles import Role
from tests.browser.clipboard import WORD, paste_html
from tests.browser.conftest import OpenPage
from tests.chat.factories import City
from tests.richtext.pictures import picture


@pytest.fixture
def draft(city: City) -> Document:
    document = create_document(author=city.alice, title="接種計画")
    DocumentAccess.objects.create(
        document=document, member=city.bob, role=Role.EDITOR, granted_by=city.alice
    )
    return document


def editable(page: Page) -> Locator:
    return page.locator(".ck-editor__editable").first


def opened(open_page: OpenPage, member: object, draft: Document) -> Page:
    page = open_page(member, f"/documents/{draft.id}/")
    expect(editable(page)).to_have_attribute("contenteditable", "true")
    editable(page).click()
    return page


def button(page: Page, label: str) -> Locator:
    return page.locator(".ck-toolbar").get_by_role("button", name=label, exact=True).first


def test_both_see_the_picture_the_reading_and_the_person(
    city: City, draft: Document, open_page: OpenPage, tmp_path: Path
) -> None:
    alice, bob = opened(open_page, city.alice, draft), opened(open_page, city.bob, draft)
    alice.keyboard.type("棚橋")
    expect(editable(bob)).to_contain_text("棚橋")
    alice.keyboard.press("Shift+Home")
    button(alice, "ふりがな").click()
    alice.get_by_label("読み").fill("たなはし")
    alice.get_by_label("読み").press("Enter")
    expect(editable(bob).locator("ruby")).to_have_attribute("data-ruby", "たなはし")
    alice.keyboard.press("End")
    alice.keyboard.type("と@")
    alice.keyboard.insert_text("ぼ")
    alice.locator(".mention-row").click()
    expect(editable(bob).locator(".mention")).to_have_text("@棒")
    file = tmp_path / "地図.jpg"
    file.write_bytes(picture("JPEG", (300, 200)))
    with alice.expect_file_chooser() as chooser:
        button(alice, "画像を挿入").click()
    chooser.value.set_files(file)
    image = editable(bob).locator("img")
    expect(image).to_have_attribute("src", re.compile("^/files/"))
    assert image.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 300
    outsider = open_page(city.charlie, "/people/")
    url = image.get_attribute("src") or ""
    assert outsider.request.get(outsider.url.replace("/people/", url)).status == 404


def test_what_word_copied_reaches_the_other(
    city: City, draft: Document, open_page: OpenPage
) -> None:
    alice, bob = opened(open_page, city.alice, draft), opened(open_page, city.bob, draft)
    paste_html(alice, WORD)
    expect(editable(bob).locator("h2")).to_have_text("接種会場のご案内")
    expect(editable(bob).locator("ul li")).to_have_count(2)
    expect(editable(bob).locator("ruby")).to_have_text("棚橋")
