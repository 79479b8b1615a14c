"""Whose data a device keeps: an opaque tag per sign-in and acting member.

The browser files everything it keeps under this tag and wipes it when another one comes.
"""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from hub.offline.shared import is_shared, remember_shared
from hub.organisations.acting import SESSION_KEY as ACTING_KEY

OWNER_HEADER = "Device-Owner"
LENGTH = 32
# W3C Clear Site Data, section 3.1; browsers heed it on secure origins only.
EVERYTHING = '"cache", "storage"'


def owner_tag(request: HttpRequest) -> str:
    """The tag of this sign-in; empty when nobody is signed in. Asks nothing but the session."""
    # An error page may come before the session does.
    session = getattr(request, "session", None)
    if session is None or SESSION_KEY not in session:
        return ""
    who = f"{session.session_key}:{session[SESSION_KEY]}:{session.get(ACTING_KEY, '')}"
    return salted_hmac("hub.offline.owner", who, algorithm="sha256").hexdigest()[:LENGTH]


def device_owner(request: HttpRequest) -> dict[str, str]:
    """Context: `device_owner`, written into every page."""
    return {"device_owner": owner_tag(request)}


class DeviceOwnerMiddleware:
    """Names the owner of every page for the service worker; a sign-out clears the device."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers[OWNER_HEADER] = owner_tag(request)
        if request.method == "POST" and signs_out(request):
            response.headers["Clear-Site-Data"] = EVERYTHING
            if is_shared(request):
                remember_shared(response)
        return response


def signs_out(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.url_name == "account_logout"
