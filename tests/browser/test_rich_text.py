"""The editor of a plain field, as people use it: keyboard, input method, clipboard, files."""

import json
import re
from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from hub.organisations.actions.organisations import change_organisation
from hub.organisations.models import Organisation
from tests.browser.clipboard import EXCEL, WORD, paste_html
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import violations
from tests.browser.test_input import confirm_conversion
from tests.chat.factories import City
from tests.richtext.pictures import picture

FILE = re.compile(r"^/files/[0-9a-f-]{36}/$")
OPEN = "() => document.querySelector('.ck-editor__editable').ckeditorInstance"


@pytest.fixture
def hall(city: City) -> Organisation:
    return city.alice.organisation


@pytest.fixture
def form(city: City, hall: Organisation, open_page: OpenPage) -> Page:
    """alice's form of city hall, the editor open."""
    page = open_page(city.alice, f"/people/admin/{hall.id}/")
    editable(page).click()
    return page


def editable(page: Page) -> Locator:
    return page.locator(".ck-editor__editable")


def button(page: Page, label: str) -> Locator:
    return page.locator(".ck-toolbar").get_by_role("button", name=label, exact=True).first


def saved(page: Page, hall: Organisation) -> str:
    page.get_by_role("button", name="保存する").click()
    expect(page.locator(".flash--success")).to_contain_text("保存しました")
    return Organisation.objects.get(pk=hall.pk).guide


def caret(page: Page, collapsed: bool) -> None:
    """The editor has taken over what the keys or the pointer selected: a caret, or more."""
    found = f"({OPEN})().model.document.selection.isCollapsed"
    page.wait_for_function(f"() => {found} === {str(collapsed).lower()}")


def test_only_our_own_build_is_loaded(city: City, hall: Organisation, open_page: OpenPage) -> None:
    page = open_page(city.alice, f"/people/admin/{hall.id}/")
    editable(page).wait_for()
    loaded = page.evaluate("() => performance.getEntriesByType('resource').map((e) => e.name)")
    scripts = [url for url in loaded if url.endswith(".js")]
    assert scripts
    assert all("/static/assets/" in url for url in scripts)
    assert not [url for url in loaded if "django_ckeditor_5" in url]
    assert page.evaluate("() => 'CKEDITOR_VERSION' in window && window.CKEDITOR_VERSION") > "48.5"
    other = open_page(city.alice, "/people/")
    names = other.evaluate("() => performance.getEntriesByType('resource').map((e) => e.name)")
    assert not [url for url in names if "plain_editor" in url]  # heavy, so only where it stands


def test_what_is_written_is_stored_and_shown(
    city: City, form: Page, hall: Organisation, open_page: OpenPage
) -> None:
    form.keyboard.type("受付は")
    confirm_conversion(form, "ひがしぐち", "東口")
    form.keyboard.press("Control+b")
    form.keyboard.type("9時")
    form.keyboard.press("Control+b")
    form.keyboard.press("Enter")
    form.keyboard.type("- 体温計")  # no autoformat: a hyphen stays a hyphen
    assert saved(form, hall) == "<p>受付は東口<strong>9時</strong></p><p>- 体温計</p>"
    shown = open_page(city.charlie, f"/people/organisations/{hall.id}/")
    expect(shown.locator(".rich-text strong")).to_have_text("9時")


def test_the_label_leads_to_the_editor(form: Page) -> None:
    expect(form.get_by_role("textbox", name="案内")).to_be_visible()


def test_characters_are_counted_as_people_see_them(form: Page) -> None:
    count = form.locator(".rich-text-field__count")
    expect(count).to_have_text("0文字（空白を除く0文字）")
    form.keyboard.insert_text("𠮷野 葛󠄀城")
    expect(count).to_have_text("5文字（空白を除く4文字）")
    form.keyboard.press("Shift+ArrowLeft")
    expect(count).to_have_text("選択1文字、全体5文字")


def ruby(page: Page, reading: str) -> None:
    button(page, "ふりがな").click()
    window = page.get_by_role("dialog", name="ふりがな")
    window.get_by_label("読み").fill(reading)
    window.get_by_label("読み").press("Enter")
    expect(window).to_be_hidden()


