"""Every answer forbids outside sources, inline code and framing."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from hub.security_headers import SecurityHeadersMiddleware, content_security_policy


def answer(response: HttpResponse) -> HttpResponse:
    def view(request: HttpRequest) -> HttpResponse:
        return response

    return SecurityHeadersMiddleware(view)(RequestFactory().get("/"))


def test_the_policy_starts_from_nothing_and_allows_no_shortcut() -> None:
    policy = content_security_policy()
    assert policy.startswith("default-src 'none'; ")
    for shortcut in ("unsafe", "data:", "blob:", "*", "https:"):
        assert shortcut not in policy
    for rule in ("base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert rule in policy


def test_every_answer_carries_the_headers() -> None:
    headers = answer(HttpResponse()).headers
    assert headers["Content-Security-Policy"] == content_security_policy()
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_a_view_may_be_stricter() -> None:
    stricter = HttpResponse(headers={"Content-Security-Policy": "sandbox"})
    assert answer(stricter).headers["Content-Security-Policy"] == "sandbox"


@pytest.mark.django_db
def test_real_pages_carry_them_too(client: Client) -> None:
    response = client.get("/accounts/login/")
    assert response.status_code == 200
    assert response.headers["Content-Security-Policy"] == content_security_policy()
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
