"""Choosing whom a revision goes to: by search and tick, in an order that keys can change."""

from playwright.sync_api import expect

from docs_app.actions.documents import create_document
from docs_app.actions.revisions import freeze_revision, keep_revision
from docs_app.actions.sharing import grant_access
from docs_app.roles import Role
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import violations
from tests.chat.factories import City, make_member


def test_people_are_ticked_and_put_in_order(city: City, open_page: OpenPage) -> None:
    document = create_document(author=city.alice, title="通知文")
    dave = make_member(city.alice.organisation, "出部", reading="でいぶ")
    for reader in (city.bob, dave):
        grant_access(
            by=city.alice,
            document_id=document.pk,
            kind="member",
            target_id=reader.pk,
            role=Role.READER,
        )
    kept = keep_revision(member=city.alice, document_id=document.pk, name="第1案")
    freeze_revision(member=city.alice, revision_id=kept.pk)
    page = open_page(city.alice, f"/documents/{document.pk}/revisions/{kept.pk}/circulate/")
    page.get_by_role("searchbox").fill("ぼぶ")
    page.keyboard.press("Enter")  # chooses, and does not send
    chosen = page.locator(".circulate__chosen b")
    expect(chosen).to_have_text(["棒"])
    page.get_by_role("searchbox").fill("")
    page.get_by_role("checkbox", name="出部").check()
    expect(chosen).to_have_text(["棒", "出部"])
    page.get_by_role("button", name="出部さんを前へ").press("Enter")
    expect(chosen).to_have_text(["出部", "棒"])
    expect(page.get_by_role("button", name="出部さんを前へ")).to_be_focused()
    assert violations(page) == []
    page.get_by_label("回し方").select_option("parallel")
    expect(page.get_by_role("button", name="出部さんを前へ")).to_have_count(0)
    page.get_by_label("回し方").select_option("sequential")
    page.get_by_role("button", name="回覧を始める").click()
    expect(page.locator(".circulation b")).to_have_text(["1. 出部", "2. 棒"])
