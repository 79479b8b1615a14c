"""The address of an incoming webhook. The token in it is the only key."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from api.actions.webhooks import receive
from api.models import IncomingWebhook
from api.problems import STATUS
from api.tokens import hash_of
from chat.models import Membership
from hub.errors import RateLimited, problem_of
from hub.realtime.limits import Buckets

BYTES = 64 * 1024
hooks = Buckets(rate=1.0, burst=30.0)


@csrf_exempt
@require_POST
def incoming(request: HttpRequest, token: str) -> JsonResponse:
    """Post `{"text": …}` as JSON, or as the form field `payload`. Answers {seq}."""
    webhook = IncomingWebhook.objects.select_related("bot").filter(
        token_hash=hash_of(token), revoked_at=None
    )
    found = webhook.first()
    try:
        if found is None:
            raise Http404
        wait = hooks.take(found.pk)
        if wait:
            raise RateLimited(wait)
        message = receive(webhook=found, given=given_in(request))
    except (Http404, RateLimited, ValidationError, Membership.DoesNotExist) as error:
        problem = problem_of(error)
        body = {"code": problem.code, "message": problem.message, "field": problem.field}
        response = JsonResponse(body, status=STATUS[problem.code])
        if problem.retry_after:
            response["Retry-After"] = str(int(problem.retry_after) + 1)
        return response
    return JsonResponse({"seq": message.seq})


def given_in(request: HttpRequest) -> dict[str, Any]:
    announced = int(request.headers.get("Content-Length") or 0)
    if announced > BYTES or len(request.body) > BYTES:
        raise ValidationError({"text": _("送信内容が大きすぎます。")})
    form = request.content_type == "application/x-www-form-urlencoded"
    source = request.POST.get("payload", "") if form else request.body
    try:
        given = json.loads(source)
        json.dumps(given, ensure_ascii=False).encode()  # half a surrogate pair cannot be stored
    except (ValueError, RecursionError):
        raise ValidationError(_("JSONを読み取れません。")) from None
    if not isinstance(given, dict):
        raise ValidationError(_("JSONのオブジェクトを送ってください。"))
    return given
