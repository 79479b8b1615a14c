"""What people do on the chat page, said once."""

from playwright.sync_api import Locator, Page, expect


def connected(page: Page) -> None:
    """Wait for the status word."""
    expect(page.locator(".status")).to_contain_text("接続中")


def write(page: Page, text: str) -> None:
    page.fill("#composer-body", text)
    page.press("#composer-body", "Enter")


def message(page: Page, text: str) -> Locator:
    """The stored message with this text."""
    return page.locator(".message[data-seq]", has_text=text)


def use(page: Page, text: str, tool: str) -> None:
    """Use a tool of the message's toolbar, opening the menu when it is in there."""
    item = message(page, text)
    item.hover()
    bar = item.locator(".message-tools")
    button = bar.locator(f'[data-tool="{tool}"]').last
    if not button.is_visible():
        bar.locator('[data-tool="more"]').click()
    button.click()
