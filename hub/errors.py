"""Exceptions of actions, turned into {code, message, field} for JSON and live frames."""

import math
from collections.abc import Callable
from typing import NamedTuple

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    ObjectDoesNotExist,
    PermissionDenied,
    ValidationError,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found
from pydantic import ValidationError as FrameError


class Problem(NamedTuple):
    code: str
    message: str
    field: str = ""
    retry_after: float = 0


class RateLimited(Exception):
    """Too much in too short a time. `retry_after` is in seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"Retry after {retry_after:.1f} s.")
        self.retry_after = retry_after


class Busy(Exception):
    """Too many want the same at once. `retry_after` is in seconds."""

    retry_after = 5.0


def problem_of(error: Exception) -> Problem:
    """The answer to give for `error`. Never tells more than the caller may know."""
    match error:
        case ValidationError():
            return validation_problem(error)
        case FrameError():
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"] if isinstance(part, str))
            return Problem("invalid", _("入力の形式が正しくありません。"), field)
        case ObjectDoesNotExist() | Http404():
            return Problem("not_found", _("見つかりません。"))
        case PermissionDenied():
            return Problem("forbidden", str(error) or _("この操作はできません。"))
        case RateLimited():
            return Problem(
                "rate_limited",
                _("短い時間に操作が集中しています。少し待ってからもう一度お試しください。"),
                retry_after=error.retry_after,
            )
        case _:
            return Problem("failed", _("処理できませんでした。もう一度お試しください。"))


def validation_problem(error: ValidationError) -> Problem:
    if not hasattr(error, "error_dict"):
        return Problem("invalid", error.messages[0])
    field, messages = next(iter(error.message_dict.items()))
    return Problem("invalid", messages[0], "" if field == NON_FIELD_ERRORS else field)


class RefusalMiddleware:
    """What an action or a limit refuses, as a page.

    An action that finds no row for this member answers as an unknown address does.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        match error:
            case ObjectDoesNotExist():
                return page_not_found(request, error)
            case RateLimited():
                return try_again(request, 429, error.retry_after)
            case Busy():
                return try_again(request, 503, error.retry_after)
        return None


def try_again(request: HttpRequest, status: int, retry_after: float) -> HttpResponse:
    response = render(request, f"{status}.html", status=status)
    response["Retry-After"] = str(math.ceil(retry_after))
    return response
