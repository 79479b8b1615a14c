"""When each of a person's sign-ins was last used, for the list of signed-in devices."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from hub.realtime.groups import session_group

NOTED_EVERY = 300  # seconds: a write for every request would make each page wait for the disk


class SessionActivityMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and cache.add(f"seen.{session_group(key)}", True, NOTED_EVERY):
            self.note(request)
        return self.get_response(request)

    def note(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            UserSession.objects.create_from_request(request)
