"""The manifest reader: names in, hashed addresses out, clear words when not built."""

import json
import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from hub import assets
from hub.templatetags import hub_tags


def build(folder: Path, script: str) -> None:
    manifest = {"src/app.ts": {"file": script, "css": ["assets/app-1.css"]}}
    (folder / ".vite").mkdir(exist_ok=True)
    (folder / ".vite" / "manifest.json").write_text(json.dumps(manifest))


def test_tags_point_to_the_hashed_files(settings: Settings, tmp_path: Path) -> None:
    settings.FRONTEND_DIST = tmp_path
    build(tmp_path, "assets/app-1.js")
    tags = hub_tags.vite_tags("app")
    assert '<link rel="stylesheet" href="/static/assets/app-1.css">' in tags
    assert '<script type="module" src="/static/assets/app-1.js"></script>' in tags


def test_a_new_build_is_seen_without_a_restart(settings: Settings, tmp_path: Path) -> None:
    settings.FRONTEND_DIST = tmp_path
    build(tmp_path, "assets/app-1.js")
    assert assets.entry("app").script == "/static/assets/app-1.js"
    build(tmp_path, "assets/app-2.js")
    os.utime(tmp_path / ".vite" / "manifest.json", ns=(1, 1))
    assert assets.entry("app").script == "/static/assets/app-2.js"


def test_no_build_says_what_to_run(settings: Settings, tmp_path: Path) -> None:
    settings.FRONTEND_DIST = tmp_path
    with pytest.raises(ImproperlyConfigured, match=r"\./run"):
        assets.entry("app")


def test_an_unknown_entry_is_named(settings: Settings, tmp_path: Path) -> None:
    settings.FRONTEND_DIST = tmp_path
    build(tmp_path, "assets/app-1.js")
    with pytest.raises(ImproperlyConfigured, match="editor"):
        assets.entry("editor")
