"""Headers that keep a page to itself: nothing from outside, nothing inline, no framing."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def content_security_policy(**changes: list[str]) -> str:
    """The policy as a header; a change names its directive with underscores."""
    policy: dict[str, list[str]] = dict(settings.SECURE_CSP)
    policy |= {name.replace("_", "-"): sources for name, sources in changes.items()}
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in policy.items())


def framed_by_us(response: HttpResponse) -> HttpResponse:
    """Let our own pages, and nobody else's, show this answer in a frame."""
    policy = content_security_policy(frame_ancestors=["'self'"])
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


class SecurityHeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.headers = {
            "Content-Security-Policy": content_security_policy(),
            "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), usb=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "same-origin",
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response
