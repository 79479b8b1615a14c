"""No request with a NUL in its values: PostgreSQL stores and compares none."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


class NulMiddleware:
    """400, as soon as the middleware before have let the request in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        for data in (request.GET, request.POST):
            for name, values in data.lists():
                if any("\x00" in text for text in (name, *values)):
                    raise BadRequest("NUL")
