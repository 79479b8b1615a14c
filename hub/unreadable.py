"""Requests that no page can read are refused in one place."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import RawPostDataException
from django.views.defaults import bad_request


class UnreadableMiddleware:
    """400 for a NUL, which PostgreSQL does not store, and for a form where a body is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_given: Any) -> None:
        # The protection against CSRF has read the form; programs come without, and answer for it.
        form = QueryDict() if getattr(view, "csrf_exempt", False) else request.POST
        for data in (request.GET, form):
            for name, values in data.lists():
                if any("\x00" in text for text in (name, *values)):
                    raise BadRequest("NUL")

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return bad_request(request, error) if isinstance(error, RawPostDataException) else None
