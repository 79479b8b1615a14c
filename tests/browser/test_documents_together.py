"""Several people in one draft, on networks as they are: against a transcript of what was typed."""

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from docs_app.actions.documents import create_document
from docs_app.actions.sharing import grant_access
from docs_app.log import stored_state
from docs_app.models import Document
from docs_app.rendering.html import html_of_state
from docs_app.roles import Role
from docs_app.starters import state_of_html
from hub.organisations.models import Member
from tests.browser.conftest import OpenPage
from tests.browser.proxy import StrippingProxy
from tests.chat.factories import City, make_member
from tests.realtime.server import Server

ROUNDS = 6
MINUTE = 60_000  # milliseconds
PATIENCE = 90.0  # seconds until all have all
DRAFT = "<h2>案</h2><p>甲。</p><p>乙。</p><p>丙。</p><p>丁。</p>"
TABLE = (
    "<p>枠</p><table><tbody><tr><td>午前</td><td>午後</td></tr>"
    "<tr><td>月曜</td><td>火曜</td></tr></tbody></table>"
)


@pytest.fixture
def crew(city: City) -> list[Member]:
    """Four people of two organisations."""
    dora = make_member(city.bob.organisation, "土羅", reading="どら")
    return [city.alice, city.bob, city.charlie, dora]


def draft(crew: list[Member], html: str = DRAFT) -> Document:
    document = create_document(author=crew[0], title="通知の案", state=state_of_html(html))
    for member in crew[1:]:
        grant_access(
            by=crew[0],
            document_id=document.pk,
            kind="member",
            target_id=member.pk,
            role=Role.EDITOR,
        )
    return document


def path_of(document: Document) -> str:
    return f"/documents/{document.pk}/"


def ready(page: Page) -> Page:
    page.locator("[data-ready]").wait_for()
    return page


def at_end_of(page: Page, words: str) -> None:
    """Put the caret behind the line that has `words`."""
    page.locator(".ck-content").get_by_text(words).first.click()
    page.keyboard.press("End")


def data_of(page: Page) -> str:
    script = "() => window.documentSession.editor.getData({ skipListItemIds: true })"
    return str(page.evaluate(script))


def execute(page: Page, command: str) -> None:
    page.evaluate("command => window.documentSession.editor.execute(command)", command)


def is_saved(page: Page) -> bool:
    return bool(page.evaluate("() => window.documentSession.link.isSaved"))


def settled(pages: list[Page], document: Document) -> str:
    """The words all pages and the server agree on, once everything typed is stored."""
    deadline = time.monotonic() + PATIENCE
    while True:
        shown = {data_of(page) for page in pages}
        stored = html_of_state(stored_state(document.pk))
        if shown == {stored} and all(is_saved(page) for page in pages):
            return stored
        assert time.monotonic() < deadline, (shown, stored)
        pages[0].wait_for_timeout(200)


def once_each(html: str, words: list[str]) -> None:
    """Zero lost, zero doubled."""
    assert {word: html.count(word) for word in words} == dict.fromkeys(words, 1)


def compose(page: Page, reading: str) -> Any:
    """Begin a conversion of the input method; what is returned confirms it with other words."""
    devtools = page.context.new_cdp_session(page)
    marks = {"selectionStart": len(reading), "selectionEnd": len(reading)}
    devtools.send("Input.imeSetComposition", {"text": reading, **marks})
    return lambda text: devtools.send("Input.insertText", {"text": text})


def test_four_write_one_draft_one_by_http_one_with_an_input_method(
    city: City, crew: list[Member], server: Server, open_page: OpenPage
) -> None:
    document = draft(crew)
    server.stop()
    with StrippingProxy(server.port) as proxy:
        server.environment["TSUNAGU_ORIGINS"] += f",{proxy.origin}"
        server.start()
        pages = [ready(open_page(member, path_of(document))) for member in crew[:3]]
        pages.append(ready(open_page(crew[3], path_of(document), origin=proxy.origin)))
        alice, bob, _charlie, _dora = pages
        for page, line in zip(pages, ["甲。", "甲。", "丙。", "丁。"], strict=True):
            at_end_of(page, line)
        bob.keyboard.press("Home")
        typed = []
        for number in range(ROUNDS):
            confirm = compose(bob, f"せっしゅ{number}")
            for name, page in zip("ABC", [alice, *pages[2:]], strict=True):
                page.keyboard.type(f"{name}{number}、")
                typed.append(f"{name}{number}、")
            confirm(f"接種{number};")
            typed.append(f"接種{number};")
        html = settled(pages, document)
    once_each(html, typed)
    assert "せっしゅ" not in html
    assert "".join(f"A{number}、" for number in range(ROUNDS)) in html
    assert "".join(f"接種{number};" for number in range(ROUNDS)) in html