def test_a_word_gets_its_reading(
    city: City, form: Page, hall: Organisation, open_page: OpenPage
) -> None:
    expect(button(form, "ふりがな")).to_be_disabled()
    form.keyboard.type("棚橋")
    form.keyboard.press("Shift+Home")
    ruby(form, "たなはし")
    form.keyboard.press("End")
    form.keyboard.type("先生")  # behind the word, without its reading
    form.keyboard.press("Home")
    form.keyboard.type("故")  # and before it
    assert saved(form, hall) == "<p>故<ruby>棚橋<rt>たなはし</rt></ruby>先生</p>"
    expect(editable(form).locator("ruby")).to_have_text("棚橋")  # and it comes back
    shown = open_page(city.charlie, f"/people/organisations/{hall.id}/")
    expect(shown.locator(".rich-text rt")).to_have_text("たなはし")


def test_a_reading_is_changed_and_removed_at_the_caret(form: Page, hall: Organisation) -> None:
    form.keyboard.type("棚橋")
    form.keyboard.press("Shift+Home")
    ruby(form, "たなばし")
    form.keyboard.press("ArrowRight")
    expect(button(form, "ふりがな")).to_be_disabled()
    form.keyboard.press("ArrowLeft")
    expect(button(form, "ふりがな")).to_be_enabled()
    ruby(form, "たなはし")
    assert form.evaluate(f"({OPEN})().getData()") == "<p><ruby>棚橋<rt>たなはし</rt></ruby></p>"
    button(form, "ふりがな").click()
    form.get_by_role("dialog", name="ふりがな").get_by_role("button", name="外す").click()
    assert saved(form, hall) == "<p>棚橋</p>"


def test_a_word_written_over_loses_its_reading(form: Page, hall: Organisation) -> None:
    form.keyboard.type("棚橋")
    form.keyboard.press("Shift+Home")
    ruby(form, "たなはし")
    form.keyboard.type("高橋")
    assert saved(form, hall) == "<p>高橋</p>"


def test_a_person_is_mentioned_without_a_space_before(
    city: City, form: Page, hall: Organisation
) -> None:
    form.keyboard.type("担当は@")
    form.keyboard.insert_text("ぼ")
    rows = form.locator(".ck-mentions .mention-row")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("みどり診療所")
    form.keyboard.press("Enter")
    form.keyboard.type("まで")
    mention = f'<span class="mention" data-member="{city.bob.id}">@棒</span>'
    assert saved(form, hall) == f"<p>担当は{mention}まで</p>"
    expect(editable(form).locator(".mention")).to_have_text("@棒")


def test_a_mention_goes_as_a_whole_and_a_mail_address_is_none(form: Page) -> None:
    form.keyboard.type("a@")
    form.keyboard.insert_text("ぼ")
    form.wait_for_timeout(500)
    expect(form.locator(".ck-mentions")).to_have_count(0)
    form.keyboard.type("、@")
    form.keyboard.insert_text("ぼ")
    expect(form.locator(".ck-mentions .mention-row")).to_have_count(1)  # those of "@" are gone
    form.locator(".ck-mentions .mention-row").click()
    expect(editable(form).locator(".mention")).to_have_count(1)
    for _key in range(2):  # the whole name: selected, deleted
        form.keyboard.press("Backspace")
    expect(editable(form)).to_have_text("a@ぼ、")


def test_nobody_invisible_is_offered(city: City, open_page: OpenPage) -> None:
    clinic = city.bob.organisation
    city.bob.role = "organisation_administrator"
    city.bob.save()
    page = open_page(city.bob, f"/people/admin/{clinic.id}/")
    editable(page).click()
    page.keyboard.type("@")
    expect(page.locator(".mention-row__name", has_text="有栖")).to_be_visible()
    expect(page.locator(".mention-row__name", has_text="茶織")).to_have_count(0)


def choose(page: Page, *paths: Path) -> None:
    with page.expect_file_chooser() as chooser:
        button(page, "画像を挿入").click()
    chooser.value.set_files(list(paths))


