"""Japanese is the source; English must be complete, and nothing may bypass translation."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.catalogue import JAPANESE, ROOT, messages, python_files, templates

PO = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
TRANSLATORS = {"_", "_lazy", "gettext", "gettext_lazy", "ngettext"}
# Data about the Japanese language itself, not words of the interface.
# They read what people wrote in Japanese: dates, names, headings, numbers.
JAPANESE_BY_NATURE = {
    "docs_app/comparing.py",
    "docs_app/importing/word.py",
    "docs_app/rendering/docx_styles.py",
    "docs_app/rendering/plain.py",
    "hub/eras.py",
    "hub/folding.py",
    "hub/organisations/exchange/columns.py",
    "hub/organisations/exchange/places.py",
    "hub/organisations/roster_forms.py",
    "hub/organisations/rosters.py",
    "chat/addresses.py",
    "chat/history/reading.py",
    "folding.ts",
    "digit_runs.ts",
    "birth_dates.ts",
    "personal_data.ts",
    "japanese_characters.ts",
    "japanese_words.ts",
}
COMMENTS = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", re.DOTALL)
TRANSLATED = re.compile(r"\{%\s*trans(?:late)?\s.*?%\}|_\((?:\".*?\"|'.*?')\)", re.DOTALL)
BLOCKS = re.compile(r"\{%\s*blocktrans.*?endblocktrans\w*\s*%\}", re.DOTALL)


def english() -> dict[str, str]:
    with PO.open("rb") as source:
        catalogue = read_po(source, locale="en")
    found: dict[str, str] = {}
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if ids[0] and not message.fuzzy and all(strings):
            found |= {str(each): str(strings[0]) for each in ids}
    return found


def test_every_string_has_an_english_translation() -> None:
    translated = english()
    missing = sorted({f"{place}: {each}" for each, place in messages() if each not in translated})
    assert missing == []


def test_the_catalogue_holds_nothing_unused() -> None:
    used = {each for each, _place in messages()}
    assert sorted(set(english()) - used) == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    names = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
    wrong = [
        each
        for each, text in english().items()
        if set(names.findall(each)) != set(names.findall(text))
    ]
    assert wrong == []


def marked(tree: ast.AST) -> set[int]:
    """Ids of the constants that stand inside a translation call."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TRANSLATORS:
            inside |= {id(child) for child in ast.walk(node)}
    return inside


def docstrings(tree: ast.AST) -> set[int]:
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def bare_japanese(source: str) -> list[str]:
    """Japanese string literals of a Python source outside translation calls."""
    tree = ast.parse(source)
    allowed = marked(tree) | docstrings(tree)
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and JAPANESE.search(node.value)
        and id(node) not in allowed
    ]


def test_python_shows_no_untranslated_japanese() -> None:
    found = {
        str(path.relative_to(ROOT)): bare
        for path in python_files()
        if str(path.relative_to(ROOT)) not in JAPANESE_BY_NATURE
        and (bare := bare_japanese(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def untranslated(template: str) -> str:
    """What is left of a template without comments, translations and translated blocks."""
    return TRANSLATED.sub("", COMMENTS.sub("", BLOCKS.sub("", template)))


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.name)
def test_templates_show_no_untranslated_japanese(path: Path) -> None:
    assert JAPANESE.findall(untranslated(path.read_text(encoding="utf-8"))) == []


def test_typescript_shows_no_japanese() -> None:
    sources = (ROOT / "frontend" / "src").rglob("*.ts")
    found = [
        str(path)
        for path in sources
        if not path.name.endswith(".test.ts") and path.name not in JAPANESE_BY_NATURE
        if "fuzz" not in path.parts  # a page of the tests
        for line in path.read_text(encoding="utf-8").splitlines()
        if JAPANESE.search(line) and not line.strip().startswith(("*", "/*", "//"))
    ]
    assert found == []


def test_the_checks_can_fail() -> None:
    assert bare_japanese('x = "こんにちは"') == ["こんにちは"]
    assert bare_japanese('x = _("こんにちは")') == []
    assert JAPANESE.search(untranslated("<p>こんにちは</p>"))
    assert JAPANESE.search(untranslated("{% include 'a.html' with title='こんにちは' %}"))
    assert JAPANESE.search(untranslated('{{ name|default:"こんにちは" }}'))
    assert not JAPANESE.search(untranslated("{% translate 'こんにちは' %}"))
    assert not JAPANESE.search(untranslated("{% include 'a.html' with title=_('こんにちは') %}"))
    assert not JAPANESE.search(untranslated("{# こんにちは #}"))
