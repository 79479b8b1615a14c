"""A lean page: one HTTP/1.1 request on a connection of its own, as a signed-in browser sends it."""

import asyncio
from urllib.parse import urlencode

TOKEN = "b" * 32  # of the CSRF cookie and the header alike


class Refused(Exception):
    """The server did not answer as a page would need."""


async def ask(
    port: int, key: str, path: str, *, form: dict[str, str] | None = None, json: str = ""
) -> str:
    """The body of the answer. Raises Refused unless the status is 2xx or 3xx."""
    body = (json or urlencode(form or {})).encode()
    method = "POST" if json or form is not None else "GET"
    kind = "application/json" if json else "application/x-www-form-urlencoded"
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
        f"Origin: http://127.0.0.1:{port}\r\nCookie: session={key}; csrftoken={TOKEN}\r\n"
        f"X-CSRFToken: {TOKEN}\r\nAccept: */*\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(head.encode() + body)
        answer = await reader.read(-1)
    finally:
        writer.close()
    line, _separator, rest = answer.partition(b"\r\n")
    if line[9:10] not in {b"2", b"3"}:
        raise Refused(f"{method} {path}: {line.decode()} {rest[-300:].decode(errors='replace')}")
    return rest.decode()
