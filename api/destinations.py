"""Where outgoing webhooks may go: only to hosts the city has named.

A server inside the city's network must not be turned into a way to its other machines
(OWASP: server-side request forgery). The name is resolved once, and that address is used.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Destination:
    """`host` is what the address calls it, `ip` where the connection really goes."""

    scheme: str
    host: str
    port: int
    ip: str


class HostNotFound(ValidationError):
    """The name leads nowhere now; it may again in a minute."""


def check_destination(url: str) -> Destination:
    """Raises ValidationError for the field `url` unless the city allows its host."""
    parts = urlsplit(url)
    try:
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:
        port = 0
    host = (parts.hostname or "").lower()
    if parts.scheme not in {"https", "http"} or not host or not port or parts.username:
        raise ValidationError({"url": _("http:// または https:// のURLを入力してください。")})
    allowed = settings.WEBHOOK_HOSTS
    if not allowed:
        raise ValidationError({"url": _("このサーバーでは送信Webhookが許可されていません。")})
    if host not in allowed and f"{host}:{port}" not in allowed:
        raise ValidationError({"url": _("この送信先は許可されていません。")})
    return Destination(parts.scheme, host, port, address_of(host, port))


def address_of(host: str, port: int) -> str:
    """The first address of the host. A name may not lead to this machine or a link."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise HostNotFound({"url": _("送信先のホストが見つかりません。")}) from None
    ip = str(found[0][4][0])
    literal = ip == host
    address = ipaddress.ip_address(ip.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    if not literal and (address.is_loopback or address.is_link_local or address.is_unspecified):
        raise ValidationError({"url": _("この送信先は許可されていません。")})
    return ip
