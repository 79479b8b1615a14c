"""The page a document is written on: what it says, and that nothing written there is lost."""

from typing import Any
from uuid import UUID

import pycrdt
import pytest
from playwright.sync_api import Locator, Page, expect

from docs_app.actions.documents import create_document
from docs_app.actions.sharing import grant_access
from docs_app.log import stored_state
from docs_app.models import Document, DocumentAccess
from docs_app.roles import Role
from docs_app.yjs import EMPTY
from hub.organisations.models import Organisation
from tests.browser.conftest import OpenPage
from tests.browser.devices import CONTROLLED, traces, until
from tests.browser.test_accessibility import violations
from tests.browser.test_offline import become
from tests.chat.factories import City, sign_in
from tests.realtime.server import Server

KEPT = """async (path) => {
  const name = (await caches.keys()).find((each) => each.startsWith("pages-"));
  return Boolean(name && await (await caches.open(name)).match(path, {ignoreVary: true}));
}"""


@pytest.fixture
def draft(city: City) -> Document:
    """alice's, and bob may write in it."""
    document = create_document(author=city.alice, title="夜間当番の運用について（案）")
    give(city, document, Role.EDITOR)
    return document


def give(city: City, document: Document, role: Role) -> None:
    grant_access(
        by=city.alice, document_id=document.pk, kind="member", target_id=city.bob.pk, role=role
    )


@pytest.fixture
def kept(city: City) -> None:
    """The organisations let devices keep documents."""
    Organisation.objects.update(keeps_documents=True)


def path_of(document: Document) -> str:
    return f"/documents/{document.pk}/"


def paper(page: Page) -> Locator:
    return page.locator(".ck-editor__editable")


def state(page: Page) -> Locator:
    return page.locator('[data-part="state"]')


def opened(page: Page) -> Page:
    page.locator("main[data-ready]").wait_for()
    return page


