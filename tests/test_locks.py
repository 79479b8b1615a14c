"""Locks pin everything by hash and name no host."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
HOST = re.compile(r"//|file:|--[a-z-]*(?:index|links|host)|\b[\w-]+\.(?:org|com|net|io|dev|jp)\b")


@pytest.mark.parametrize("name", ["base", "dev", "node"])
def test_python_lock(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert HOST.findall(text) == []
    pins = re.findall(r"^[a-z0-9][^\n]*?==[^\n]*$", text, re.MULTILINE)
    assert pins
    for pin in text.split("\n"):
        if "==" in pin:
            assert pin.rstrip().endswith("\\"), f"{pin} has no hash"


def test_dev_lock_agrees_with_base() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        return set(re.findall(r"^([a-z0-9.-]+==[^\s;]+)", text, re.MULTILINE))

    assert pins("base") - pins("dev") == set()


def test_npm_lock_names_no_host() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    packages = [each for name, each in lock["packages"].items() if name]
    assert all("resolved" not in each for each in packages)
    assert all("integrity" in each for each in packages if not each.get("link"))


@pytest.mark.parametrize("line", ["--index-url x", "a @ https://host/a", "# from mirror.city.jp"])
def test_a_host_would_be_seen(line: str) -> None:
    assert HOST.search(line)
