"""Files that people send, and some that nobody should open."""

import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page

from tests.browser.conftest import PATIENCE_MS

FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiKakuGo-W5 /Encoding /90ms-RKSJ-H"
    b" /DescendantFonts [4 0 R] >>"
)
DESCENDANT = (
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiKakuGo-W5 /CIDSystemInfo"
    b" << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /FontDescriptor 5 0 R >>"
)
DESCRIPTOR = (
    b"<< /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 /FontBBox [0 -200 1000 900]"
    b" /ItalicAngle 0 /Ascent 857 /Descent -143 /CapHeight 718 /StemV 80 >>"
)


def picture(path: Path, colour: str, size: tuple[int, int] = (1600, 900)) -> Path:
    Image.new("RGB", size, colour).save(path)
    return path


def japanese_pdf(path: Path, text: str, pages: int) -> Path:
    """As old office printers make them: Shift_JIS text, and the font is not inside."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", FONT, DESCENDANT, DESCRIPTOR]
    drawn = b"BT /F1 24 Tf 60 760 Td <" + text.encode("cp932").hex().encode() + b"> Tj ET"
    objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    sheet = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
        b" /Resources << /Font << /F1 3 0 R >> >> /Contents 6 0 R >>"
    )
    kids = b" ".join(b"%d 0 R" % (7 + page) for page in range(pages))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids)
    path.write_bytes(assembled([*objects, *[sheet] * pages]))
    return path


def assembled(objects: list[bytes]) -> bytes:
    """A PDF file of numbered objects with its cross-reference table (ISO 32000-1, 7.5)."""
    content, places = b"%PDF-1.4\n", b""
    for number, each in enumerate(objects, 1):
        places += b"%010d 00000 n \n" % len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    count = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, places)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
    return content + table + trailer % (count, len(content))


SCRIPT = "<script>window.ran = true; alert(1)</script>"


def hostile(folder: Path) -> list[Path]:
    """Each would run a script in a browser that believes its name or sniffs its content."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran = true">{SCRIPT}</svg>'
    contents = {
        "図.svg": svg.encode(),
        "写真.png": f"<!doctype html><html><body>{SCRIPT}</body></html>".encode(),
        "頁.html": f"<!doctype html><body onload='window.ran = true'>{SCRIPT}".encode(),
        "両方.gif": b"GIF89a/*" + b"\0" * 8 + f"*/=1;{SCRIPT}".encode(),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def attach(page: Page, *paths: Path) -> Locator:
    """Choose files with the paperclip; returns their rows in the tray."""
    page.locator(".composer__tools input[type=file]").first.set_input_files(list(paths))
    return page.locator(".composer .tray__item")


def agree(page: Page) -> None:
    page.locator('#boundary-dialog button[value="yes"]').click()


def status(page: Page, address: str) -> int:
    """What the server answers to this page's own fetch."""
    code: int = page.evaluate("async (address) => (await fetch(address)).status", address)
    return code


def wait_for_bytes(bar: Locator, count: int) -> None:
    """Until the progress bar says that more than `count` were sent."""
    limit = time.monotonic() + 4 * PATIENCE_MS / 1000
    while bar.evaluate("(bar) => bar.value") <= count:
        assert time.monotonic() < limit
        bar.page.wait_for_timeout(50)


def slow_down(page: Page, bytes_a_second: int) -> None:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    rates = {"downloadThroughput": -1, "uploadThroughput": bytes_a_second}
    network.send("Network.emulateNetworkConditions", {"offline": False, "latency": 0, **rates})
