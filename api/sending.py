"""Send deliveries, signed by the Standard Webhooks scheme (standardwebhooks.com, 1.0).

`webhook-signature` is `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>`.
"""

import asyncio
import hmac
from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from urllib.parse import urlsplit

import httpx
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils import timezone

from api.actions.webhooks import collect
from api.destinations import Destination, HostNotFound, check_destination
from api.models import Delivery, OutgoingWebhook
from hub.promises import Broken, delay, keep_due

TIMEOUT = 5.0  # seconds for the whole of one attempt


class NotAccepted(Exception):
    """The other side did not take it this time."""


def signature(secret: str, delivery_id: str, timestamp: int, body: str) -> str:
    key = b64decode(secret.removeprefix("whsec_"))
    signed = f"{delivery_id}.{timestamp}.{body}".encode()
    return f"v1,{b64encode(hmac.digest(key, signed, sha256)).decode()}"


def send(delivery: Delivery) -> None:
    """One attempt. Raises Broken for a place that is not allowed any more."""
    try:
        place = check_destination(delivery.webhook.url)
        status = post(delivery, place)
    except (TimeoutError, httpx.TransportError):
        hold_back(delivery)
        raise
    except HostNotFound as error:
        hold_back(delivery)
        raise NotAccepted(error.messages[0]) from None
    except ValidationError as error:
        raise Broken(error.messages[0]) from None
    Delivery.objects.filter(pk=delivery.pk).update(status=status)
    if not httpx.codes.is_success(status):
        raise NotAccepted(f"HTTP {status}")


def hold_back(delivery: Delivery) -> None:
    """Nobody answers there: what else waits for it waits, too, instead of holding up all jobs."""
    until = timezone.now() + delay(delivery.attempts)
    others = Delivery.objects.filter(webhook=delivery.webhook_id, kept_at=None, broken_at=None)
    others.filter(Q(waits_until=None) | Q(waits_until__lt=until)).update(waits_until=until)


def post(delivery: Delivery, place: Destination) -> int:
    """The status of the answer. Raises TimeoutError, httpx.TransportError."""
    webhook, timestamp = delivery.webhook, int(timezone.now().timestamp())
    parts = urlsplit(webhook.url)
    ip = f"[{place.ip}]" if ":" in place.ip else place.ip
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Tsunagu-Webhook/1",
        "webhook-id": str(delivery.id),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(webhook.secret, str(delivery.id), timestamp, delivery.body),
    }
    address = f"{place.scheme}://{ip}:{place.port}{parts.path or '/'}"
    if parts.query:
        address += f"?{parts.query}"
    request = httpx.Request(
        "POST",
        address,
        content=delivery.body.encode(),
        headers=headers,
        extensions={"sni_hostname": place.host},
    )
    with ThreadPoolExecutor(1) as thread:  # this one may have a loop already
        return thread.submit(asyncio.run, status_of(request)).result()


async def status_of(request: httpx.Request) -> int:
    """What the other side says beyond the status is not read. A drop at a time is too slow."""
    client = httpx.AsyncClient(timeout=None, follow_redirects=False, trust_env=False)  # noqa: S113
    async with asyncio.timeout(TIMEOUT), client:
        answer = await client.send(request, stream=True)
        await answer.aclose()
        return answer.status_code


def keep_deliveries() -> None:
    """Called by the job runner every few seconds."""
    behind = OutgoingWebhook.objects.filter(revoked_at=None, room__version__gt=F("sent_version"))
    for key in behind.values_list("id", flat=True):
        collect(webhook_id=key)
    keep_due(Delivery.objects.select_related("webhook"), send)
