"""A body that is too large ends at the door, however it is announced."""

from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest

from hub.body_limit import BODY_BYTES
from tests.realtime.server import Server

BLOCK = b"x" * 1024 * 1024


def endless() -> Iterator[bytes]:
    """Chunked: without any announced length."""
    for _megabyte in range(64):
        yield BLOCK


@pytest.mark.django_db(transaction=True)
def test_an_announced_length_above_the_limit_is_refused(server: Server) -> None:
    answer = httpx.post(f"{server.origin}/files/", content=b"x" * (BODY_BYTES + 1))
    assert answer.status_code == 413


@pytest.mark.django_db(transaction=True)
def test_a_body_without_a_length_is_cut_off(server: Server) -> None:
    # The server may close while the client is still writing.
    with suppress(httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        assert httpx.post(f"{server.origin}/files/", content=endless()).status_code == 413
    assert httpx.get(f"{server.origin}/healthz").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_ordinary_bodies_pass(server: Server) -> None:
    answer = httpx.post(f"{server.origin}/accounts/login/", content=BLOCK)
    assert answer.status_code not in {413, 500}
