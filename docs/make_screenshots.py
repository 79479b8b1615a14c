"""Make the screenshots of README.md: `.venv/bin/python docs/make_screenshots.py http://localhost:8000`.

Needs a running demo city (`./run`) and Debian's chromium.
"""

import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from demo.sign_ins import PASSWORD  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
SETTLE_MS = 2500
ROOM = "予防接種 調整"


def sign_in(browser: Browser, origin: str, username: str, **options: Any) -> Page:
    context = browser.new_context(
        **{"locale": "ja-JP", "viewport": {"width": 1440, "height": 900}, **options}
    )
    page = context.new_page()
    page.goto(f"{origin}/accounts/login/")
    if username == "":
        return page
    page.fill("#id_login", username)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url("**/rooms/")
    return page


def save(page: Page, name: str) -> None:
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=FOLDER / f"{name}.png")


def main(origin: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--no-first-run"]
        )
        save(sign_in(browser, origin, ""), "sign-in")
        desk = sign_in(browser, origin, "tanaka.yobou")
        desk.click(f"a.room-link >> text={ROOM}")
        desk.click('[data-conversation-target="detailsButton"]')
        save(desk, "room")
        item = desk.locator(".message[data-seq]:not(.message--event)").nth(-2)
        item.hover()
        item.locator('[data-tool="receipts"]').click()
        save(desk, "receipts")
        desk.goto(f"{origin}/rooms/search/?q=予診票")
        save(desk, "search")
        desk.goto(f"{origin}/rooms/")
        save(desk, "home")
        tablet = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}
        ward = sign_in(browser, origin, "midori.nurse", **tablet)
        ward.click(f"a.room-link >> text={ROOM}")
        ward.click('[data-stamps-target="button"]')
        save(ward, "tablet")
        phone = sign_in(browser, origin, "hidamari.care", viewport={"width": 390, "height": 844})
        phone.click("a.room-link >> text=介護施設 連絡")
        save(phone, "phone")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
