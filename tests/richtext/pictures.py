"""Pictures as people send them."""

import asyncio
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    target = BytesIO()
    Image.new("RGB", size, "#3366cc").save(target, kind, **options)
    return target.getvalue()


def send(client: Client, path: str, content: bytes, name: str = "地図.png") -> Any:
    upload = SimpleUploadedFile(name, content, content_type="image/png")
    return client.post(path, {"upload": upload})


def content(client: Client, url: str) -> bytes | None:
    """The bytes at the address; None for who may not read them."""
    answer: Any = client.get(url)

    async def whole() -> bytes:
        return b"".join([block async for block in answer.streaming_content])

    return asyncio.run(whole()) if answer.status_code == 200 else None
