"""Commenting on what is selected: the button, the keys, the passage, the people behind an @."""

from playwright.sync_api import Page, expect

from docs_app.actions.documents import create_document
from docs_app.actions.sharing import grant_access
from docs_app.roles import Role
from tests.browser.conftest import OpenPage
from tests.chat.factories import City


def draft(city: City, role: Role) -> str:
    """The path of alice's document, in which bob has a role."""
    document = create_document(author=city.alice, title="通知文")
    grant_access(
        by=city.alice, document_id=document.pk, kind="member", target_id=city.bob.pk, role=role
    )
    return f"/documents/{document.pk}/"


def written(page: Page, text: str) -> Page:
    page.locator("main[data-ready]").wait_for()
    page.locator(".ck-editor__editable").click()
    page.keyboard.type(text)
    page.keyboard.press("Control+a")
    return page


def test_the_button_writes_on_the_selection(city: City, open_page: OpenPage) -> None:
    alice = written(open_page(city.alice, draft(city, Role.COMMENTER)), "室温は28度以下")
    alice.locator('button[data-cke-tooltip-text^="コメント"]').click()
    expect(alice.locator(".commenting")).to_have_text("室温は28度以下")
    expect(alice.locator("[data-comments=quote]")).to_have_text("室温は28度以下")
    alice.keyboard.type("根拠は @")
    names = alice.locator(".comments__completion").get_by_role("option")
    expect(names.locator("b")).to_have_text(["有栖", "棒"])  # charlie may not read it
    alice.keyboard.press("ArrowDown")
    alice.keyboard.press("Enter")
    expect(alice.locator(".comments__new textarea")).to_have_value("根拠は @棒 ")
    alice.get_by_role("button", name="コメントする").click()
    expect(alice.locator(".thread .mention")).to_have_text("@棒")
    expect(alice.locator(".commented")).to_have_text("室温は28度以下")
    expect(alice.locator(".commenting")).to_have_count(0)


def test_escape_takes_the_list_first_and_then_the_panel(city: City, open_page: OpenPage) -> None:
    alice = written(open_page(city.alice, draft(city, Role.COMMENTER)), "室温は28度以下")
    alice.keyboard.press("Control+Alt+m")
    alice.keyboard.type("@")
    names = alice.locator(".comments__completion")
    expect(names).to_be_visible()
    alice.keyboard.press("Escape")
    expect(names).to_be_hidden()
    expect(alice.locator("#document-comments")).to_be_visible()
    alice.keyboard.press("Escape")
    expect(alice.locator("#document-comments")).to_be_hidden()
    expect(alice.locator(".commenting")).to_have_count(0)


def test_who_may_not_write_comments_with_the_keys(city: City, open_page: OpenPage) -> None:
    path = draft(city, Role.COMMENTER)
    written(open_page(city.alice, path), "室温は28度以下")
    bob = open_page(city.bob, path)
    expect(bob.locator(".ck-editor__editable")).to_contain_text("室温は28度以下")
    expect(bob.locator(".caret-selection")).to_be_visible()  # all that alice did has come
    bob.locator(".ck-editor__editable p").select_text()
    bob.keyboard.press("Control+Alt+m")
    expect(bob.locator("[data-comments=quote]")).to_have_text("室温は28度以下")
    expect(bob.locator(".commenting")).to_have_text("室温は28度以下")
