"""Theme and text size come from cookies, and only known values reach the page."""

import pytest
from django.test import Client, RequestFactory

from hub.appearance import appearance


def test_nothing_chosen_leaves_both_to_the_system() -> None:
    assert appearance(RequestFactory().get("/")) == {"theme": "", "text_size": ""}


def test_strange_values_are_dropped() -> None:
    request = RequestFactory().get("/")
    request.COOKIES = {"theme": '"><script>', "text_size": "huge"}
    assert appearance(request) == {"theme": "", "text_size": ""}


@pytest.mark.django_db
def test_the_server_draws_the_chosen_appearance(client: Client) -> None:
    client.cookies["theme"], client.cookies["text_size"] = "dark", "large"
    page = client.get("/nowhere/").content.decode()
    assert '<html lang="ja" data-theme="dark" data-text-size="large">' in page