def write(page: Page, text: str) -> None:
    paper(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def stored(document_id: UUID) -> str:
    """The words the server holds."""
    doc: pycrdt.Doc[Any] = pycrdt.Doc()
    root = doc.get("main", type=pycrdt.Text)
    doc.apply_update(stored_state(document_id) or EMPTY)
    return "".join(str(words) for words, _ in root.diff() if isinstance(words, str))


def test_who_is_here_and_what_is_saved(city: City, draft: Document, open_page: OpenPage) -> None:
    alice = opened(open_page(city.alice, path_of(draft)))
    expect(state(alice)).to_have_text("保存済み")
    expect(alice.locator('[data-part="count"]')).to_have_text("1人")
    bob = opened(open_page(city.bob, path_of(draft)))
    for page in (alice, bob):
        expect(page.locator('[data-part="count"]')).to_have_text("2人")
    write(bob, "受付は東口です。")
    expect(paper(alice)).to_contain_text("受付は東口です。")
    expect(state(bob)).to_have_text("保存済み")
    assert "受付は東口です。" in stored(draft.pk)
    expect(alice.locator(".caret__name")).to_have_text(city.bob.name)
    alice.locator(".document__faces").click()
    names = alice.locator('[data-part="people"]')
    expect(names).to_contain_text(f"{city.alice.name}（自分）")
    names.get_by_role("button", name=city.bob.name).click()
    expect(alice.locator(".document__foot")).to_contain_text("8文字")
    bob.close()
    expect(alice.locator('[data-part="count"]')).to_have_text("1人")
    expect(alice.locator(".caret")).to_have_count(0)


def test_saved_is_said_only_when_the_server_has_it(
    city: City, draft: Document, open_page: OpenPage, server: Server
) -> None:
    page = opened(open_page(city.alice, path_of(draft)))
    expect(state(page)).to_have_text("保存済み")
    server.kill()
    write(page, "切れている間に書いた")
    expect(state(page)).to_contain_text("未保存の変更があります")
    expect(page.locator(".document__notice")).to_contain_text("閉じないでください")
    assert "切れている間に書いた" not in stored(draft.pk)
    server.start()
    expect(state(page)).to_have_text("保存済み", timeout=60_000)
    expect(page.locator(".document__notice")).to_be_hidden()
    assert stored(draft.pk).count("切れている間に書いた") == 1


def test_who_may_only_read(city: City, draft: Document, open_page: OpenPage) -> None:
    alice = opened(open_page(city.alice, path_of(draft)))
    write(alice, "決裁後に施行します。")
    DocumentAccess.objects.filter(member=city.bob).update(role=Role.READER)
    bob = opened(open_page(city.bob, path_of(draft)))
    expect(paper(bob)).to_contain_text("決裁後に施行します。")
    expect(bob.locator(".document__notice")).to_contain_text("閲覧のみ")
    expect(bob.locator(".ck-toolbar")).to_be_hidden()
    assert paper(bob).get_attribute("contenteditable") == "false"
    alice.locator(".document__faces").click()
    expect(alice.locator('[data-part="people"]')).to_contain_text("閲覧のみ")


def test_without_permission_the_device_keeps_nothing(
    city: City, draft: Document, open_page: OpenPage
) -> None:
    page = opened(open_page(city.alice, path_of(draft)))
    write(page, "残らない")
    expect(state(page)).to_have_text("保存済み")
    assert [name for name in traces(page)["databases"] if name.startswith("document-")] == []


@pytest.mark.usefixtures("kept")
def test_a_shared_device_keeps_nothing(city: City, draft: Document, open_page: OpenPage) -> None:
    page = open_page(None, "/accounts/login/")
    page.get_by_role("button", name="この端末を共用端末にする").click()
    expect(page.get_by_text("共用端末：文書を端末に残しません")).to_be_visible()
    origin = page.url.split("/accounts")[0]
    become(page.context, origin, sign_in(city.alice))
    page.goto(origin + path_of(draft))
    opened(page)
    write(page, "残らない")
    expect(state(page)).to_have_text("保存済み")
    assert [name for name in traces(page)["databases"] if name.startswith("document-")] == []


@pytest.mark.usefixtures("kept")
def test_written_without_a_network_over_a_reload_and_merged(
    city: City, draft: Document, open_page: OpenPage
) -> None:
    page = open_page(city.alice, "/rooms/")
    until(page, CONTROLLED)
    origin = page.url.split("/rooms")[0]
    page.goto(origin + path_of(draft))
    opened(page)
    write(page, "一行目。")
    expect(state(page)).to_have_text("保存済み")
    until(page, KEPT, path_of(draft))
    bob = opened(open_page(city.bob, path_of(draft)))
    page.context.set_offline(True)
    write(page, "電波のない部屋で。")
    expect(state(page)).to_contain_text("切断")
    page.wait_for_timeout(1500)  # until then leaving the page asks first
    page.reload()
    opened(page)
    expect(paper(page)).to_contain_text("一行目。電波のない部屋で。")
    expect(state(page)).to_contain_text("未保存の変更があります")
    expect(page.locator(".document__notice")).to_contain_text("この端末に保存され")
    write(page, "もう一度。")
    paper(bob).click()
    bob.keyboard.press("Control+Home")
    bob.keyboard.type("件名。")
    expect(state(bob)).to_have_text("保存済み")
    page.context.set_offline(False)
    whole = "件名。一行目。電波のない部屋で。もう一度。"
    for each in (page, bob):
        expect(paper(each)).to_contain_text(whole, timeout=60_000)  # and the other's name
        expect(state(each)).to_have_text("保存済み")
    assert stored(draft.pk) == whole


@pytest.mark.usefixtures("kept")
def test_what_is_left_of_an_earlier_generation_is_offered(
    city: City, draft: Document, open_page: OpenPage, server: Server
) -> None:
    page = opened(open_page(city.alice, path_of(draft)))
    write(page, "これは残したい。")
    expect(state(page)).to_have_text("保存済み")
    server.kill()
    write(page, "切れてから書いた。")
    expect(state(page)).to_contain_text("未保存の変更があります")
    Document.objects.filter(pk=draft.pk).update(generation=2)
    server.start()
    dialog = page.locator('[data-part="rescue"]')
    expect(dialog).to_be_visible(timeout=60_000)
    expect(dialog).to_contain_text("文書が作り直されました")
    expect(dialog.locator("pre")).to_have_text("これは残したい。切れてから書いた。")
    assert violations(page) == []
    dialog.get_by_role("button", name="新しい文書として残す").click()
    page.wait_for_url(lambda url: path_of(draft) not in url)
    opened(page)
    expect(paper(page)).to_have_text("これは残したい。切れてから書いた。")
    expect(page.locator("h1")).to_contain_text("合わせられなかった内容")
    assert "切れてから書いた" not in stored(draft.pk)
    page.goto(server.origin + path_of(draft))
    opened(page)
    expect(state(page)).to_have_text("保存済み")
    expect(paper(page)).to_have_text("これは残したい。")


@pytest.mark.usefixtures("kept")
def test_words_of_who_may_not_write_any_more_are_offered(
    city: City, draft: Document, open_page: OpenPage
) -> None:
    bob = opened(open_page(city.bob, path_of(draft)))
    write(bob, "途中まで。")
    expect(state(bob)).to_have_text("保存済み")
    bob.context.set_offline(True)
    write(bob, "続き。")
    expect(state(bob)).to_contain_text("未保存の変更があります")
    DocumentAccess.objects.filter(member=city.bob).update(role=Role.READER)
    bob.context.set_offline(False)
    dialog = bob.locator('[data-part="rescue"]')
    expect(dialog).to_contain_text("編集する権限がなくなりました", timeout=60_000)
    assert "続き。" not in stored(draft.pk)
    dialog.get_by_role("button", name="捨てて最新を開く").click()
    bob.locator('#confirm-dialog button[value="yes"]').click()
    expect(bob.locator(".document__notice")).to_contain_text("閲覧のみ")
    expect(paper(bob)).to_have_text("途中まで。")


def test_who_may_not_read_any_more_sees_no_text(
    city: City, draft: Document, open_page: OpenPage
) -> None:
    bob = opened(open_page(city.bob, path_of(draft)))
    write(bob, "内輪の話")
    expect(state(bob)).to_have_text("保存済み")
    DocumentAccess.objects.filter(member=city.bob).delete()
    notice = bob.locator(".document__notice")
    expect(notice).to_contain_text("開く権限がなくなりました")
    expect(paper(bob)).to_be_hidden()
    assert violations(bob) == []
    bob.reload()
    expect(bob.get_by_role("heading", name="ページが見つかりません")).to_be_visible()
    bob.get_by_role("navigation").get_by_role("link", name="文書").click()
    expect(bob.get_by_role("heading", name="文書", exact=True)).to_be_visible()


@pytest.mark.usefixtures("kept")
def test_the_next_person_finds_no_copy(
    city: City, draft: Document, open_page: OpenPage, server: Server
) -> None:
    page = opened(open_page(city.alice, path_of(draft)))
    write(page, "内輪の話")
    expect(state(page)).to_have_text("保存済み")
    assert [name for name in traces(page)["databases"] if name.startswith("document-")] != []
    become(page.context, server.origin, sign_in(city.charlie))
    page.goto(f"{server.origin}/rooms/")
    page.locator("html[data-started]").wait_for(state="attached")
    left = traces(page)
    assert [name for name in left["databases"] if name.startswith("document-")] == []
    assert "kept-documents" not in left["storage"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe(city: City, draft: Document, open_page: OpenPage, theme: str) -> None:
    page = opened(open_page(city.alice, path_of(draft), color_scheme=theme))
    bob = opened(open_page(city.bob, path_of(draft)))
    write(bob, "受付は東口です。")
    expect(page.locator(".caret__name")).to_be_visible()
    page.locator(".document__faces").click()
    problems = violations(page)
    page.keyboard.press("Escape")
    paper(page).click()
    page.keyboard.press("Alt+F10")
    expect(page.locator(".ck-toolbar :focus")).to_be_visible()
    assert problems + violations(page) == []


def test_the_toolbar_is_reached_and_left_with_keys(
    city: City, draft: Document, open_page: OpenPage
) -> None:
    page = opened(open_page(city.alice, path_of(draft)))
    write(page, "見出し")
    page.keyboard.press("Alt+F10")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")  # the button's tip
    page.keyboard.press("Escape")
    expect(paper(page)).to_be_focused()
    page.keyboard.type("です")
    expect(paper(page)).to_have_text("見出しです")
    page.keyboard.press("Control+z")
    expect(paper(page)).not_to_contain_text("です")


def test_the_editor_opens_in_english_too(city: City, draft: Document, open_page: OpenPage) -> None:
    page = open_page(city.alice, path_of(draft), locale="en-GB")
    expect(paper(page)).to_be_visible()
    expect(page.locator(".ck-toolbar").get_by_role("button", name="Bold")).to_be_visible()
