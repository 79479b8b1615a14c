"""The question before files or personal data leave the own organisation."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.utils import timezone
from playwright.sync_api import Page, expect

from chat.actions.scheduling import schedule_message
from chat.models import Message, Room
from tests.browser.conftest import OpenPage
from tests.browser.files import agree, attach, picture
from tests.browser.journeys import connected, message, write
from tests.chat.factories import City

MY_NUMBER = "1234-5678-9018"


def test_the_question_before_a_number_leaves_the_organisation(
    city: City, open_page: OpenPage, room_path: str
) -> None:
    alice = open_page(city.alice, room_path)
    connected(alice)
    write(alice, "明日の枠は20名です")
    expect(message(alice, "明日の枠は20名です")).to_be_visible()
    dialog = alice.locator("#boundary-dialog")
    write(alice, f"番号は{MY_NUMBER}です")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("みどり診療所1人")
    expect(dialog).not_to_contain_text("青葉市役所")
    expect(dialog.locator("mark")).to_have_text("12••-••••-••18")
    expect(dialog.get_by_role("button", name="やめる")).to_be_focused()
    alice.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(alice.locator("#composer-body")).to_have_value(f"番号は{MY_NUMBER}です")
    assert not Message.objects.filter(body__contains=MY_NUMBER).exists()
    alice.press("#composer-body", "Enter")
    expect(dialog).to_be_visible()
    alice.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    alice.press("#composer-body", "Enter")
    agree(alice)
    expect(message(alice, MY_NUMBER)).to_be_visible()
    write(alice, f"再送{MY_NUMBER}")
    expect(dialog).to_be_visible()  # remembers nothing


def test_nobody_is_asked_within_the_own_organisation(office: Page, tmp_path: Path) -> None:
    attach(office, picture(tmp_path / "名簿.png", "teal"))
    write(office, f"番号は{MY_NUMBER}です")
    expect(message(office, MY_NUMBER).locator(".attachment__image")).to_be_visible()
    expect(office.locator("#boundary-dialog")).to_be_hidden()


def test_the_question_names_those_who_joined_since(
    city: City, open_page: OpenPage, office: Page, inside: Room, tmp_path: Path
) -> None:
    attach(office, picture(tmp_path / "名簿.png", "teal"))
    settings = open_page(city.alice, f"/rooms/{inside.id}/settings/")
    settings.locator(f'input[value="{city.charlie.id}"]').check()
    settings.get_by_role("button", name="追加する", exact=True).click()
    expect(office.locator(".boundary")).to_contain_text("さくら診療所 1")
    expect(office.locator(".composer .tray__item")).to_have_count(1)
    office.press("#composer-body", "Enter")
    expect(office.locator("#boundary-dialog")).to_contain_text("さくら診療所1人")


def test_a_change_of_what_is_sent_later_asks_too(city: City, open_page: OpenPage) -> None:
    later = schedule_message(
        author=city.alice,
        room_id=city.room.id,
        client_id=uuid4(),
        due_at=timezone.now() + timedelta(days=1),
        body="明日の連絡",
    )
    page = open_page(city.alice, f"/rooms/scheduled/{later.id}/")
    page.fill("#id_body", f"番号は{MY_NUMBER}です")
    page.get_by_role("button", name="保存する").click()
    dialog = page.locator("#boundary-dialog")
    expect(dialog).to_contain_text("みどり診療所1人")
    page.keyboard.press("Escape")
    later.refresh_from_db()
    assert later.body == "明日の連絡"
    page.get_by_role("button", name="保存する").click()
    agree(page)
    page.wait_for_url("**/rooms/scheduled/")
    later.refresh_from_db()
    assert later.body == f"番号は{MY_NUMBER}です"
