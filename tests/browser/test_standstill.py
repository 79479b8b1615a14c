"""A worker that stopped shows on open pages of the city staff, and on nobody else's."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from hub.models import Pulse
from tests.browser.conftest import OpenPage
from tests.browser.journeys import connected
from tests.chat.factories import City


def test_a_stopped_worker_shows_and_its_return_too(city: City, open_page: OpenPage) -> None:
    desk, clinic = open_page(city.alice), open_page(city.bob)
    connected(desk)
    connected(clinic)
    band = desk.get_by_role("alert").filter(has_text="自動の処理が止まっています")
    expect(band).to_have_count(0)
    Pulse.objects.update(at=timezone.now() - timedelta(seconds=36))
    expect(band).to_be_visible()
    expect(clinic.get_by_text("自動の処理が止まっています")).to_have_count(0)
    Pulse.objects.update(at=timezone.now() + timedelta(hours=1))
    expect(band).to_be_hidden()
