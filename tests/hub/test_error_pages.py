"""Errors look like the product and tell nothing about its inside."""

import pytest
from django.test import Client, RequestFactory
from django.views.defaults import permission_denied, server_error

pytestmark = pytest.mark.django_db


def test_an_unknown_address_has_a_way_back(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "ページが見つかりません" in response.content.decode()
    assert 'href="/"' in response.content.decode()


def test_a_server_error_needs_no_session_and_shows_no_detail() -> None:
    response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "サーバーで問題が起きました" in response.content.decode()
    assert "Traceback" not in response.content.decode()


def test_a_refusal_does_not_repeat_its_reason() -> None:
    response = permission_denied(RequestFactory().get("/"), Exception("secret room"))
    assert response.status_code == 403
    assert "secret room" not in response.content.decode()


def test_an_outdated_form_says_to_reload() -> None:
    response = Client(enforce_csrf_checks=True).post("/i18n/setlang/", {"language": "en"})
    assert response.status_code == 403
    assert "有効期限が切れました" in response.content.decode()
