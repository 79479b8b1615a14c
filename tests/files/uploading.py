"""Uploads as a browser makes them."""

from base64 import b64encode
from uuid import UUID

from django.http import HttpResponse
from django.test import Client

PIECE = "application/offset+octet-stream"


def begin(client: Client, name: str, size: int) -> HttpResponse:
    filename = b64encode(name.encode()).decode()
    headers = {"Upload-Length": str(size), "Upload-Metadata": f"filename {filename}"}
    return client.post("/files/", headers=headers)  # type: ignore[return-value]


def piece(client: Client, address: str, offset: int, content: bytes) -> HttpResponse:
    return client.patch(  # type: ignore[return-value]
        address, content, content_type=PIECE, headers={"Upload-Offset": str(offset)}
    )


def upload(client: Client, name: str, content: bytes, size: int = 1024 * 1024) -> UUID:
    """Upload in pieces of `size`; returns the id of the file."""
    address = begin(client, name, len(content))["Location"]
    for offset in range(0, len(content), size):
        answer = piece(client, address, offset, content[offset : offset + size])
        assert answer.status_code == 204, answer.content.decode()
    return UUID(address.split("/")[2])
