"""Ask ClamAV about a file, over its socket, when the city runs one.

Protocol: INSTREAM of clamd(8): `zINSTREAM\\0`, blocks of a 4-byte length and data, an empty
block; the answer is `stream: OK` or `stream: NAME FOUND`.
"""

import socket
import struct
from typing import IO

from django.conf import settings

TIMEOUT = 60.0  # seconds
BLOCK = 256 * 1024  # bytes


class Unreachable(Exception):
    """The scanner gave no answer that can be understood."""


def connected() -> socket.socket:
    """`TSUNAGU_CLAMAV` is unix:/path or host:port."""
    kind, _colon, rest = settings.CLAMAV.partition(":")
    if kind == "unix":
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(TIMEOUT)
        link.connect(rest)
        return link
    return socket.create_connection((kind, int(rest)), timeout=TIMEOUT)


def is_infected(content: IO[bytes]) -> bool:
    """Whether the scanner found something. Raises Unreachable."""
    try:
        with connected() as link:
            link.sendall(b"zINSTREAM\0")
            while block := content.read(BLOCK):
                link.sendall(struct.pack("!I", len(block)) + block)
            link.sendall(struct.pack("!I", 0))
            answer = link.makefile("rb").read(1000)
    except (OSError, ValueError) as error:
        raise Unreachable(str(error)) from None
    verdict = answer.strip(b"\0\n ")
    if verdict.endswith(b"FOUND"):
        return True
    if verdict.endswith(b"OK"):
        return False
    raise Unreachable(verdict.decode(errors="replace"))
