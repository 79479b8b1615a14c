"""Frames of a document over HTTP, as a browser without WebSocket posts and polls them."""

import json
from typing import Any, NamedTuple

from django.conf import settings
from django.test import AsyncClient

from docs_app import frames
from docs_app.frames import Kind, Reader, Sync
from docs_app.models import Document
from hub.organisations.models import Member
from hub.realtime.database import db
from tests.chat.factories import sign_in

BINARY = "application/octet-stream"


class Answers(NamedTuple):
    """What came back, by kind."""

    stored: int
    refused: list[str]  # codes
    closed: list[int]  # close codes
    updates: list[bytes]


def read(body: bytes) -> Answers:
    stored, refused, closed, updates = 0, [], [], []
    for frame in frames.unbundle(body):
        reader = Reader(frame)
        kind = reader.number()
        if kind == Kind.STORED:
            stored += 1
        elif kind == Kind.REFUSED:
            refused.append(json.loads(reader.octets())["code"])
        elif kind == Kind.CLOSED:
            closed.append(json.loads(reader.octets())["code"])
        elif kind == Kind.SYNC and reader.number() != Sync.STEP1:
            updates.append(reader.octets())
    return Answers(stored, refused, closed, updates)


class Poster:
    """A person whose network carries nothing but requests."""

    def __init__(self, session_key: str) -> None:
        self.client = AsyncClient()
        self.client.cookies[settings.SESSION_COOKIE_NAME] = session_key

    @classmethod
    async def of(cls, member: Member) -> "Poster":
        return cls(await db(sign_in, member))

    async def request(self, document: Document, what: str, body: bytes, **headers: str) -> Any:
        path = f"/documents/{document.pk}/live/{what}/"
        headers = {"X-Tsunagu-Generation": "1", **headers}
        return await self.client.post(path, body, content_type=BINARY, headers=headers)

    async def post(self, document: Document, *sent: bytes, **headers: str) -> Answers:
        response = await self.request(document, "frames", frames.bundle(list(sent)), **headers)
        assert response.status_code == 200
        return read(response.content)

    async def poll(self, document: Document, body: bytes) -> Answers:
        response = await self.request(document, "poll", body)
        return read(b"".join([part async for part in response.streaming_content]))


def update(data: bytes) -> bytes:
    return frames.sync(Sync.UPDATE, data)


def nothing_known() -> bytes:
    """The body of a poll by somebody who has nothing yet."""
    return frames.number(0) + frames.octets(b"\x00")
