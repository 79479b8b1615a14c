"""Limits of live connections, in one place. Each has a test."""

import time
from collections import OrderedDict
from collections.abc import Hashable

FRAME_BYTES = 64 * 1024  # one command; larger ones close the connection with TOO_BIG
CONNECTIONS_PER_MEMBER = 20
HANDSHAKES_PER_SECOND = 200.0
HANDSHAKE_WITHIN = 5.0  # seconds
WRITE_WITHIN = 10.0  # seconds a carrier may take to write one frame
CONNECTION_SECONDS = 12 * 3600.0  # then the server asks for a new connection
CONNECTION_JITTER = 1800.0
COMMANDS_PER_SECOND = 10.0
COMMANDS_BURST = 60.0
STRIKES = 100  # refused commands in a row before the connection is closed with LIMIT
KEPT_BUCKETS = 10_000


class TokenBucket:
    """`rate` tokens a second, at most `burst` saved up."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self.tokens = burst
        self.filled_at = time.monotonic()

    def take(self, tokens: float = 1.0) -> float:
        """Take tokens and return 0, or take none and return the seconds to wait."""
        now = time.monotonic()
        self.tokens = min(self.burst, self.tokens + (now - self.filled_at) * self.rate)
        self.filled_at = now
        if self.tokens >= tokens:
            self.tokens -= tokens
            return 0.0
        return (tokens - self.tokens) / self.rate


class Buckets:
    """One bucket per key; the least recently used are forgotten."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self.kept: OrderedDict[Hashable, TokenBucket] = OrderedDict()

    def take(self, key: Hashable, tokens: float = 1.0) -> float:
        """As TokenBucket.take; what is more than the burst costs the whole burst."""
        bucket = self.kept.setdefault(key, TokenBucket(self.rate, self.burst))
        self.kept.move_to_end(key)
        if len(self.kept) > KEPT_BUCKETS:
            self.kept.popitem(last=False)
        return bucket.take(min(tokens, self.burst))


# One person's frames to documents, over all their connections to this process. Typing is merged
# in the browser to a few frames a second; carets come besides. Who sends more is slowed: nothing
# typed is refused, until DOCUMENT_WAIT has passed.
DOCUMENT_FRAMES_PER_SECOND = 60.0
DOCUMENT_FRAMES_BURST = 300.0
DOCUMENT_BYTES_PER_SECOND = 256.0 * 1024
DOCUMENT_BYTES_BURST = 2.0 * 1024 * 1024  # the largest update, twice: coming back after hours
DOCUMENT_WAIT = 30.0  # seconds; then the frame is refused

document_bytes = Buckets(DOCUMENT_BYTES_PER_SECOND, DOCUMENT_BYTES_BURST)
document_frames = Buckets(DOCUMENT_FRAMES_PER_SECOND, DOCUMENT_FRAMES_BURST)
commands = Buckets(COMMANDS_PER_SECOND, COMMANDS_BURST)
handshakes = TokenBucket(HANDSHAKES_PER_SECOND, HANDSHAKES_PER_SECOND)
