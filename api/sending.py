"""Send deliveries, signed by the Standard Webhooks scheme (standardwebhooks.com, 1.0).

`webhook-signature` is `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>`.
"""

import hmac
from base64 import b64decode, b64encode
from hashlib import sha256
from urllib.parse import urlsplit

import httpx
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from api.actions.webhooks import collect
from api.destinations import check_destination
from api.models import Delivery, OutgoingWebhook
from hub.promises import Broken, keep_due

TIMEOUT = 5.0  # seconds
READ_BYTES = 64 * 1024


class NotAccepted(Exception):
    """The other side answered, and not with 2xx."""


def signature(secret: str, delivery_id: str, timestamp: int, body: str) -> str:
    key = b64decode(secret.removeprefix("whsec_"))
    signed = f"{delivery_id}.{timestamp}.{body}".encode()
    return f"v1,{b64encode(hmac.digest(key, signed, sha256)).decode()}"


def send(delivery: Delivery) -> None:
    """One attempt. Raises Broken for a place that is not allowed any more."""
    webhook = delivery.webhook
    try:
        place = check_destination(webhook.url)
    except ValidationError as error:
        raise Broken(error.messages[0]) from None
    timestamp = int(timezone.now().timestamp())
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
    with (
        httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
        client.stream(
            "POST",
            address,
            content=delivery.body.encode(),
            headers=headers,
            extensions={"sni_hostname": place.host},
        ) as answer,
    ):
        Delivery.objects.filter(pk=delivery.pk).update(status=answer.status_code)
        read_a_little(answer)
        if not answer.is_success:
            raise NotAccepted(f"HTTP {answer.status_code}")


def read_a_little(answer: httpx.Response) -> None:
    """So that the other side is not cut off; whatever it says beyond that is ignored."""
    read = 0
    for block in answer.iter_raw():
        read += len(block)
        if read > READ_BYTES:
            return


def keep_deliveries() -> None:
    """Called by the job runner every few seconds."""
    behind = OutgoingWebhook.objects.filter(revoked_at=None, room__version__gt=F("sent_version"))
    for key in behind.values_list("id", flat=True):
        collect(webhook_id=key)
    keep_due(Delivery.objects.select_related("webhook"), send)
