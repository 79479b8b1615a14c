"""A real Chromium against a real server on the test's own database."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from chat.models import Room
from hub.models import Pulse
from hub.organisations.models import Member
from tests.browser.journeys import connected
from tests.chat.factories import City, make_city, make_member, make_room, sign_in
from tests.realtime.server import Server, database_url

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESKTOP = {"width": 1440, "height": 900}
TABLET = {"width": 1024, "height": 768}

# A slow machine is no defect.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)

OpenPage = Callable[..., Page]


@pytest.fixture
def city(transactional_db: None) -> City:
    return make_city()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for this package: Playwright keeps an event loop in this thread, so that
    asynchronous tests can only run before or after it, and the ORM between its calls.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def server(city: City, tmp_path: Path) -> Iterator[Server]:
    """A server of its own for each journey, so that it can be killed. No jobs run, and the
    pages are not to say so.
    """
    Pulse.objects.create(name="jobs", at=timezone.now() + timedelta(hours=1))
    started = Server(database_url(), tmp_path)
    started.start()
    yield started
    started.stop()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[OpenPage]:
    """`open_page(member)`: a browser of their own, signed in. `None` is a stranger."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def opened(
        member: Member | None, path: str = "/rooms/", origin: str = "", **options: Any
    ) -> Page:
        context = browser.new_context(**{"locale": "ja-JP", "viewport": DESKTOP, **options})
        contexts.append(context)
        base = origin or server.origin
        if member is not None:
            name, value = settings.SESSION_COOKIE_NAME, sign_in(member)
            context.add_cookies([{"name": name, "value": value, "url": base}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda message: (
                problems.append(message.text) if "Content Security Policy" in message.text else None
            ),
        )
        page.goto(base + path)
        page.locator("html[data-started]").wait_for(state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def room_path(city: City) -> str:
    return f"/rooms/{city.room.id}/"


@pytest.fixture
def inside(city: City) -> Room:
    """A room of the city hall alone: nobody is asked there."""
    colleague = make_member(city.alice.organisation, "大地", reading="だいち")
    return make_room(city.alice, colleague, name="庁内")


@pytest.fixture
def office(city: City, open_page: OpenPage, inside: Room) -> Page:
    """alice in the inside room."""
    page = open_page(city.alice, f"/rooms/{inside.id}/")
    connected(page)
    return page