def pass_time(pages: list[Page], minutes: int) -> None:
    """Every timer of the pages rings as often as it would have rung, and the day goes on."""
    for _minute in range(minutes):
        for page in pages:
            page.clock.run_for(MINUTE)


def time_on(page: Page) -> int:
    return int(page.evaluate("() => Date.now()"))


def people_on(page: Page) -> int:
    """How many carets the page knows of, its own among them."""
    return int(page.evaluate("() => window.documentSession.link.awareness.getStates().size"))


def test_the_cable_is_out_for_ten_minutes_while_two_edit_the_same_table(
    city: City, crew: list[Member], server: Server, open_page: OpenPage
) -> None:
    document = draft(crew, TABLE)
    pages = [open_page(member, "/documents/") for member in crew[:2]]
    for page in pages:
        page.clock.install()
        page.goto(f"{server.origin}{path_of(document)}")
        ready(page)
    alice, bob = pages
    at_end_of(bob, "枠")
    expect(alice.locator(".document__faces .avatar")).to_have_count(2)
    server.kill()
    for page in pages:
        page.context.set_offline(True)
    since = [time_on(page) for page in pages]
    pass_time(pages, 2)
    at_end_of(alice, "午前")
    alice.keyboard.type("12名")
    execute(alice, "insertTableRowBelow")
    pass_time(pages, 4)
    at_end_of(bob, "午前")
    bob.keyboard.type("要予約")
    at_end_of(bob, "火曜")
    bob.keyboard.type("8名")
    execute(bob, "insertTableColumnRight")
    pass_time(pages, 4)
    for page, began in zip(pages, since, strict=True):
        assert time_on(page) - began >= 10 * MINUTE
        assert people_on(page) == 1, "whom nobody heard of for so long is not here"
        assert not is_saved(page)
    server.start()
    for page in pages:
        page.context.set_offline(False)
    html = settled(pages, document)
    once_each(html, ["12名", "要予約", "8名", "午前", "午後", "月曜", "火曜"])
    assert html.count("<tr>") == 3
    assert html.count("<td>") == 9


def test_the_server_is_killed_and_started_while_two_type(
    city: City, crew: list[Member], server: Server, open_page: OpenPage
) -> None:
    document = draft(crew)
    pages = [ready(open_page(member, path_of(document))) for member in crew[:2]]
    at_end_of(pages[0], "甲。")
    at_end_of(pages[1], "乙。")
    typed = []
    for number in range(4 * ROUNDS):
        if number == ROUNDS:
            server.kill()
        if number == 3 * ROUNDS:
            server.start()
        for name, page in zip("AB", pages, strict=True):
            page.keyboard.type(f"{name}{number:02d}、")
            typed.append(f"{name}{number:02d}、")
    html = settled(pages, document)
    once_each(html, typed)
    assert "".join(f"A{number:02d}、" for number in range(4 * ROUNDS)) in html
    assert "".join(f"B{number:02d}、" for number in range(4 * ROUNDS)) in html


def test_undo_takes_back_the_own_words_and_nobody_elses(
    city: City, crew: list[Member], open_page: OpenPage
) -> None:
    document = draft(crew)
    alice, bob = [ready(open_page(member, path_of(document))) for member in crew[:2]]
    at_end_of(alice, "甲。")
    alice.keyboard.type("有栖の文")
    expect(bob.locator(".ck-content")).to_contain_text("有栖の文")
    at_end_of(bob, "乙。")
    bob.keyboard.type("棒の文")
    expect(alice.locator(".ck-content")).to_contain_text("棒の文")
    alice.keyboard.press("Control+z")
    html = settled([alice, bob], document)
    assert "有栖の文" not in html
    once_each(html, ["棒の文"])
