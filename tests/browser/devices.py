"""What a browser keeps on the device, looked at from its own pages."""

from playwright.sync_api import Page

CHECKS, EVERY_MS = 150, 200
CONTROLLED = "() => navigator.serviceWorker.controller !== null"
KEPT_TEXT = """async ([path, text]) => {
  const name = (await caches.keys()).find((each) => each.startsWith("pages-"));
  const found = name && (await (await caches.open(name)).match(path, {ignoreVary: true}));
  return Boolean(found && (await found.text()).includes(text));
}"""
TRACES = """async () => ({
  databases: (await indexedDB.databases()).map((each) => each.name),
  pages: (await caches.keys()).filter((name) => name.startsWith("pages-")),
  storage: Object.keys(localStorage).filter((key) => key !== "owner"),
})"""


def until(page: Page, script: str, arg: object = None) -> None:
    """Wait until the script says true. The policy forbids Playwright's own way of waiting."""
    for _check in range(CHECKS):
        if page.evaluate(script, arg):
            return
        page.wait_for_timeout(EVERY_MS)
    raise TimeoutError(f"{arg} never came true")


def kept(page: Page, path: str, text: str = "") -> None:
    """Wait until the device keeps the page, with the text in it, and a worker serves it."""
    until(page, CONTROLLED)
    until(page, KEPT_TEXT, [path, text])


def traces(page: Page) -> dict[str, list[str]]:
    """Databases, kept pages and stored keys of this device."""
    found: dict[str, list[str]] = page.evaluate(TRACES)
    return found