def test_a_picture_is_stored_and_others_see_it(
    city: City, form: Page, hall: Organisation, open_page: OpenPage, tmp_path: Path
) -> None:
    file = tmp_path / "地図.jpg"
    file.write_bytes(picture("JPEG", (1200, 800)))
    form.keyboard.type("地図")
    choose(form, file)
    image = editable(form).locator("img")
    expect(image).to_have_attribute("src", FILE)
    form.keyboard.type("下の文")
    guide = saved(form, hall)
    assert guide.startswith("<p>地図</p>")
    assert re.search(r'<img [^>]*src="/files/[0-9a-f-]{36}/" width="1200" height="800">', guide)
    assert "<p>下の文</p>" in guide
    shown = open_page(city.charlie, f"/people/organisations/{hall.id}/")
    expect(shown.locator(".rich-text img")).to_be_visible()
    loaded = "(image) => image.decode().then(() => image.naturalWidth)"
    assert shown.locator(".rich-text img").evaluate(loaded) == 1200


def test_what_is_no_picture_says_so_and_changes_nothing(form: Page, tmp_path: Path) -> None:
    file = tmp_path / "x.png"
    file.write_bytes(b"no picture")
    form.keyboard.type("本文")
    choose(form, file)
    expect(form.locator(".toasts")).to_contain_text("画像（JPEG")
    expect(editable(form)).to_have_text("本文")
    expect(editable(form).locator("img")).to_have_count(0)


def test_find_and_replace(form: Page, hall: Organisation) -> None:
    form.keyboard.type("令和7年度と令和7年")
    button(form, "検索と置き換え").click()
    window = form.get_by_role("dialog")
    window.get_by_label("検索する文字").fill("令和7年")
    window.get_by_role("button", name="検索").click()
    expect(editable(form).locator(".ck-find-result")).to_have_count(2)
    window.get_by_label("置き換え後の文字").fill("令和8年")
    window.get_by_role("button", name="すべて置き換え").click()
    form.keyboard.press("Escape")
    assert saved(form, hall) == "<p>令和8年度と令和8年</p>"


def test_characters_that_keyboards_hide(form: Page, hall: Organisation) -> None:
    button(form, "特殊文字").click()
    window = form.get_by_role("dialog")
    window.get_by_role("button", name="種類").click()
    form.get_by_role("menuitemradio", name="略号").click()
    window.get_by_role("button", name="㈱", exact=True).click()
    form.keyboard.press("Escape")
    assert saved(form, hall) == "<p>㈱</p>"


def test_word_pastes_clean(form: Page, hall: Organisation) -> None:
    paste_html(form, WORD)
    expect(editable(form)).to_contain_text("接種会場のご案内")
    guide = saved(form, hall)
    assert "<h2>接種会場のご案内</h2>" in guide
    assert "<strong>9時</strong>" in guide
    assert "<ul><li>体温計</li><li>予診票</li></ul>" in guide
    assert "<ruby>棚橋<rt>たなはし</rt></ruby>" in guide
    for word in ("mso", "Mso", "o:p", "font-family", "file:///", "<!--", 'class="Mso'):
        assert word not in guide


def test_excel_pastes_a_table(form: Page, hall: Organisation) -> None:
    paste_html(form, EXCEL)
    expect(editable(form).locator("table")).to_have_count(1)
    guide = saved(form, hall)
    assert guide.count("<tr>") == 3
    assert 'colspan="2"' in guide
    assert "みどり診療所" in guide
    for word in ("mso", "xl65", "x:num", "<style"):
        assert word not in guide


def test_a_pasted_picture_is_stored_and_a_foreign_one_is_not_fetched(
    form: Page, hall: Organisation
) -> None:
    requests: list[str] = []
    form.on("request", lambda request: requests.append(request.url))
    data = b64encode(picture()).decode()
    paste_html(
        form,
        f'<p>前</p><p><img src="data:image/png;base64,{data}" alt="図"></p>'
        '<p><img src="http://evil.invalid/pixel.png">後</p>',
    )
    expect(editable(form).locator("img")).to_have_count(1)
    expect(form.locator(".toasts")).to_contain_text("貼り付けられません")
    guide = saved(form, hall)
    assert "data:" not in guide
    assert "evil" not in guide
    assert guide.count("<img") == 1
    assert 'alt="図"' in guide
    assert not [url for url in requests if "evil" in url]


