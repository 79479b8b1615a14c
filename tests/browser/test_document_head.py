"""The head of a document: its title, who is here, with whom it is shared; and its first moment."""

import pytest
from playwright.sync_api import Page, expect

from docs_app.actions.documents import create_document
from docs_app.actions.sharing import grant_access
from docs_app.models import Document
from docs_app.roles import Role
from hub.organisations.models import Member
from tests.browser.conftest import OpenPage
from tests.chat.factories import City


def give(document: Document, member: Member, role: Role) -> None:
    grant_access(
        by=document.created_by,
        document_id=document.pk,
        kind="member",
        target_id=member.pk,
        role=role,
    )


@pytest.fixture
def draft(city: City) -> Document:
    return create_document(author=city.alice, title="通知文")


def opened(page: Page) -> Page:
    page.locator("main[data-ready]").wait_for()
    return page


def test_the_title_is_changed_where_it_stands(
    city: City, draft: Document, open_page: OpenPage
) -> None:
    give(draft, city.bob, Role.COMMENTER)
    alice = opened(open_page(city.alice, f"/documents/{draft.pk}/"))
    title = alice.get_by_role("heading", level=1).get_by_role("button")
    title.click()
    alice.keyboard.type("やめた題")
    alice.keyboard.press("Escape")
    expect(title).to_have_text("通知文")
    expect(title).to_be_focused()
    alice.keyboard.press("Enter")
    alice.keyboard.type("  協議  の記録 ")
    alice.keyboard.press("Enter")
    expect(title).to_have_text("協議 の記録")
    expect(alice).to_have_title("協議 の記録 — つなぐ")
    bob = opened(open_page(city.bob, f"/documents/{draft.pk}/"))
    expect(bob.get_by_role("heading", level=1)).to_have_text("協議 の記録")
    expect(bob.locator(".document__title")).to_have_count(0)


def test_the_enter_of_a_conversion_does_not_keep_the_title(
    city: City, draft: Document, open_page: OpenPage
) -> None:
    alice = opened(open_page(city.alice, f"/documents/{draft.pk}/"))
    alice.locator(".document__title").click()
    field = alice.get_by_label("表題")
    input_method = alice.context.new_cdp_session(alice)
    input_method.send(
        "Input.imeSetComposition", {"text": "かいぎ", "selectionStart": 3, "selectionEnd": 3}
    )
    alice.keyboard.press("Enter")
    expect(field).to_be_visible()
    input_method.send("Input.insertText", {"text": "会議"})
    alice.wait_for_timeout(100)  # the guard of hub/keys.ts
    alice.keyboard.press("Enter")
    expect(alice.locator(".document__title")).to_have_text("会議")


def test_a_new_document_waits_for_its_first_words(city: City, open_page: OpenPage) -> None:
    page = open_page(city.alice, "/documents/new/")
    page.get_by_label("表題").fill("会議")
    page.get_by_role("button", name="文書を作る").click()
    opened(page)
    placeholder = page.locator(".ck-placeholder")
    expect(placeholder).to_have_attribute("data-placeholder", "ここに入力します")
    assert page.evaluate("documentSession.editor.getData()") == ""
    expect(page.locator(".ck-editor__editable")).to_be_focused()
    page.keyboard.type("議題")
    expect(page.locator(".ck-editor__editable")).to_have_text("議題")
    expect(placeholder).to_have_count(0)


def test_people_who_are_here_differ_in_colour(
    city: City, draft: Document, open_page: OpenPage
) -> None:
    give(draft, city.bob, Role.EDITOR)
    alice = opened(open_page(city.alice, f"/documents/{draft.pk}/"))
    bob = opened(open_page(city.bob, f"/documents/{draft.pk}/"))
    bob.locator(".ck-editor__editable").click()
    bob.keyboard.type("あ")
    caret = alice.locator(".caret")
    expect(caret).to_be_visible()
    faces = alice.locator("[data-part=faces] .avatar")
    expect(faces).to_have_count(2)
    own, other = (each.get_attribute("class") for each in faces.all())
    assert own != other
    assert (other or "").split()[-1] in (caret.get_attribute("class") or "").split()
    seen_by_bob = [
        each.get_attribute("class") for each in bob.locator("[data-part=faces] .avatar").all()
    ]
    assert seen_by_bob == [other, own]


def test_the_badge_counts_who_was_given_a_role_just_now(
    city: City, draft: Document, open_page: OpenPage
) -> None:
    page = opened(open_page(city.alice, f"/documents/{draft.pk}/"))
    shared = page.locator(".document__tools").get_by_role("link", name="共有")
    expect(shared.locator(".badge")).to_have_text("1")
    shared.click()
    page.locator("#sharing-q").fill("棒")
    page.locator('.sharing form[action$="grant/"] button').first.click()
    expect(page.locator(".sharing")).to_contain_text("共有しました。")
    page.keyboard.press("Escape")
    expect(shared.locator(".badge")).to_have_text("2")
