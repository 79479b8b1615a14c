"""Two people, one edit each, neither seeing the other's: nothing typed is lost, nothing doubled.

"alpha beta" stands between "first one" and "gamma"; "beta" begins at 6, XYZ is typed at 8. Beside
it y-prosemirror with its basic schema, the mature alternative: where it stops losing text, the
choice of the binding deserves a second look.
"""

import re

from playwright.sync_api import Page

from tests.browser.binding import fuzz_page, fuzz_script

__all__ = ["fuzz_page", "fuzz_script"]

OURS = {
    "split / type": "<p>first one</p><p>alpha </p><p>beXYZta</p><p>gamma</p>",
    "split / bold": "<p>first one</p><p>alpha </p><p><strong>beta</strong></p><p>gamma</p>",
    "split / split": "<p>first one</p><p>alpha </p><p> </p><p>beta</p><p>gamma</p>",
    "merge / type": "<p>first onealpha beXYZta</p><p>gamma</p>",
    "heading / type": "<p>first one</p><h2>alpha beXYZta</h2><p>gamma</p>",
    "heading / split": "<p>first one</p><h2>alpha </h2><p>beta</p><p>gamma</p>",
    "merge / split": "<p>first onealpha </p><p>beta</p><p>gamma</p>",
    "list / type": "<p>first one</p><ul><li>alpha beXYZta</li></ul><p>gamma</p>",
    "list / heading": "<p>first one</p><ul><li><h2>alpha beta</h2></li></ul><p>gamma</p>",
    "quote / type": "<p>first one</p><blockquote><p>alpha beXYZta</p></blockquote><p>gamma</p>",
    "remove / type": "<p>first oneXYZ</p><p>gamma</p>",
    "quote / quote": "<p>first one</p><blockquote><p>alpha beta</p></blockquote><p>gamma</p>",
}
# Where y-prosemirror loses what was typed, and where it doubles "beta".
THEY_LOSE = {"merge / type", "heading / type", "list / type", "quote / type", "remove / type"}
THEY_DOUBLE = {
    "split / split",
    "heading / split",
    "merge / split",
    "list / heading",
    "quote / quote",
}


def test_nothing_is_lost_and_nothing_doubled(fuzz_page: Page) -> None:
    met = fuzz_page.evaluate("() => table()")
    assert {each["pair"]: each["ours"] for each in met} == OURS
    assert [each["pair"] for each in met if not each["agreed"]] == []
    words = {each["pair"]: re.sub(r"<[^>]+>", "", each["theirs"]) for each in met}
    typed = {pair for pair in words if pair.endswith("/ type")}
    assert {pair for pair in typed if "XYZ" not in words[pair]} == THEY_LOSE
    assert {pair for pair in words if words[pair].count("beta") > 1} == THEY_DOUBLE
