"""Devices that many people use in turn: what is read there does not stay there."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

COOKIE = "shared-device"
# Browsers keep no cookie for longer; every sign-out begins it anew.
LASTS = 400 * 86_400


def is_shared(request: HttpRequest) -> bool:
    return request.COOKIES.get(COOKIE) == "1"


def remember_shared(response: HttpResponseBase) -> None:
    response.set_cookie(
        COOKIE,
        "1",
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


@require_POST
def shared_device(request: HttpRequest) -> HttpResponse:
    """`on=1` makes this device a shared one, anything else takes that back."""
    response = redirect("account_login")
    if request.POST.get("on") == "1":
        remember_shared(response)
        # Whoever is signed in has kept nothing from now on, and nothing from before.
        response.headers["Clear-Site-Data"] = '"storage"'
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def device(request: HttpRequest) -> dict[str, bool]:
    """Context: `shared_device`."""
    return {"shared_device": is_shared(request)}
