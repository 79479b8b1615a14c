"""Bytes of a stored file as an asynchronous stream.

Under ASGI Django reads a synchronous iterator into memory before it sends the first byte.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import IO

BLOCK = 256 * 1024  # bytes


async def blocks(stored: IO[bytes], first: int, length: int) -> AsyncIterator[bytes]:
    """Read in threads: Django would read a whole synchronous iterator into memory."""
    try:
        await asyncio.to_thread(stored.seek, first)
        while length > 0:
            block = await asyncio.to_thread(stored.read, min(BLOCK, length))
            if not block:
                return
            length -= len(block)
            yield block
    finally:
        stored.close()
