"""The form of a token: `tsu_`, 256 random bits, and a checksum.

The prefix and the checksum let a leak scanner recognise one without asking the server.
"""

import secrets
import zlib
from hashlib import sha256

PREFIX = "tsu_"
RANDOM_BYTES = 32
CHECKSUM_DIGITS = 8
HINT = 8  # characters shown in lists


def new_token() -> str:
    """A token that never existed before."""
    random = secrets.token_urlsafe(RANDOM_BYTES)
    return f"{PREFIX}{random}{checksum(random)}"


def checksum(random: str) -> str:
    return f"{zlib.crc32(random.encode()):08x}"


def is_well_formed(token: str) -> bool:
    if not token.startswith(PREFIX) or not token.isascii():
        return False
    rest = token.removeprefix(PREFIX)
    return checksum(rest[:-CHECKSUM_DIGITS]) == rest[-CHECKSUM_DIGITS:]


def hash_of(token: str) -> str:
    """Tokens are random, so a plain hash is as good as a slow one."""
    return sha256(token.encode()).hexdigest()
