"""The cache of all processes in Redis; while that is gone, each process keeps its own.

It holds what may be forgotten: how often somebody tried to sign in, and when a sign-in was
last used. Nobody should stand before a closed door because Redis restarts.
"""

import logging
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class SurvivingCache(BaseCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.shared = RedisCache(server, params)
        self.own = LocMemCache("surviving", params)

    def ask(self, method: str, *args: Any, **options: Any) -> Any:
        try:
            return getattr(self.shared, method)(*args, **options)
        except RedisError:
            logger.warning("The cache does not answer.")
            return getattr(self.own, method)(*args, **options)

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return bool(self.ask("add", key, value, timeout, version=version))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self.ask("get", key, default, version=version)

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self.ask("set", key, value, timeout, version=version)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self.ask("touch", key, timeout, version=version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self.ask("delete", key, version=version))

    def clear(self) -> None:
        self.ask("clear")
