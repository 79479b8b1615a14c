"""What templates, scripts and the build must agree on."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from hub.client_strings import STRINGS

ROOT = Path(settings.BASE_DIR)
SCRIPTS = ROOT / "frontend" / "src"


def sources(folder: Path, pattern: str) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob(pattern)):
        if not path.name.endswith(".test.ts"):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def scripts() -> str:
    return "\n".join(text for _, text in sources(SCRIPTS, "*.ts"))


def test_scripts_ask_only_for_words_that_exist() -> None:
    asked = set(re.findall(r'\bt\(\s*"([^"]+)"', scripts()))
    assert asked - set(STRINGS) == set()


def test_no_word_is_sent_to_the_browser_for_nothing() -> None:
    text = scripts()
    built = tuple(re.findall(r"\bt\(\s*`([a-z.]+)\$", text)) or ("-",)
    dead = [key for key in STRINGS if f'"{key}"' not in text and not key.startswith(built)]
    assert dead == []


def test_every_icon_is_in_the_sprite() -> None:
    sprite = (ROOT / "frontend/public/icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    templates = "\n".join(text for _, text in sources(ROOT / "templates", "*.html"))
    assert set(re.findall(r'{% icon "([^"]+)" %}', templates)) - drawn == set()


def test_every_controller_named_in_a_template_exists() -> None:
    files = {path.name for path in SCRIPTS.rglob("*_controller.ts")}
    known = {name.removesuffix("_controller.ts").replace("_", "-") for name in files}
    for path, text in sources(ROOT / "templates", "*.html"):
        named = set(" ".join(re.findall(r'data-controller="([^"]+)"', text)).split())
        assert named - known == set(), path


def test_templates_hold_no_inline_code_or_style() -> None:
    # A JSON block is data: the browser never runs it.
    forbidden = re.compile(
        r"<script(?![^>]*application/json)|<style|\sstyle=|\son[a-z]+=|javascript:"
    )
    for path, text in sources(ROOT / "templates", "*.html"):
        assert forbidden.findall(text) == [], path


def test_the_build_has_no_embedded_data_and_only_woff2() -> None:
    styles = list((settings.FRONTEND_DIST / "assets").glob("*.css"))
    assert styles, "build the front end first"
    for style in styles:
        text = style.read_text(encoding="utf-8")
        assert "data:" not in text
        assert "http" not in re.sub(r"http://www\.w3\.org/\S+", "", text)
        assert set(re.findall(r"url\([^)]+\.(\w+)\)", text)) <= {"woff2", "svg"}


def test_the_lock_file_names_no_host() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []
