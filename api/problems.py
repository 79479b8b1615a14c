"""Every failure has one shape: {code, message, field}, and its status in the schema."""

import math
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as RequestError

from hub.errors import Problem, RateLimited, problem_of

STATUS = {"not_found": 404, "forbidden": 403, "rate_limited": 429, "invalid": 422}


class ProblemOut(Schema):
    """What went wrong. `field` names the input it is about, or is empty."""

    code: str
    message: str
    field: str = ""


FAILURES = {401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 422: ProblemOut, 429: ProblemOut}


def answers(answer: Any, status: int = 200) -> dict[int, Any]:
    """The responses of an operation: its own, and every way to fail."""
    return {status: answer, **FAILURES}


def request_problem(error: RequestError | HttpError) -> Problem:
    """Names the innermost field of the first input that is wrong, where there is one."""
    if isinstance(error, HttpError):
        return Problem("invalid", _("JSONを読み取れません。"))
    where = [part for part in error.errors[0]["loc"] if isinstance(part, str)]
    field = where[-1] if len(where) > 1 else ""
    return Problem("invalid", _("入力の形式が正しくありません。"), field)


def handle_problems(api: NinjaAPI) -> None:
    """Turn exceptions of actions and of the parser into `ProblemOut`."""

    def respond(request: HttpRequest, problem: Problem, status: int) -> HttpResponse:
        body = {"code": problem.code, "message": problem.message, "field": problem.field}
        response = api.create_response(request, body, status=status)
        if problem.retry_after:
            response["Retry-After"] = str(math.ceil(problem.retry_after))
        if status == 401:
            response["WWW-Authenticate"] = 'Bearer realm="tsunagu"'
        return response

    def known(request: HttpRequest, error: Any) -> HttpResponse:
        problem = problem_of(error)
        return respond(request, problem, STATUS[problem.code])

    for kind in (ObjectDoesNotExist, Http404, PermissionDenied, ValidationError, RateLimited):
        api.exception_handler(kind)(known)

    @api.exception_handler(HttpError)
    @api.exception_handler(RequestError)
    def malformed(request: HttpRequest, error: Any) -> HttpResponse:
        return respond(request, request_problem(error), 422)

    @api.exception_handler(AuthenticationError)
    def stranger(request: HttpRequest, _error: Any) -> HttpResponse:
        problem = Problem("unauthorized", _("有効なアクセストークンが必要です。"))
        return respond(request, problem, 401)
