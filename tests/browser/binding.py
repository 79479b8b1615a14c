"""The page of the fuzz: the binding in a real Chromium, without any server."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

FRONTEND = Path(settings.BASE_DIR) / "frontend"
EVERY_SEED = 20  # seeds of a change; TSUNAGU_FUZZ=n makes it n
AT_ONCE = 5  # seeds in one call, so that a tab that hangs is found

Outcome = dict[str, Any]


def seeds() -> int:
    return int(os.environ.get("TSUNAGU_FUZZ", EVERY_SEED))


@pytest.fixture(scope="session")
def fuzz_script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of frontend/src/documents/fuzz/page.ts."""
    out = tmp_path_factory.mktemp("fuzz")
    command = ["npx", "vite", "build", "--config", "vite.fuzz.config.ts", "--outDir", str(out)]
    done = subprocess.run(command, cwd=FRONTEND, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return out / "fuzz.js"


@pytest.fixture
def fuzz_page(browser: Browser, fuzz_script: Path) -> Iterator[Page]:
    page = browser.new_page()
    page.set_default_timeout(300_000)
    page.route("**/*.png", lambda route: route.fulfill(status=204, body=""))
    page.set_content('<html lang="ja"><body></body></html>')
    page.add_script_tag(path=fuzz_script)
    yield page
    page.close()


def run(page: Page, first: int, count: int, **setup: Any) -> list[Outcome]:
    """`count` seeds from `first`; see `Setup` in frontend/src/documents/fuzz/world.ts."""
    whole = {
        "clients": 3,
        "steps": 150,
        "chaos": False,
        "empty": False,
        "readers": 0,
        "verify": True,
        **setup,
    }
    outcomes: list[Outcome] = []
    for start in range(first, first + count, AT_ONCE):
        some = min(AT_ONCE, first + count - start)
        outcomes += page.evaluate("([s, f, n]) => fuzz(s, f, n)", [whole, start, some])
    return outcomes


def canonical(page: Page, html: str) -> str:
    """HTML with attributes sorted: their order follows the order of the edits."""
    return str(page.evaluate("(html) => canonical(html)", html))