def test_a_picture_is_copied_within_the_text_and_from_another(
    city: City, form: Page, hall: Organisation, tmp_path: Path
) -> None:
    file = tmp_path / "地図.png"
    file.write_bytes(picture())
    choose(form, file)
    expect(editable(form).locator("img")).to_have_attribute("src", FILE)
    form.keyboard.type("下の文")
    expect(editable(form)).to_contain_text("下の文")
    form.keyboard.press("Control+a")
    caret(form, False)
    form.keyboard.press("Control+c")
    editable(form).locator("p").last.click()
    caret(form, True)
    form.keyboard.press("Control+v")
    expect(editable(form).locator("img")).to_have_count(2)
    source = editable(form).locator("img").first.get_attribute("src") or ""
    origin = form.evaluate("() => location.origin")
    paste_html(
        form, f'<p><img src="{origin}{source}"></p><p><img src="{source[:-13]}000000000000/">'
    )
    expect(form.locator(".toasts")).to_contain_text("この画像は使えません")
    expect(editable(form).locator("img")).to_have_count(3)
    assert saved(form, hall).count(f'src="{source}"') == 3


def test_widths_and_colours_show_under_the_policy(
    city: City, hall: Organisation, open_page: OpenPage
) -> None:
    cell = "background-color:hsl(50, 100%, 85%);"
    html = (
        '<p style="text-align:right;">右</p><figure class="table" style="width:50%;"><table>'
        '<colgroup><col style="width:30%;"><col style="width:70%;"></colgroup><tbody><tr>'
        f'<td style="{cell}">休</td><td>診</td></tr></tbody></table></figure>'
    )
    change_organisation(by=city.alice, organisation_id=hall.id, guide=html)
    form = open_page(city.alice, f"/people/admin/{hall.id}/")
    shown = open_page(city.charlie, f"/people/organisations/{hall.id}/")
    for place in (editable(form), shown.locator(".rich-text")):
        expect(place.locator("td").first).to_have_css("background-color", "rgb(255, 242, 179)")
        expect(place.locator("p").first).to_have_css("text-align", "right")
    assert "text-align:right" in saved(form, hall)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(city: City, hall: Organisation, open_page: OpenPage, theme: str) -> None:
    html = (
        "<h2>来庁される方へ</h2><p>担当は<ruby>棚橋<rt>たなはし</rt></ruby>と"
        f'<span class="mention" data-member="{city.bob.id}">@棒</span>、'
        '<mark class="marker-pink">予約</mark>です。</p><blockquote><p>お電話を</p></blockquote>'
        '<figure class="table"><table><thead><tr><th scope="col">曜日</th></tr></thead><tbody>'
        '<tr><td style="background-color:hsl(0, 85%, 92%);">月</td></tr></tbody></table>'
        "<figcaption>診療</figcaption></figure>"
    )
    change_organisation(by=city.alice, organisation_id=hall.id, guide=html)
    form = open_page(city.alice, f"/people/admin/{hall.id}/", color_scheme=theme)
    editable(form).first.click()
    assert violations(form) == []
    shown = open_page(city.bob, f"/people/organisations/{hall.id}/", color_scheme=theme)
    assert violations(shown) == []


def test_a_lost_script_leaves_the_textarea(
    city: City, hall: Organisation, open_page: OpenPage
) -> None:
    # What the worker of the page fetches cannot be made to fail here.
    page = open_page(city.alice, "/people/", service_workers="block")
    page.route("**/plain_editor*", lambda route: route.abort())
    page.goto(page.url.replace("/people/", f"/people/admin/{hall.id}/"))
    expect(page.locator(".toasts")).to_contain_text("文字だけで入力できます")
    page.locator("textarea[name=guide]").fill("受付は東口")
    assert saved(page, hall) == "受付は東口"
    assert json.dumps(hall.guide) == '""'
